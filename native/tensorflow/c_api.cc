#include "tensorflow/c_api.h"

#if defined(__linux__) && defined(__GLIBC__)
#include <dlfcn.h>
#include <link.h>

#include <climits>
#include <cstring>
#endif

namespace ctc::tensorflow {

#if defined(__linux__) && defined(__GLIBC__)

namespace {

constexpr const char* kBinding = "/tfjs_binding.node";

/**
 * Only copies the path. Calling dlopen() here could deadlock: the list of libraries is locked, and another thread's
 * dlopen() may hold the loader's lock while it waits for the list.
 */
int visit(dl_phdr_info* info, size_t, void* path) {
  const size_t length = std::strlen(info->dlpi_name);
  const size_t ending = std::strlen(kBinding);
  if (length < ending || length >= PATH_MAX) return 0;
  if (std::strcmp(info->dlpi_name + length - ending, kBinding) != 0) return 0;
  std::memcpy(path, info->dlpi_name, length + 1);
  return 1;
}

template <typename Function>
bool find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

}  // namespace

const char* find_api(Api* api) {
  // Node.js loads addons with RTLD_LOCAL, so the symbols of their libraries are not global. The binding's own handle
  // finds them in the libraries that it was linked to, whatever their file names.
  char path[PATH_MAX];
  const bool is_found = dl_iterate_phdr(visit, path) != 0;
  // Never closed, so that it stays loaded.
  void* binding = is_found ? dlopen(path, RTLD_NOLOAD | RTLD_LAZY) : nullptr;
  if (binding == nullptr) return "@tensorflow/tfjs-node is not loaded";
#define CTC_FIND(name) \
  if (!find(binding, #name, &api->name)) return "tfjs-node's TensorFlow has no " #name
  CTC_FIND(TF_NewStatus);
  CTC_FIND(TF_DeleteStatus);
  CTC_FIND(TF_SetStatus);
  CTC_FIND(TF_GetCode);
  CTC_FIND(TF_Message);
  CTC_FIND(TF_NewBuffer);
  CTC_FIND(TF_DeleteBuffer);
  CTC_FIND(TF_NewGraph);
  CTC_FIND(TF_DeleteGraph);
  CTC_FIND(TF_GraphGetOpDef);
  CTC_FIND(TF_NewOpDefinitionBuilder);
  CTC_FIND(TF_OpDefinitionBuilderAddInput);
  CTC_FIND(TF_OpDefinitionBuilderAddOutput);
  CTC_FIND(TF_RegisterOpDefinition);
  CTC_FIND(TF_NewKernelBuilder);
  CTC_FIND(TF_RegisterKernelBuilder);
  CTC_FIND(TF_GetInput);
  CTC_FIND(TF_AllocateOutput);
  CTC_FIND(TF_OpKernelContext_Failure);
  CTC_FIND(TF_TensorData);
  CTC_FIND(TF_TensorByteSize);
  CTC_FIND(TF_NumDims);
  CTC_FIND(TF_Dim);
  CTC_FIND(TF_DeleteTensor);
#undef CTC_FIND
  return nullptr;
}

#else

const char* find_api(Api*) { return "TensorFlow's C API is supported on Linux with glibc only"; }

#endif

}  // namespace ctc::tensorflow
