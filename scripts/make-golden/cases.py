"""The batches that every framework computes. Logits are multiples of a power of two: exact in float32, short in JSON."""

import random
from dataclasses import dataclass


@dataclass
class Case:
    name: str
    logits: list  # [batch][time][classes]
    labels: list  # [batch][length of the row]; the blank is class 0
    frames: list  # [batch]

    @property
    def shape(self):
        return [len(self.logits), len(self.logits[0]), len(self.logits[0][0])]

    @property
    def width(self):
        return max([1] + [len(row) for row in self.labels])

    def padded(self, padding):
        return [row + [padding] * (self.width - len(row)) for row in self.labels]

    def lengths(self):
        return [len(row) for row in self.labels]


def _case(name, seed, time, classes, labels, frames, spread=3.0, grain=64):
    numbers = random.Random(seed)

    def logit():
        return round(grain * numbers.uniform(-spread, spread)) / grain

    logits = [[[logit() for _ in range(classes)] for _ in range(time)] for _ in labels]
    return Case(name, logits, labels, frames)


CASES = [
    _case("ragged, with repeats", 1, 8, 5, [[1, 2, 2], [4], [3, 1, 3, 3]], [8, 5, 7]),
    _case("just enough frames", 2, 6, 4, [[1, 1, 1], [1, 2, 3, 1, 2, 3], [2, 2, 3, 3]], [5, 6, 6]),
    _case("wild scores", 3, 10, 6, [[5, 1], [2, 2, 2]], [10, 9], spread=25.0),
    _case("one frame", 4, 1, 3, [[1], [2]], [1, 1]),
    _case("long", 5, 60, 9, [[1 + (7 * i + i // 5) % 8 for i in range(20)]], [60]),
]

# For decoders, which use only scores and lengths. Multiples of 1/65536, so that no two sequences have equal probability.
FEW_SEQUENCES = _case("few frames and classes", 12, 7, 3, [[], [], []], [7, 6, 4], grain=65536)
SPEECH_LIKE = _case("confident in most frames", 13, 40, 12, [[], [], []], [40, 31, 9], spread=9.0, grain=65536)

# For a word search; class 4 is the space. It is impossible at both ends, where pyctcdecode would score an empty word.
LETTERS_AND_SPACES = _case("letters and spaces", 14, 7, 5, [[]], [7], spread=4.0, grain=65536)
LETTERS_AND_SPACES.logits[0][0][4] = -100.0
LETTERS_AND_SPACES.logits[0][-1][0] = -100.0
LETTERS_AND_SPACES.logits[0][-1][4] = -100.0

# Not every framework supports these.
EMPTY_LABELS = _case("a sample without labels", 6, 5, 4, [[], [1, 2]], [4, 5])
NO_REPEATS = _case("no repeats", 7, 7, 5, [[1, 2, 3], [4, 2]], [7, 6])
REPEATED = _case("repeats to merge or not", 8, 9, 4, [[1, 1, 2], [3, 3, 3]], [9, 8])
INFEASIBLE = _case("too few frames for the repeats of sample 1", 9, 4, 4, [[1, 2], [3, 3, 3], [1]], [4, 4, 3])
TOO_LONG = _case("more labels than frames in sample 1", 10, 4, 4, [[1, 2], [3, 1, 2, 3, 1]], [4, 4])

MASKED = _case("a class at -infinity that no label has", 11, 7, 5, [[1, 2, 2], [3]], [7, 6])
for _sample in MASKED.logits:
    for _frame in _sample:
        _frame[4] = float("-inf")
