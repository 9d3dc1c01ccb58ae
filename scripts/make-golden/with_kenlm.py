"""
KenLM's scores of sentences, and the best texts that pyctcdecode finds with KenLM in a batch, each with the sum over its
alignments and the score of the model. Also writes the model for our tests.
"""

import itertools
import math
import pathlib
import random

import kenlm
import numpy
import pyctcdecode

from cases import LETTERS_AND_SPACES

VERSION = "kenlm 0.3.0, float32 tables; pyctcdecode 0.5.0"
MODEL = pathlib.Path(__file__).parents[2] / "test" / "golden" / "language-models" / "words.arpa"
LETTERS = ["a", "b", "c", " "]
EVERYTHING = 100_000


def _write_model(seed):
    """Random 3-grams with all their prefixes, as the format demands, but not all of their suffixes."""
    numbers = random.Random(seed)
    words = ["".join(word) for length in (1, 2, 3) for word in itertools.product("abc", repeat=length)]
    words = numbers.sample(words, 20)
    marks = ["<unk>", "<s>", "</s>"]
    starts, ends = ["<s>", *words], ["</s>", *words]
    threes = {(numbers.choice(starts), numbers.choice(words), numbers.choice(ends)) for _ in range(60)}
    twos = {three[:2] for three in threes} | {(numbers.choice(starts), numbers.choice(ends)) for _ in range(50)}
    sections = [[(word,) for word in marks + words], sorted(twos), sorted(threes)]
    lines = ["\\data\\", *(f"ngram {order}={len(section)}" for order, section in enumerate(sections, 1))]
    for order, section in enumerate(sections, 1):
        lines += ["", f"\\{order}-grams:"]
        for tokens in section:
            log_prob = -99 if tokens == ("<s>",) else round(numbers.uniform(-3, -0.1), 4)
            back_off = [] if order == 3 else [str(round(numbers.uniform(-1.5, 0.3), 4))]
            lines.append("\t".join([str(log_prob), " ".join(tokens), *back_off]))
    MODEL.write_text("\n".join([*lines, "", "\\end\\", ""]))
    return words


def _sentences(words, seed):
    numbers = random.Random(seed)
    yield []
    for _ in range(100):
        yield [numbers.choice([*words, "unheard"]) for _ in range(numbers.randrange(1, 8))]


def entries():
    words = _write_model(1)
    model = kenlm.Model(str(MODEL))
    for sentence in _sentences(words, 2):
        yield {"call": "kenlm.Model.score", "tokens": sentence, "log10": model.score(" ".join(sentence))}
    for alpha, beta in [(0.5, 1.5), (1.0, 0.0), (2.0, -0.5)]:
        yield _decoded(alpha, beta)


def _decoded(alpha, beta):
    rows = LETTERS_AND_SPACES.logits[0]
    decoder = pyctcdecode.build_ctcdecoder(["", *LETTERS], str(MODEL), alpha=alpha, beta=beta, unk_score_offset=0)
    log_probs = [[score - math.log(sum(map(math.exp, row))) for score in row] for row in rows]
    # pyctcdecode raises probabilities below 1e-15 to 1e-15; token_min_logp then drops them.
    beams = decoder.decode_beams(numpy.array(log_probs), EVERYTHING, beam_prune_logp=-1000, token_min_logp=-30)
    return {
        "call": f"pyctcdecode.BeamSearchDecoderCTC.decode_beams(alpha={alpha}, beta={beta})",
        "request": {"logits": [score for row in rows for score in row], "shape": LETTERS_AND_SPACES.shape},
        "scorer": {"symbols": ["", *LETTERS], "weight": alpha, "bonus": beta},
        "answers": [
            {"text": text, "logProb": float(f"{logit:.10g}"), "score": float(f"{total:.10g}")}
            for text, _, _, logit, total in beams[:20]
        ],
    }
