"""peer_data.py - reads the files that the comparison programs train on: IDX, or .npz with x and y."""
import gzip
import os

import numpy as np


def read_idx(folder, name, header):
    path = os.path.join(folder, name)
    opener = open
    if not os.path.exists(path):
        path, opener = path + ".gz", gzip.open
    with opener(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(folder, classes):
    """Images as m x 784 numbers in 0 ... 1 and labels, of the given classes (empty: all); of an .npz
    file its rows as they are, the last hundredth to test with."""
    splits = []
    if folder.endswith(".npz"):
        arrays = np.load(folder)
        x, y, m = arrays["x"], arrays["y"], len(arrays["y"]) * 99 // 100
        return [(x[:m], y[:m]), (x[m:], y[m:])]
    for split in "train", "t10k":
        labels = read_idx(folder, split + "-labels-idx1-ubyte", 8)
        images = read_idx(folder, split + "-images-idx3-ubyte", 16).reshape(len(labels), -1)
        if classes:
            keep = np.isin(labels, classes)
            images, labels = images[keep], labels[keep]
        splits.append((images / 255.0, labels))
    return splits


def targets(labels, classes):
    """0 and 1 for two classes, else one-hot."""
    if len(classes) == 2:
        return (labels == classes[1]).astype(float).reshape(-1, 1)
    return np.eye(labels.max() + 1)[labels]
