"""TensorFlow's decoders. Their blank is the last class, and their scores are time-major."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf  # noqa: E402

from cases import CASES, FEW_SEQUENCES, SPEECH_LIKE  # noqa: E402
from entries import blank_last, decoder_entry, request  # noqa: E402

VERSION = f"tensorflow {tf.__version__}, float32"
# Beam widths and numbers of paths. When a prefix falls out of TensorFlow's beam, extensions of it that come later in the same
# frame are lost: in a narrow beam over close scores it finds other sequences than the definition does.
BEAMS = [(FEW_SEQUENCES, 1, 1), (FEW_SEQUENCES, 300, 5), (SPEECH_LIKE, 1, 1), (SPEECH_LIKE, 40, 4), (SPEECH_LIKE, 100, 10)]


def _inputs(case):
    logits, _ = blank_last(case)
    return tf.transpose(tf.constant(logits, dtype=tf.float32), [1, 0, 2])


def _request(case, **options):
    """Our request for the same logits in the same memory layout."""
    asked = request(case, _inputs(case).numpy(), layout="TBC", blank=-1, **options)
    del asked["labels"]
    return asked | {"shape": [case.shape[1], case.shape[0], case.shape[2]]}


def _rows(sparse, batch):
    rows = [[] for _ in range(batch)]
    for (sample, _), label in zip(sparse.indices.numpy().tolist(), sparse.values.numpy().tolist()):
        rows[sample].append(label)
    return rows


def _greedy(case, merge_repeated):
    # The score is the sum over the inputs, a log-probability only if they are a log-softmax.
    [decoded], negative = tf.nn.ctc_greedy_decoder(tf.nn.log_softmax(_inputs(case)), case.frames, merge_repeated)
    rows = _rows(decoded, len(case.frames))
    return [[{"labels": row, "logProb": -score}] for row, [score] in zip(rows, negative.numpy().tolist())]


def _beam(case, width, top_paths):
    decoded, scores = tf.nn.ctc_beam_search_decoder(_inputs(case), case.frames, width, top_paths)
    places = [_rows(each, len(case.frames)) for each in decoded]
    scores = scores.numpy().tolist()
    return [
        [{"labels": places[place][sample], "logProb": scores[sample][place]} for place in range(top_paths)]
        for sample in range(len(case.frames))
    ]


def entries():
    for case in [*CASES, FEW_SEQUENCES, SPEECH_LIKE]:
        for merge_repeated in [True, False]:
            asked = _request(case, mergeRepeated=merge_repeated)
            call = f"tf.nn.ctc_greedy_decoder(merge_repeated={merge_repeated})"
            yield decoder_entry(case, call, "greedyDecode", asked, _greedy(case, merge_repeated))
    for case, width, top_paths in BEAMS:
        asked = _request(case, beamWidth=width, topPaths=top_paths)
        call = f"tf.nn.ctc_beam_search_decoder(beam_width={width}, top_paths={top_paths})"
        yield decoder_entry(case, call, "beamSearchDecode", asked, _beam(case, width, top_paths))
