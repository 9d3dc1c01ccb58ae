"""What Keras answers under the three names of its backend that ctc-native/tfjs offers as well."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

from cases import CASES, NO_REPEATS  # noqa: E402
from entries import blank_last, flat  # noqa: E402

VERSION = f"keras {keras.__version__} on tensorflow {tf.__version__}, float32"

backend = tf.keras.backend


def _nested(tensor):
    """As lists, floats to ten digits."""
    if isinstance(tensor, list):
        return [_nested(item) for item in tensor]
    if isinstance(tensor, float):
        return float(f"{tensor:.10g}")
    return tensor if isinstance(tensor, int) else _nested(tensor.numpy().tolist())


def _column(numbers):
    return tf.constant([[number] for number in numbers])


def _probs(case):
    logits, labels = blank_last(case)
    return tf.nn.softmax(tf.constant(logits, dtype=tf.float32)), labels


def _batch_cost(case):
    probs, labels = _probs(case)
    y_true = [row + [0] * (case.width - len(row)) for row in labels]
    lengths = case.lengths()
    with tf.GradientTape() as tape:
        tape.watch(probs)
        cost = backend.ctc_batch_cost(tf.constant(y_true), probs, _column(case.frames), _column(lengths))
    given = {"yTrue": y_true, "yPred": _nested(probs), "inputLength": case.frames, "labelLength": lengths}
    gradient = [float(f"{value:.10g}") for value in flat(tape.gradient(cost, probs).numpy())]
    return {"call": "ctc_batch_cost", "name": case.name, **given, "cost": _nested(cost), "gradient": gradient}


def _decode(case, **options):
    probs, _ = _probs(case)
    decoded, log_prob = backend.ctc_decode(probs, tf.constant(case.frames), **options)
    given = {"yPred": _nested(probs), "inputLength": case.frames, "options": options}
    answers = {"decoded": _nested([path for path in decoded]), "logProb": _nested(log_prob)}
    return {"call": "ctc_decode", "name": case.name, **given, **answers}


def _beam(case, **options):
    """Keras merges the repeats of what it has decoded. TensorFlow's later decoder, which does not, says what they were."""
    entry = _decode(case, greedy=False, **options)
    probs, _ = _probs(case)
    log_probs = tf.transpose(tf.math.log(probs + 1e-7), [1, 0, 2])
    paths, _ = tf.nn.ctc_beam_search_decoder(log_probs, case.frames, options["beam_width"], options["top_paths"])
    dense = [tf.sparse.to_dense(path, default_value=-1) for path in paths]
    return {**entry, "unmerged": _nested([tf.pad(p, [[0, 0], [0, case.shape[1] - p.shape[1]]], constant_values=-1) for p in dense])}


def _dense_to_sparse(labels, lengths):
    sparse = backend.ctc_label_dense_to_sparse(tf.constant(labels), tf.constant(lengths))
    answers = {"indices": _nested(sparse.indices), "values": _nested(sparse.values), "denseShape": _nested(sparse.dense_shape)}
    return {"call": "ctc_label_dense_to_sparse", "labels": labels, "labelLengths": lengths, **answers}


def entries():
    for case in [CASES[0], CASES[1], NO_REPEATS]:
        yield _batch_cost(case)
    for case in [CASES[0], CASES[1], CASES[2], NO_REPEATS]:
        yield _decode(case, greedy=True)
    # Wide enough to keep every prefix, so that no order of pruning shows.
    yield _beam(CASES[1], beam_width=2000, top_paths=3)
    yield _beam(CASES[3], beam_width=10, top_paths=2)
    # As it is called by default, but for the number of paths.
    yield _beam(NO_REPEATS, beam_width=100, top_paths=2)
    yield _dense_to_sparse([[1, 2, 2], [3, 1, 0]], [3, 2])
    yield _dense_to_sparse([[4, 0, 0, 0], [1, 1, 2, 2], [0, 3, 0, 0]], [1, 4, 2])
