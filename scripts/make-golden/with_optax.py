import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402

from cases import CASES, EMPTY_LABELS, INFEASIBLE  # noqa: E402
from entries import entry, request  # noqa: E402

VERSION = f"optax {optax.__version__}, float64"


def _paddings(lengths, width):
    return jnp.array([[float(at >= length) for at in range(width)] for length in lengths])


def _run(case):
    logits = jnp.array(case.logits, dtype=jnp.float64)
    labels = jnp.array(case.padded(0))
    frames, label_paddings = _paddings(case.frames, case.shape[1]), _paddings(case.lengths(), case.width)

    def losses(scores):
        return optax.ctc_loss(scores, frames, labels, label_paddings)

    return losses(logits), jax.grad(lambda scores: losses(scores).sum())(logits)


def entries():
    call = "optax.ctc_loss(logits, logit_paddings, labels, label_paddings)"
    for case in [*CASES, EMPTY_LABELS, INFEASIBLE]:
        losses, gradient = _run(case)
        infeasible = {"infeasible": [1]} if case is INFEASIBLE else {}
        yield entry(case, call, request(case), losses=losses, gradient=gradient, **infeasible)
