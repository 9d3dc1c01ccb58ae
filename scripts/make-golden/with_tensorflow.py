import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf  # noqa: E402

from cases import CASES, EMPTY_LABELS, INFEASIBLE, MASKED, NO_REPEATS, REPEATED, TOO_LONG  # noqa: E402
from entries import blank_last, entry, request  # noqa: E402

VERSION = f"tensorflow {tf.__version__}: the raw op float64, the others float32"


def _indices(labels):
    return tf.constant([[b, at] for b, row in enumerate(labels) for at in range(len(row))], dtype=tf.int64)


def _values(labels):
    return tf.constant(sum(labels, []), dtype=tf.int32)


def _raw(case, **flags):
    """The kernel behind all the others: blank last, time-major, in float64."""
    logits, labels = blank_last(case)
    inputs = tf.transpose(tf.constant(logits, dtype=tf.float64), [1, 0, 2])
    losses, gradient = tf.raw_ops.CTCLoss(
        inputs=inputs, labels_indices=_indices(labels), labels_values=_values(labels), sequence_length=case.frames, **flags
    )
    asked = request(case, inputs.numpy(), layout="TBC", blank=-1) | {"labels": labels}
    asked["shape"] = [case.shape[1], case.shape[0], case.shape[2]]
    return asked, {"losses": losses.numpy(), "gradient": gradient.numpy()}


def _differentiate(logits, losses_of):
    logits = tf.constant(logits, dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        losses = losses_of(logits)
    return {"losses": losses.numpy(), "gradient": tape.gradient(losses, logits).numpy()}


def _dense(case):
    def losses_of(logits):
        return tf.nn.ctc_loss(
            case.padded(0), logits, case.lengths(), case.frames, logits_time_major=False, blank_index=0
        )

    return _differentiate(case.logits, losses_of)


def _sparse(case):
    def losses_of(logits):
        labels = tf.SparseTensor(_indices(case.labels), _values(case.labels), [len(case.labels), case.width])
        return tf.nn.ctc_loss(labels, logits, None, case.frames, logits_time_major=False, blank_index=0)

    return _differentiate(case.logits, losses_of)


def entries():
    for case in [*CASES, MASKED]:
        asked, answers = _raw(case)
        yield entry(case, "tf.raw_ops.CTCLoss", asked, **answers)

    for case in [REPEATED, NO_REPEATS]:
        asked, answers = _raw(case, ctc_merge_repeated=False)
        yield entry(case, "tf.raw_ops.CTCLoss(ctc_merge_repeated=False)", asked | {"mergeRepeated": False}, **answers)
        asked, answers = _raw(case, preprocess_collapse_repeated=True)
        asked["collapseRepeatedLabels"] = True
        yield entry(case, "tf.raw_ops.CTCLoss(preprocess_collapse_repeated=True)", asked, **answers)
    asked, answers = _raw(REPEATED, preprocess_collapse_repeated=True, ctc_merge_repeated=False)
    asked |= {"collapseRepeatedLabels": True, "mergeRepeated": False}
    yield entry(REPEATED, "tf.raw_ops.CTCLoss(both flags)", asked, **answers)

    asked, answers = _raw(TOO_LONG, ignore_longer_outputs_than_inputs=True)
    asked["infeasible"] = "zero"
    yield entry(TOO_LONG, "tf.raw_ops.CTCLoss(ignore_longer_outputs_than_inputs=True)", asked, **answers)

    asked, answers = _raw(INFEASIBLE)
    yield entry(INFEASIBLE, "tf.raw_ops.CTCLoss: the gradient of sample 1 is its softmax", asked, infeasible=[1], **answers)

    for case in CASES[:4]:
        call = "tf.nn.ctc_loss(SparseTensor, ..., blank_index=0)"
        yield entry(case, call, request(case), **_sparse(case))
    for case in [*CASES[:4], EMPTY_LABELS]:
        call = "tf.nn.ctc_loss(dense labels, ..., blank_index=0)"
        yield entry(case, call, request(case), **_dense(case))
    yield entry(
        INFEASIBLE,
        "tf.nn.ctc_loss(dense labels): about 700 and a gradient for sample 1",
        request(INFEASIBLE),
        infeasible=[1],
        **_dense(INFEASIBLE),
    )
