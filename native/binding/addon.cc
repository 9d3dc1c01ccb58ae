/**
 * @file addon.cc
 * The addon's exports. It has no state per environment, so any number of environments may load it.
 */
#include <napi.h>

#include <string>

#include "base/huge_pages.h"
#include "binding/decode_calls.h"
#include "binding/edit_distance_call.h"
#include "binding/errors.h"
#include "binding/loss_call.h"
#include "binding/ngram_model.h"
#include "binding/views.h"
#include "ctc/ctc.h"
#include "request/call_block.h"
#include "tensorflow/register_ops.h"

namespace ctc::binding {
namespace {

Napi::Value capabilities(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  size_t count = 0;
  const KernelInfo* infos = kernels(&count);
  Napi::Array supported = Napi::Array::New(env);
  uint32_t supported_count = 0;
  for (size_t i = 0; i < count; ++i) {
    if (infos[i].supported) supported.Set(supported_count++, Napi::String::New(env, infos[i].name));
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("kernel", Napi::String::New(env, selected_kernel()));
  result.Set("kernels", supported);
  result.Set("threads", Napi::Number::New(env, available_threads()));
  result.Set("threading", Napi::String::New(env, threading()));
  result.Set("version", Napi::String::New(env, version()));
  return result;
}

template <size_t kCount>
Napi::Array names(Napi::Env env, const char* const (&list)[kCount]) {
  Napi::Array result = Napi::Array::New(env, kCount);
  for (size_t i = 0; i < kCount; ++i) result.Set(static_cast<uint32_t>(i), Napi::String::New(env, list[i]));
  return result;
}

#define CTC_NAME(enumerator, name) name,
constexpr const char* kEditDistanceNames[] = {CTC_EDIT_DISTANCE_HEADER(CTC_NAME)};
#undef CTC_NAME

/** The layouts of the blocks that lib/ writes, for a test that compares them with lib's. */
Napi::Value block_layouts(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Object result = Napi::Object::New(env);
  result.Set("header", names(env, request::kHeaderNames));
  result.Set("arrays", names(env, request::kArrayNames));
  result.Set("editDistanceHeader", names(env, kEditDistanceNames));
  return result;
}

Napi::Value choose_kernel(const Napi::CallbackInfo& info) {
  const bool chosen = info[0].IsString() && select_kernel(info[0].As<Napi::String>().Utf8Value().c_str());
  return Napi::Boolean::New(info.Env(), chosen);
}

/** adviseHugePages(array: Float32Array): see base/huge_pages.h. */
void advise(const Napi::CallbackInfo& info) {
  View view;
  if (info.Length() != 1 || !read_view(info.Env(), info[0], napi_float32_array, &view)) {
    refuse(info.Env(), "array: not a Float32Array");
    return;
  }
  advise_huge_pages(view.data, static_cast<size_t>(view.bytes));
}

Napi::Value register_tensorflow_ops(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  tensorflow::OpNames names;
  const std::string fault = tensorflow::register_ops(&names);
  if (!fault.empty()) {
    throw_error(env, Code::kUnsupported, fault);
    return Napi::Value();
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("loss", Napi::String::New(env, names.loss));
  result.Set("lossAndGradient", Napi::String::New(env, names.loss_and_gradient));
  return result;
}

/** Exports the asynchronous form as `name` and the synchronous one as `nameSync`. */
template <typename Kind>
void export_call(Napi::Object exports, const std::string& name) {
  const Napi::Env env = exports.Env();
  exports.Set(name, Napi::Function::New(env, async<Kind>, name));
  exports.Set(name + "Sync", Napi::Function::New(env, sync<Kind>, name + "Sync"));
}

}  // namespace
}  // namespace ctc::binding

// Outside the namespace, because NODE_API_MODULE pastes the name into identifiers.
static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  using namespace ctc::binding;
  exports.Set("capabilities", Napi::Function::New(env, capabilities, "capabilities"));
  exports.Set("blockLayouts", Napi::Function::New(env, block_layouts, "blockLayouts"));
  exports.Set("selectKernel", Napi::Function::New(env, choose_kernel, "selectKernel"));
  exports.Set("adviseHugePages", Napi::Function::New(env, advise, "adviseHugePages"));
  exports.Set("registerTensorFlowOps", Napi::Function::New(env, register_tensorflow_ops, "registerTensorFlowOps"));
  exports.Set("newNgramModel", Napi::Function::New(env, new_ngram_model, "newNgramModel"));
  exports.Set("ngramSizes", Napi::Function::New(env, ngram_sizes, "ngramSizes"));
  export_call<LossCall>(exports, "loss");
  export_call<GreedyCall>(exports, "greedy");
  export_call<BeamSearchCall>(exports, "beamSearch");
  export_call<AlignCall>(exports, "align");
  export_call<EditDistanceCall>(exports, "editDistances");
  export_call<ReadArpaCall>(exports, "readArpa");
  return exports;
}

NODE_API_MODULE(ctc_native, initialise)
