import torch
import torch.nn.functional as F

from cases import CASES, EMPTY_LABELS, INFEASIBLE, MASKED, NO_REPEATS
from entries import blank_last, entry, request, time_major

VERSION = f"torch {torch.__version__}, float64"


def _run(case, scores, labels, concatenated=False, from_logits=True, **options):
    """The loss of [batch][time][classes] scores, and its gradient with respect to them."""
    scores = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    log_probs = (scores.log_softmax(-1) if from_logits else scores).transpose(0, 1)
    width = max([1] + [len(row) for row in labels])
    padded = torch.tensor([row + [0] * (width - len(row)) for row in labels])
    targets = torch.tensor(sum(labels, []), dtype=torch.long) if concatenated else padded
    lengths = torch.tensor([len(row) for row in labels])
    loss = F.ctc_loss(log_probs, targets, torch.tensor(case.frames), lengths, **options)
    loss.sum().backward()
    return loss.detach(), scores.grad


def entries():
    for case in [*CASES, EMPTY_LABELS]:
        losses, gradient = _run(case, case.logits, case.labels, reduction="none")
        call = "F.ctc_loss(logits.log_softmax(-1), ..., reduction='none')"
        yield entry(case, call, request(case), losses=losses, gradient=gradient)

    for theirs, ours in {"sum": "sum", "mean": "labelMean"}.items():
        for case in [CASES[0], EMPTY_LABELS]:
            loss, gradient = _run(case, case.logits, case.labels, concatenated=True, reduction=theirs)
            call = f"F.ctc_loss(..., concatenated targets, reduction='{theirs}')"
            yield entry(case, call, request(case, reduction=ours), loss=loss.item(), gradient=gradient)

    logits, labels = blank_last(NO_REPEATS)
    losses, gradient = _run(NO_REPEATS, logits, labels, blank=NO_REPEATS.shape[2] - 1, reduction="none")
    asked = request(NO_REPEATS, logits, blank=-1) | {"labels": labels}
    yield entry(NO_REPEATS, "F.ctc_loss(..., blank=C-1)", asked, losses=losses, gradient=gradient)

    loss, gradient = _run(CASES[0], CASES[0].logits, CASES[0].labels, reduction="sum")
    asked = request(CASES[0], time_major(CASES[0].logits), layout="TBC", reduction="sum")
    asked["shape"] = [CASES[0].shape[1], CASES[0].shape[0], CASES[0].shape[2]]
    yield entry(CASES[0], "F.ctc_loss, as it lies in memory", asked, loss=loss.item(), gradient=gradient.transpose(0, 1))

    for theirs, ours in {"none": "none", "mean": "labelMean"}.items():
        loss, gradient = _run(INFEASIBLE, INFEASIBLE.logits, INFEASIBLE.labels, reduction=theirs, zero_infinity=True)
        answers = {"losses": loss} if theirs == "none" else {"loss": loss.item()}
        asked = request(INFEASIBLE, infeasible="zero", reduction=ours)
        yield entry(INFEASIBLE, f"F.ctc_loss(..., zero_infinity=True, reduction='{theirs}')", asked, gradient=gradient, **answers)

    losses, _ = _run(INFEASIBLE, INFEASIBLE.logits, INFEASIBLE.labels, reduction="none")
    yield entry(INFEASIBLE, "F.ctc_loss(..., reduction='none'): the gradient of sample 1 is NaN", request(INFEASIBLE), losses=losses)

    losses, _ = _run(MASKED, MASKED.logits, MASKED.labels, reduction="none")
    yield entry(MASKED, "F.ctc_loss(..., reduction='none'): the gradient of the masked class is NaN", request(MASKED), losses=losses)

    # Log-scores that are not normalised: the loss is right, and the gradient exp(log_probs) too large.
    case = CASES[0]
    losses, gradient = _run(case, case.logits, case.labels, from_logits=False, reduction="none")
    yield entry(
        case,
        "F.ctc_loss(log_scores, ...), its gradient with respect to log_scores",
        request(case, name="logProbs"),
        losses=losses,
        gradient=gradient,
        gradientAlso="exp(logProbs)",
    )
