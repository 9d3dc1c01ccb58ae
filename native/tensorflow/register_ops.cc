#include "tensorflow/register_ops.h"

#include <cctype>
#include <mutex>

#include "ctc/ctc.h"
#include "tensorflow/c_api.h"
#include "tensorflow/loss_kernel.h"

#if defined(__linux__)
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

namespace ctc::tensorflow {
namespace {

using Compute = void (*)(void*, TF_OpKernelContext*);

/**
 * Makes looking up an op and registering it one step for the whole process: registering an op twice aborts. The mutex
 * excludes threads within one copy of the addon. The file lock excludes several copies: each open() of the file has its
 * own lock, and all copies lock the same file of this process. Without /proc, copies do not exclude each other.
 */
class ProcessLock {
 public:
  ProcessLock() : lock_(mutex()) {
#if defined(__linux__)
    file_ = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (file_ >= 0) flock(file_, LOCK_EX);
#endif
  }
  ~ProcessLock() {
#if defined(__linux__)
    if (file_ >= 0) close(file_);
#endif
  }
  ProcessLock(const ProcessLock&) = delete;
  ProcessLock& operator=(const ProcessLock&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }

  const std::lock_guard<std::mutex> lock_;
#if defined(__linux__)
  int file_;
#endif
};

/** "Name_1_2_3": op names consist of letters, digits and underscores. */
std::string versioned(const char* name) {
  std::string result = std::string(name) + '_' + version();
  for (char& character : result) {
    if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '_';
  }
  return result;
}

bool is_registered(const char* name) {
  TF_Graph* graph = api.TF_NewGraph();
  TF_Buffer* definition = api.TF_NewBuffer();
  TF_Status* status = api.TF_NewStatus();
  api.TF_GraphGetOpDef(graph, name, definition, status);
  const bool found = api.TF_GetCode(status) == kOk;
  api.TF_DeleteStatus(status);
  api.TF_DeleteBuffer(definition);
  api.TF_DeleteGraph(graph);
  return found;
}

std::string register_op(const char* name, Compute compute, bool with_gradient) {
  if (is_registered(name)) return "";
  TF_Status* status = api.TF_NewStatus();
  // The kernel first: an op that is found must have one.
  TF_KernelBuilder* kernel = api.TF_NewKernelBuilder(
      name, "CPU", [](TF_OpKernelConstruction*) -> void* { return nullptr; }, compute, [](void*) {});
  api.TF_RegisterKernelBuilder(name, kernel, status);
  if (api.TF_GetCode(status) == kOk) {
    TF_OpDefinitionBuilder* op = api.TF_NewOpDefinitionBuilder(name);
    api.TF_OpDefinitionBuilderAddInput(op, "block: int32");
    api.TF_OpDefinitionBuilderAddInput(op, "scores: float");
    api.TF_OpDefinitionBuilderAddOutput(op, "losses: float");
    api.TF_OpDefinitionBuilderAddOutput(op, "status: int32");
    if (with_gradient) api.TF_OpDefinitionBuilderAddOutput(op, "gradient: float");
    api.TF_RegisterOpDefinition(op, status);
  }
  const std::string fault = api.TF_GetCode(status) == kOk ? "" : api.TF_Message(status);
  api.TF_DeleteStatus(status);
  return fault;
}

}  // namespace

std::string register_ops(OpNames* names) {
  *names = {versioned("CtcNativeLoss"), versioned("CtcNativeLossAndGradient")};
  const ProcessLock lock;
  if (api.TF_NewStatus == nullptr) {
    Api found;
    if (const char* fault = find_api(&found)) return fault;
    api = found;
  }
  std::string fault = register_op(names->loss.c_str(), compute_loss, false);
  if (fault.empty()) fault = register_op(names->loss_and_gradient.c_str(), compute_loss_and_gradient, true);
  return fault;
}

}  // namespace ctc::tensorflow
