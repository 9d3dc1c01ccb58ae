#include "tensorflow/loss_kernel.h"

#include <array>
#include <cstring>
#include <exception>
#include <string>

#include "ctc/ctc.h"
#include "request/call_block.h"
#include "request/failure.h"

namespace ctc::tensorflow {

Api api;

namespace {

/** Owns a TF_Tensor, which is a reference to memory of TensorFlow. */
class Tensor {
 public:
  Tensor() = default;
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;
  ~Tensor() {
    if (tensor_ != nullptr) api.TF_DeleteTensor(tensor_);
  }

  TF_Tensor** receive() { return &tensor_; }
  void receive(TF_Tensor* tensor) { tensor_ = tensor; }
  /** May be null for an empty tensor. */
  template <typename Element>
  Element* data() const {
    return static_cast<Element*>(api.TF_TensorData(tensor_));
  }
  /** All types used here have four bytes. */
  int64_t elements() const { return static_cast<int64_t>(api.TF_TensorByteSize(tensor_) / 4); }
  int dimensions() const { return api.TF_NumDims(tensor_); }
  int64_t dimension(int index) const { return api.TF_Dim(tensor_, index); }

 private:
  TF_Tensor* tensor_ = nullptr;
};

/** One run of the kernel. Each step returns false if it failed; the context then has the failure. */
class Computation {
 public:
  explicit Computation(TF_OpKernelContext* context) : context_(context), status_(api.TF_NewStatus()) {}
  Computation(const Computation&) = delete;
  Computation& operator=(const Computation&) = delete;
  ~Computation() { api.TF_DeleteStatus(status_); }

  void run(bool with_gradient) {
    Tensor block, scores, losses, status, gradient;
    if (!input(0, &block) || !input(1, &scores)) return;
    if (scores.dimensions() != 3) return fail(request::Code::kInternal, "scores: not three dimensions");
    request::BatchRequest request;
    const char* fault = request::read_call_block(block.data<int32_t>(), block.elements(), scores.data<const float>(),
                                                 scores.elements(), &request);
    if (fault != nullptr) return fail(request::Code::kInternal, fault);
    request.results = {};

    const int64_t batch = request.batch.batch;
    if (!output(0, kFloat, &batch, 1, &losses) || !output(1, kInt32, &batch, 1, &status)) return;
    request.results.losses = losses.data<float>();
    request.results.status = status.data<SampleStatus>();
    if (with_gradient) {
      const std::array<int64_t, 3> shape = {scores.dimension(0), scores.dimension(1), scores.dimension(2)};
      if (!output(2, kFloat, shape.data(), 3, &gradient)) return;
      request.results.gradient = gradient.data<float>();
    }

    const Outcome outcome = loss(request.batch, request.options, request.results);
    if (outcome != Outcome::kOk) {
      const request::Failure failure = request::explain(outcome, request.batch, request.options);
      return fail(failure.code, failure.message);
    }
    widen(status.data<unsigned char>(), batch);
  }

  void fail(request::Code code, const std::string& message) {
    const std::string text = std::string(request::name_of(code)) + ": " + message;
    api.TF_SetStatus(status_, kInternal, text.c_str());
    api.TF_OpKernelContext_Failure(context_, status_);
  }

 private:
  bool input(int index, Tensor* tensor) {
    api.TF_GetInput(context_, index, tensor->receive(), status_);
    return succeeded(request::Code::kInternal);
  }

  bool output(int index, DataType type, const int64_t* dimensions, int count, Tensor* tensor) {
    size_t bytes = 4;
    for (int i = 0; i < count; ++i) bytes *= static_cast<size_t>(dimensions[i]);
    tensor->receive(api.TF_AllocateOutput(context_, index, type, dimensions, count, bytes, status_));
    return succeeded(request::Code::kOutOfMemory);
  }

  /** Whether TensorFlow's last call succeeded. @param code reported if it did not */
  bool succeeded(request::Code code) {
    if (api.TF_GetCode(status_) == kOk) return true;
    fail(code, api.TF_Message(status_));
    return false;
  }

  /** Converts the core's status bytes to int32 in place, from the last to the first. */
  static void widen(unsigned char* bytes, int64_t count) {
    for (int64_t i = count - 1; i >= 0; --i) {
      const int32_t status = bytes[i];
      std::memcpy(bytes + 4 * i, &status, sizeof status);
    }
  }

  TF_OpKernelContext* context_;
  TF_Status* status_;
};

/** Catches all exceptions: TensorFlow is compiled without them. */
void compute(TF_OpKernelContext* context, bool with_gradient) {
  Computation computation(context);
  try {
    computation.run(with_gradient);
  } catch (const std::exception& exception) {
    computation.fail(request::Code::kInternal, exception.what());
  }
}

}  // namespace

void compute_loss(void*, TF_OpKernelContext* context) { compute(context, false); }

void compute_loss_and_gradient(void*, TF_OpKernelContext* context) { compute(context, true); }

}  // namespace ctc::tensorflow
