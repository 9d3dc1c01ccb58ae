import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

from cases import CASES, EMPTY_LABELS, NO_REPEATS  # noqa: E402
from entries import blank_last, entry, request  # noqa: E402

VERSION = f"keras {keras.__version__} on tensorflow {tf.__version__}, float32"

# What 1e-7 more of each probability does to a gradient of about 10.
EPSILON_TOLERANCE = 3e-5


def _differentiate(scores, loss_of):
    scores = tf.constant(scores, dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        loss = loss_of(scores)
    return loss.numpy(), tape.gradient(loss, scores).numpy()


def _batch_cost(case):
    """
    1e-7 is added to the probabilities and a second softmax divides by their sum: the gradient has 1 on top of the
    posterior's share, which a softmax below it takes away again.
    """
    logits, labels = blank_last(case)
    probs = tf.nn.softmax(tf.constant(logits, dtype=tf.float32)).numpy()
    padded = [row + [0] * (case.width - len(row)) for row in labels]
    frames, lengths = [[length] for length in case.frames], [[len(row)] for row in labels]
    losses, gradient = _differentiate(
        probs, lambda scores: tf.keras.backend.ctc_batch_cost(tf.constant(padded), scores, tf.constant(frames), tf.constant(lengths))
    )
    asked = request(case, probs, name="probs", blank=-1) | {"labels": labels}
    call = "tf.keras.backend.ctc_batch_cost"
    return entry(case, call, asked, tolerance=EPSILON_TOLERANCE, losses=losses, gradient=gradient, gradientAlso="one")


def entries():
    for case in [CASES[0], CASES[1], NO_REPEATS]:
        yield _batch_cost(case)

    for case in [CASES[0], CASES[1], EMPTY_LABELS]:
        losses, gradient = _differentiate(
            case.logits,
            lambda scores: keras.ops.ctc_loss(
                tf.constant(case.padded(0)), scores, tf.constant(case.lengths()), tf.constant(case.frames)
            ),
        )
        yield entry(case, "keras.ops.ctc_loss", request(case), losses=losses, gradient=gradient)

    # It counts the labels that are not 0, and all frames as valid.
    case = CASES[0]
    loss, gradient = _differentiate(case.logits, lambda scores: keras.losses.CTC()(tf.constant(case.padded(0)), scores))
    asked = request(case, reduction="batchMean", labelPadding=0)
    asked["labels"] = sum(case.padded(0), [])
    del asked["inputLengths"]
    yield entry(case, "keras.losses.CTC()", asked, loss=float(loss), gradient=gradient)
