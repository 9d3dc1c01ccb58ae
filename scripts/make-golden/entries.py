"""An entry is a request to our API and a framework's results for it."""


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
    answers: losses [batch], loss, gradient (flat, in the request's layout). gradientAlso: 'one' or 'exp(logProbs)', the term
    that the framework's gradient has in addition to ours in valid frames. infeasible: the samples that need more frames than
    they have; frameworks disagree about these, so their results are not compared.
    """
    rounded = {
        key: _rounded(flat(value)) if key in ("losses", "gradient") else _rounded([value])[0] if key == "loss" else value
        for key, value in answers.items()
    }
    return {"name": case.name, "call": call, "tolerance": tolerance, "request": request, **rounded}


def decoder_entry(case, call, function, request, answers):
    """function: our function to compare with; answers: its expected result for each sample."""
    return {"name": case.name, "call": call, "function": function, "request": request, "answers": answers}


def _rounded(values):
    """Ten digits, far more than the tests compare."""
    return [_in_json(float(f"{value:.10g}")) for value in values]


def _in_json(value):
    """JSON has no infinities: writes them as 'inf' and '-inf'."""
    return value if abs(value) < float("inf") else str(value)
