"""warp-ctc as PaddlePaddle carries it: paddle.nn.functional.ctc_loss and its backward pass, time-major."""

import os


def start(threads):
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import numpy as np
    import paddle

    paddle.set_device("cpu")

    def prepare(batch):
        logits = paddle.to_tensor(np.ascontiguousarray(batch.logits.transpose(1, 0, 2)), stop_gradient=False)
        labels = paddle.to_tensor(batch.labels)
        input_lengths = paddle.to_tensor(batch.input_lengths.astype(np.int64))
        label_lengths = paddle.to_tensor(batch.label_lengths.astype(np.int64))

        def call():
            losses = paddle.nn.functional.ctc_loss(
                logits, labels, input_lengths, label_lengths, blank=0, reduction="none"
            )
            (gradient,) = paddle.grad(losses.sum(), logits)
            return losses, gradient

        def arrays(result):
            losses, gradient = result
            return losses.numpy().reshape(-1), gradient.numpy().transpose(1, 0, 2)

        return call, arrays

    return f"paddlepaddle {paddle.__version__}", prepare
