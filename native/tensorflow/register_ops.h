/**
 * @file register_ops.h
 * Registers the loss as an op in the TensorFlow that tfjs-node has loaded.
 */
#ifndef CTC_TENSORFLOW_REGISTER_OPS_H_
#define CTC_TENSORFLOW_REGISTER_OPS_H_

#include <string>

namespace ctc::tensorflow {

/** Names of the ops. They contain the package's version, because a process may load several versions of the package. */
struct OpNames {
  std::string loss;
  std::string loss_and_gradient;
};

/**
 * Registers the ops for the whole process, unless they are registered. Thread-safe, also between several copies of the
 * addon. TensorFlow calls the kernels until the process ends, so the addon must never be unloaded: it is linked with
 * -z nodelete.
 * @param names receives the names of the ops
 * @return empty, or why the ops are not available
 */
std::string register_ops(OpNames* names);

}  // namespace ctc::tensorflow

#endif  // CTC_TENSORFLOW_REGISTER_OPS_H_
