"""
Builds the network of network.ts in Keras with the weights and the batch that `npm run keras-port -- --save FOLDER` wrote, and
compares the losses. Needs `pip install tensorflow-cpu` (2.16 or newer, which brings Keras 3).

usage: python3 compare_with_keras.py FOLDER
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402


def read_weights(folder):
    """The weights of a saved TensorFlow.js model, in the order of its layers."""
    [group] = json.loads((folder / "model.json").read_text())["weightsManifest"]
    numbers = np.frombuffer(b"".join((folder / path).read_bytes() for path in group["paths"]), dtype=np.float32)
    weights, start = {}, 0
    for spec in group["weights"]:
        size = int(np.prod(spec["shape"]))
        weights[spec["name"]] = numbers[start : start + size].reshape(spec["shape"])
        start += size
    return weights


def build_reader(frames, features, classes):
    return keras.Sequential(
        [
            keras.Input((frames, features)),
            keras.layers.Conv1D(256, 3, padding="same", activation="relu", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.Bidirectional(keras.layers.LSTM(200, return_sequences=True)),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


def by_layer(weights):
    """Keras expects the weights layer by layer; TensorFlow.js saves all trainable weights first, then the others."""
    moving = [name for name in weights if "moving" in name]
    norms = list(dict.fromkeys(name.split("/")[0] for name in moving))
    ordered = []
    for name in (name for name in weights if "moving" not in name):
        ordered.append(weights[name])
        layer = name.split("/")[0]
        if layer in norms and name.endswith("beta"):
            ordered += [weights[other] for other in moving if other.startswith(layer + "/")]
    return ordered


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip().splitlines()[-1])
    folder = pathlib.Path(sys.argv[1])
    batch = {name: np.array(value, dtype=np.float32) for name, value in json.loads((folder / "batch.json").read_text()).items()}
    weights = read_weights(folder)
    reader = build_reader(*batch["frames"].shape[1:], len(weights["dense_Dense1/bias"]))
    reader.set_weights(by_layer(weights))
    probs = reader(batch["frames"], training=False)
    lengths = [tf.constant(batch[name], dtype=tf.int32) for name in ("inputLength", "labelLength")]
    costs = tf.keras.backend.ctc_batch_cost(tf.constant(batch["yTrue"]), probs, *lengths).numpy()
    ours, theirs = batch["costs"].astype(np.float64), costs.astype(np.float64)
    print(f"mean loss of {len(ours)} samples: {ours.mean():.7f} here, {theirs.mean():.7f} in keras {keras.__version__}")
    print(f"largest difference of a sample's loss: {np.abs(ours - theirs).max():.2e}, relative {np.abs(ours / theirs - 1).max():.2e}")


main()
