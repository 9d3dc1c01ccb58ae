"""TensorFlow's decoders as peers: time-major, blank last. The losses are the negative scores; there is no gradient."""

import os


def start_decoder(threads, decode):
    """decode(tf, logits, lengths) returns the negative score of each sample, already computed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)

    def prepare(batch):
        blank_last = np.roll(batch.logits, -1, axis=2)
        inputs = tf.constant(np.ascontiguousarray(blank_last.transpose(1, 0, 2)))
        lengths = tf.constant(batch.input_lengths)

        def arrays(scores):
            return scores, np.zeros(0, np.float32)

        return lambda: decode(tf, inputs, lengths), arrays

    return f"tensorflow {tf.__version__}", prepare
