"""TensorFlow's beam search of width 100."""

from tensorflow_decoders import start_decoder


def start(threads):
    def decode(tf, logits, lengths):
        return -tf.nn.ctc_beam_search_decoder(logits, lengths, beam_width=100, top_paths=1)[1].numpy()[:, 0]

    return start_decoder(threads, decode)
