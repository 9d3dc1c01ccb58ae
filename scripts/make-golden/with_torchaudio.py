"""torchaudio's forced alignment, which takes one sample at a time, and none without labels."""

import torch
import torchaudio
import torchaudio.functional as F

from cases import CASES
from entries import decoder_entry, request

VERSION = f"torchaudio {torchaudio.__version__}, float64"


def _align(logits, labels, frames):
    log_probs = torch.tensor(logits, dtype=torch.float64)[:frames].log_softmax(-1)
    paths, scores = F.forced_align(log_probs[None], torch.tensor([labels], dtype=torch.int32), blank=0)
    return {
        "path": paths[0].tolist(),
        "logProb": float(f"{scores.sum().item():.10g}"),
        "spans": [
            {"label": span.token, "start": span.start, "end": span.end, "score": float(f"{span.score:.10g}")}
            for span in F.merge_tokens(paths[0], scores[0])
        ],
    }


def entries():
    for case in CASES:
        answers = [_align(*sample) for sample in zip(case.logits, case.labels, case.frames)]
        yield decoder_entry(case, "F.forced_align, F.merge_tokens", "align", request(case), answers)
