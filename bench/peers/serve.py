"""Runs one peer for `ctc-native bench --peers`: serve.py NAME THREADS.

Reads requests from standard input and writes replies to standard output, each a line of JSON:
  {"do": "solve", "folder": ..., "shape": [batch, time, classes], "width": ...}
      reads logits.f32, labels.i32, label_lengths.i32 and input_lengths.i32, computes the case, and writes losses.f32
      and gradient.f32
  {"do": "run", "calls": ...}
      repeats the same case `calls` times -> {"seconds": ...}
A peer is a module NAME_peer with start(threads) -> (version, prepare) and prepare(batch) -> (call, arrays):
call() computes loss and gradient with respect to the logits, finished when it returns; arrays(call()) are numpy arrays
of the losses and of the gradient in batch-time-class order. Work needed once, such as another layout of the inputs,
belongs in prepare(), which is not timed.
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
    labels: np.ndarray  # [batch, width] int32, padded with the blank
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
    # Standard output is the channel to the benchmark: libraries print to standard error instead.
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def send(reply):
        print(json.dumps(reply), file=channel, flush=True)

    try:
        peer = Peer(sys.argv[1], int(sys.argv[2]))
    except Exception as error:
        send({"error": explain(error)})
        return
    send({"version": peer.version})
    for line in sys.stdin:
        try:
            send(answer(json.loads(line), peer))
        except Exception as error:
            send({"error": explain(error)})


main()
