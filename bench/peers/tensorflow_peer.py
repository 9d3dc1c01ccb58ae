"""TensorFlow's CTCLoss kernel, called directly: time-major, blank last, the gradient beside the loss."""

import os


def start(threads):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)

    def prepare(batch):
        blank_last = np.roll(batch.logits, -1, axis=2)
        inputs = tf.constant(np.ascontiguousarray(blank_last.transpose(1, 0, 2)))
        valid = np.arange(batch.labels.shape[1]) < batch.label_lengths[:, None]
        indices = tf.constant(np.argwhere(valid), tf.int64)
        values = tf.constant(batch.labels[valid] - 1, tf.int32)
        lengths = tf.constant(batch.input_lengths)

        def call():
            return tf.raw_ops.CTCLoss(
                inputs=inputs, labels_indices=indices, labels_values=values, sequence_length=lengths
            )

        def arrays(result):
            losses, gradient = result
            return losses.numpy(), np.roll(gradient.numpy().transpose(1, 0, 2), 1, axis=2)

        return call, arrays

    return f"tensorflow {tf.__version__}", prepare
