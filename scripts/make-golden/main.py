"""Writes test/golden/vectors/FRAMEWORK.json for each framework named; with --check compares instead. See README.md."""

import importlib
import json
import math
import pathlib
import sys

VECTORS = pathlib.Path(__file__).parents[2] / "test" / "golden" / "vectors"
FRAMEWORKS = ["optax", "tensorflow", "keras", "torch"]
# Between versions of a framework, processors and operating systems.
AGREEMENT = 1e-8


def make(framework):
    module = importlib.import_module(f"with_{framework}")
    return {"madeBy": module.VERSION, "entries": list(module.entries())}


def as_text(vectors):
    """One entry a line: a change of one is seen as such."""
    entries = ",\n".join(json.dumps(each) for each in vectors["entries"])
    return f'{{"madeBy": {json.dumps(vectors["madeBy"])}, "entries": [\n{entries}\n]}}\n'


def agree(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=AGREEMENT, abs_tol=AGREEMENT)
    return one == other


def main(options):
    check = "--check" in options
    frameworks = [option for option in options if option != "--check"]
    if not frameworks or any(name not in FRAMEWORKS for name in frameworks):
        sys.exit(f"usage: main.py [--check] FRAMEWORK...; the frameworks are {', '.join(FRAMEWORKS)}")
    for framework in frameworks:
        path = VECTORS / f"{framework}.json"
        made = json.loads(as_text(make(framework)))
        if not check:
            path.write_text(as_text(made))
            print(f"{path.name}: {len(made['entries'])} entries made by {made['madeBy']}")
            continue
        committed = json.loads(path.read_text())
        pairs = list(zip(made["entries"], committed["entries"]))
        wrong = [one["call"] for one, other in pairs if not agree(one, other)]
        if wrong or len(made["entries"]) != len(committed["entries"]):
            sys.exit(f"{path.name}: {made['madeBy']} makes other numbers than are committed: {', '.join(wrong) or 'and others'}")
        print(f"{path.name}: {len(pairs)} entries agree with {made['madeBy']}")


main(sys.argv[1:])
