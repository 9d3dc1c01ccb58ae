"""torch.nn.functional.ctc_loss after log_softmax, backward through both, time-major."""


def start(threads):
    import numpy as np
    import torch

    torch.set_num_threads(threads)

    def prepare(batch):
        logits = torch.from_numpy(np.ascontiguousarray(batch.logits.transpose(1, 0, 2))).requires_grad_()
        labels = torch.from_numpy(batch.labels).long()
        input_lengths = torch.from_numpy(batch.input_lengths).long()
        label_lengths = torch.from_numpy(batch.label_lengths).long()

        def call():
            losses = torch.nn.functional.ctc_loss(
                logits.log_softmax(2), labels, input_lengths, label_lengths, blank=0, reduction="none"
            )
            (gradient,) = torch.autograd.grad(losses.sum(), logits)
            return losses, gradient

        def arrays(result):
            losses, gradient = result
            return losses.detach().numpy(), gradient.numpy().transpose(1, 0, 2)

        return call, arrays

    return f"torch {torch.__version__}", prepare
