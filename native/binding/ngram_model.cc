#include "binding/ngram_model.h"

namespace ctc::binding {
namespace {

/** Type tag of the handles, which distinguishes them from other wrapped objects. */
constexpr napi_type_tag kTag = {0x6374635f6e677261, 0x6d5f6d6f64656c00};

constexpr int64_t kCommonWords = 1000;

/** The native object behind a handle. */
struct Handle {
  std::shared_ptr<NgramModelSlot> slot;
  int64_t reported_bytes = 0;  // external memory reported to the garbage collector
};

std::unique_ptr<Handle> new_handle() {
  try {
    return std::make_unique<Handle>(Handle{std::make_shared<NgramModelSlot>()});
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void release(napi_env env, void* data, void*) {
  const std::unique_ptr<Handle> handle(static_cast<Handle*>(data));
  int64_t total = 0;
  napi_adjust_external_memory(env, -handle->reported_bytes, &total);
}

/** @return null if the value is not a handle */
Handle* handle_of(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  bool is_handle = false;
  void* data = nullptr;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_object) return nullptr;
  if (napi_check_object_type_tag(env, value, &kTag, &is_handle) != napi_ok || !is_handle) return nullptr;
  if (napi_unwrap(env, value, &data) != napi_ok) return nullptr;
  return static_cast<Handle*>(data);
}

}  // namespace

Napi::Value new_ngram_model(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::unique_ptr<Handle> handle = new_handle();
  napi_value object = nullptr;
  if (handle == nullptr || napi_create_object(env, &object) != napi_ok ||
      napi_type_tag_object(env, object, &kTag) != napi_ok ||
      napi_wrap(env, object, handle.get(), release, nullptr, nullptr) != napi_ok) {
    throw_error(env, Code::kOutOfMemory, "out of memory: cannot allocate a language model");
    return Napi::Value();
  }
  handle.release();  // the object owns it; its finalizer release() deletes it
  return Napi::Value(env, object);
}

Napi::Value ngram_sizes(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Handle* handle = handle_of(env, info[0]);
  if (handle == nullptr || handle->slot->model == nullptr) {
    refuse(env, "model: not a handle of a model");
    return Napi::Value();
  }
  const NgramSizes sizes = sizes_of(*handle->slot->model);
  std::vector<std::string> words;
  if (most_probable_words(*handle->slot->model, kCommonWords, &words) != Outcome::kOk) {
    throw_error(env, Code::kOutOfMemory, "out of memory: cannot list the words of the model");
    return Napi::Value();
  }
  if (handle->reported_bytes == 0) {
    handle->reported_bytes = sizes.bytes;
    int64_t total = 0;
    napi_adjust_external_memory(env, sizes.bytes, &total);
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("order", Napi::Number::New(env, sizes.order));
  result.Set("tokens", Napi::Number::New(env, sizes.tokens));
  result.Set("ngrams", Napi::Number::New(env, sizes.ngrams));
  Napi::Array common_words = Napi::Array::New(env, words.size());
  for (uint32_t i = 0; i < words.size(); ++i) common_words.Set(i, Napi::String::New(env, words[i]));
  result.Set("commonWords", common_words);
  return result;
}

std::shared_ptr<NgramModelSlot> read_ngram_model(napi_env env, napi_value value) {
  const Handle* handle = handle_of(env, value);
  return handle == nullptr ? nullptr : handle->slot;
}

bool ReadArpaCall::read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() != 2) return refuse(env, "a native readArpa call takes 2 arguments");
  slot_ = read_ngram_model(env, info[0]);
  if (slot_ == nullptr) return refuse(env, "model: not a handle");
  if (slot_->model != nullptr) return refuse(env, "model: already read");
  if (!info[1].IsString()) return refuse(env, "path: not a string");
  path_ = info[1].As<Napi::String>().Utf8Value();
  return true;
}

Outcome ReadArpaCall::run() { return read_arpa(path_.c_str(), &slot_->model, &fault_); }

Failure ReadArpaCall::explain(Outcome outcome) const {
  if (outcome == Outcome::kOutOfMemory)
    return {Code::kOutOfMemory, "out of memory: cannot allocate the language model"};
  return {Code::kFile, fault_};
}

}  // namespace ctc::binding
