/**
 * @file register_ops.h
 * Makes the loss an op of the TensorFlow that tfjs-node has loaded.
 */
#ifndef CTC_TENSORFLOW_REGISTER_OPS_H_
#define CTC_TENSORFLOW_REGISTER_OPS_H_

#include <string>

namespace ctc::tensorflow {

/** Names of the ops. The package's version is in them, because a process may hold several versions of the package. */
struct OpNames {
  std::string loss;
  std::string loss_and_gradient;
};

/**
 * Registers the ops for the whole process, unless that has been done: any thread, any copy of the addon, any number of
 * times. TensorFlow will call the code until the process ends, so that it must not be unloaded: both builds link it so.
 * @return empty, or why it cannot be done
 */
std::string register_ops(OpNames* names);

}  // namespace ctc::tensorflow

#endif  // CTC_TENSORFLOW_REGISTER_OPS_H_
