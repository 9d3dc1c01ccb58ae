"""Writes the vectors of the named frameworks; with --check compares instead. See README.md."""

import importlib
import json
import math
import pathlib
import sys

TESTS = pathlib.Path(__file__).parents[2] / "test"
FILES = {name: TESTS / "golden" / "vectors" / f"{name}.json" for name in ["optax", "tensorflow", "keras", "torch"]}
FILES["tensorflow_decoders"] = TESTS / "golden" / "decoders" / "tensorflow.json"
FILES["torchaudio"] = TESTS / "golden" / "decoders" / "torchaudio.json"
FILES["kenlm"] = TESTS / "golden" / "language-models" / "kenlm.json"
FILES["keras_names"] = TESTS / "golden" / "tfjs" / "keras_names.json"
# Covers differences between versions of a framework, processors and operating systems.
TOLERANCE = 1e-8


def make(framework):
    module = importlib.import_module(f"with_{framework}")
    return {"madeBy": module.VERSION, "entries": list(module.entries())}


def as_text(vectors):
    """One entry a line, so that a diff shows which entries changed."""
    entries = ",\n".join(json.dumps(each) for each in vectors["entries"])
    return f'{{"madeBy": {json.dumps(vectors["madeBy"])}, "entries": [\n{entries}\n]}}\n'


def agree(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return one == other


def main(options):
    check = "--check" in options
    frameworks = [option for option in options if option != "--check"]
    if not frameworks or any(name not in FILES for name in frameworks):
        sys.exit(f"usage: main.py [--check] FRAMEWORK...; the frameworks are {', '.join(FILES)}")
    for framework in frameworks:
        path = FILES[framework]
        made = json.loads(as_text(make(framework)))
        if not check:
            path.write_text(as_text(made))
            print(f"{path.name}: {len(made['entries'])} entries made by {made['madeBy']}")
            continue
        committed = json.loads(path.read_text())
        pairs = list(zip(made["entries"], committed["entries"]))
        wrong = [one["call"] for one, other in pairs if not agree(one, other)]
        if wrong or len(made["entries"]) != len(committed["entries"]):
            sys.exit(f"{path.name}: {made['madeBy']} disagrees with the committed vectors: {', '.join(wrong) or 'another number of entries'}")
        print(f"{path.name}: {len(pairs)} entries agree with {made['madeBy']}")


main(sys.argv[1:])
