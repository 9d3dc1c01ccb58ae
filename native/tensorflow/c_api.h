/**
 * @file c_api.h
 * The part of TensorFlow's public C API that registering an op needs, looked up at run time in the TensorFlow that
 * tfjs-node has loaded. The addon neither includes TensorFlow's headers nor links to it, so one build works with every
 * TensorFlow since 2.9, and without any.
 *
 * The declarations follow tensorflow/c/{c_api,kernels,ops,tf_status,tf_tensor}.h, whose functions are stable.
 */
#ifndef CTC_TENSORFLOW_C_API_H_
#define CTC_TENSORFLOW_C_API_H_

#include <cstddef>
#include <cstdint>

struct TF_Buffer;
struct TF_Graph;
struct TF_KernelBuilder;
struct TF_OpDefinitionBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
struct TF_Status;
struct TF_Tensor;

namespace ctc::tensorflow {

/** TF_Code. */
enum Code : int { kOk = 0, kInternal = 13 };

/** TF_DataType. */
enum DataType : int { kFloat = 1, kInt32 = 3 };

/** TensorFlow's functions, under their own names. */
struct Api {
  TF_Status* (*TF_NewStatus)();
  void (*TF_DeleteStatus)(TF_Status*);
  void (*TF_SetStatus)(TF_Status*, Code, const char* message);
  Code (*TF_GetCode)(const TF_Status*);
  const char* (*TF_Message)(const TF_Status*);

  TF_Buffer* (*TF_NewBuffer)();
  void (*TF_DeleteBuffer)(TF_Buffer*);
  TF_Graph* (*TF_NewGraph)();
  void (*TF_DeleteGraph)(TF_Graph*);
  void (*TF_GraphGetOpDef)(TF_Graph*, const char* op_name, TF_Buffer* op_def, TF_Status*);

  TF_OpDefinitionBuilder* (*TF_NewOpDefinitionBuilder)(const char* op_name);
  void (*TF_OpDefinitionBuilderAddInput)(TF_OpDefinitionBuilder*, const char* name_and_type);
  void (*TF_OpDefinitionBuilderAddOutput)(TF_OpDefinitionBuilder*, const char* name_and_type);
  void (*TF_RegisterOpDefinition)(TF_OpDefinitionBuilder*, TF_Status*);

  TF_KernelBuilder* (*TF_NewKernelBuilder)(const char* op_name, const char* device,
                                           void* (*create)(TF_OpKernelConstruction*),
                                           void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
  void (*TF_RegisterKernelBuilder)(const char* kernel_name, TF_KernelBuilder*, TF_Status*);
  void (*TF_GetInput)(TF_OpKernelContext*, int index, TF_Tensor**, TF_Status*);
  TF_Tensor* (*TF_AllocateOutput)(TF_OpKernelContext*, int index, DataType, const int64_t* dims, int num_dims,
                                  size_t bytes, TF_Status*);
  void (*TF_OpKernelContext_Failure)(TF_OpKernelContext*, TF_Status*);

  void* (*TF_TensorData)(const TF_Tensor*);
  size_t (*TF_TensorByteSize)(const TF_Tensor*);
  int (*TF_NumDims)(const TF_Tensor*);
  int64_t (*TF_Dim)(const TF_Tensor*, int index);
  void (*TF_DeleteTensor)(TF_Tensor*);
};

/**
 * Finds the TensorFlow that tfjs-node's binding is linked to, and keeps it loaded. Thread-safe.
 * @return null, or why it is not available
 */
const char* find_api(Api* api);

}  // namespace ctc::tensorflow

#endif  // CTC_TENSORFLOW_C_API_H_
