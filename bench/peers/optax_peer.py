"""optax.losses.ctc_loss under jit, on JAX."""

import os


def start(threads):
    # XLA's thread pool has no setting for its size: limit the processors instead.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    os.environ["XLA_FLAGS"] = (
        f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'} intra_op_parallelism_threads={threads}"
    )
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax
    import jax.numpy as jnp
    import numpy as np
    import optax

    def prepare(batch):
        frames = np.arange(batch.logits.shape[1])
        places = np.arange(batch.labels.shape[1])
        logit_paddings = jnp.asarray(frames >= batch.input_lengths[:, None], jnp.float32)
        label_paddings = jnp.asarray(places >= batch.label_lengths[:, None], jnp.float32)
        logits, labels = jnp.asarray(batch.logits), jnp.asarray(batch.labels)

        def objective(logits):
            losses = optax.losses.ctc_loss(logits, logit_paddings, labels, label_paddings, blank_id=0)
            return losses.sum(), losses

        compiled = jax.jit(jax.value_and_grad(objective, has_aux=True))

        def call():
            return jax.block_until_ready(compiled(logits))

        def arrays(result):
            (_, losses), gradient = result
            return losses, gradient

        return call, arrays

    return f"optax {optax.__version__}, jax {jax.__version__}", prepare
