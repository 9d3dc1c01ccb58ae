"""Runs one peer for `ctc-native bench --peers`: serve.py NAME THREADS.

Reads a line of JSON for each request from standard input and answers with one on standard output:
  {"do": "solve", "folder": ..., "shape": [batch, time, classes], "width": ...}
      reads logits.f32, labels.i32, label_lengths.i32 and input_lengths.i32, computes the case, and writes losses.f32
      and gradient.f32
  {"do": "run", "calls": ...}
      computes the same case again and again -> {"seconds": ...}
A peer is a module NAME_peer with start(threads) -> (version, prepare) and prepare(batch) -> (call, arrays):
call() computes loss and gradient with respect to the logits and is done when it returns; arrays(call()) are numpy
arrays of the losses and of the gradient in batch-time-class order. Whatever is only needed once, such as another layout
of the inputs, belongs into prepare(), where it costs the peer nothing.
"""

import dataclasses
import importlib
import json
import os
import pathlib
import sys
import time

import numpy as np


@dataclasses.dataclass
class Batch:
    logits: np.ndarray  # [batch, time, classes] float32; class 0 is the blank
    labels: np.ndarray  # [batch, width] int32, filled up with the blank
    label_lengths: np.ndarray  # [batch] int32
    input_lengths: np.ndarray  # [batch] int32


def read_batch(folder, shape, width):
    def read(name, dtype):
        return np.fromfile(folder / name, dtype)

    return Batch(
        read("logits.f32", np.float32).reshape(shape),
        read("labels.i32", np.int32).reshape(shape[0], width),
        read("label_lengths.i32", np.int32),
        read("input_lengths.i32", np.int32),
    )


def answer(request, peer):
    if request["do"] == "solve":
        folder = pathlib.Path(request["folder"])
        peer.call, arrays = peer.prepare(read_batch(folder, request["shape"], request["width"]))
        losses, gradient = arrays(peer.call())
        np.ascontiguousarray(losses, np.float32).tofile(folder / "losses.f32")
        np.ascontiguousarray(gradient, np.float32).tofile(folder / "gradient.f32")
        return {}
    start = time.perf_counter()
    for _ in range(request["calls"]):
        peer.call()
    return {"seconds": time.perf_counter() - start}


class Peer:
    def __init__(self, name, threads):
        self.version, self.prepare = importlib.import_module(f"{name}_peer").start(threads)
        self.call = None


def explain(error):
    return f"{type(error).__name__}: {error}".splitlines()[0]


def main():
    # Standard output is the channel to the benchmark; what libraries print goes elsewhere.
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(reply):
        print(json.dumps(reply), file=channel, flush=True)

    try:
        peer = Peer(sys.argv[1], int(sys.argv[2]))
    except Exception as error:
        say({"error": explain(error)})
        return
    say({"version": peer.version})
    for line in sys.stdin:
        try:
            say(answer(json.loads(line), peer))
        except Exception as error:
            say({"error": explain(error)})


main()
