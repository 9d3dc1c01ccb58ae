"""An entry is a request as our API takes it, and what a framework answers to the same question."""


def flat(array):
    return [float(value) for value in _leaves(array)]


def _leaves(array):
    if isinstance(array, (int, float)):
        yield array
        return
    for item in array.tolist() if hasattr(array, "tolist") else array:
        yield from _leaves(item)


def time_major(array):
    """[batch][time] to [time][batch] and back."""
    return [list(rows) for rows in zip(*array)]


def request(case, scores=None, name="logits", **options):
    return {
        name: [_in_json(value) for value in flat(case.logits if scores is None else scores)],
        "shape": case.shape,
        "labels": case.labels,
        "inputLengths": case.frames,
        **options,
    }


def blank_last(case):
    """The request whose blank is the last class: scores and labels move up by one."""
    logits = [[row[1:] + row[:1] for row in sample] for sample in case.logits]
    labels = [[label - 1 for label in row] for row in case.labels]
    return logits, labels


def entry(case, call, request, tolerance=1e-5, **answers):
    """
    answers: losses [batch], loss, gradient (flat, in the request's layout), and where it is not the gradient of ours,
    gradientAlso: 'one' or 'exp(logProbs)', what theirs has on top in frames that count; infeasible: samples whose answers
    are theirs alone.
    """
    rounded = {
        key: _rounded(flat(value)) if key in ("losses", "gradient") else _rounded([value])[0] if key == "loss" else value
        for key, value in answers.items()
    }
    return {"name": case.name, "call": call, "tolerance": tolerance, "request": request, **rounded}


def decoder_entry(case, call, function, request, answers):
    """function: the one of ours that is asked; answers: what it gives, for each sample."""
    return {"name": case.name, "call": call, "function": function, "request": request, "answers": answers}


def _rounded(values):
    """Ten digits: far more than is compared."""
    return [_in_json(float(f"{value:.10g}")) for value in values]


def _in_json(value):
    """JSON has no infinities: they are written as 'inf' and '-inf'."""
    return value if abs(value) < float("inf") else str(value)
