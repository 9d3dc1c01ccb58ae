"""TensorFlow's greedy decoder, which applies no softmax: its scores are sums of logits."""

from tensorflow_decoders import start_decoder


def start(threads):
    return start_decoder(threads, lambda tf, logits, lengths: tf.nn.ctc_greedy_decoder(logits, lengths)[1].numpy()[:, 0])
