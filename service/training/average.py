"""The mean of the weights of several runs that began from the same weights: one network that reads a little better than each
(Wortsman et al. 2022, "Model soups").

    average.py --work FOLDER WORK/model.pt OTHER/model.pt …      writes FOLDER/model.pt, with the first run's labels
"""
import argparse
import os
import shutil

import torch


def average(paths):
    """The mean of the networks of these files."""
    total = None
    for path in paths:
        network = torch.load(path, map_location="cpu")["network"]
        total = {k: v.double() + (total[k] if total else 0) for k, v in network.items()}
    return {k: (v / len(paths)).float() for k, v in total.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--work", required=True)
    p.add_argument("models", nargs="+")
    opts = p.parse_args()
    os.makedirs(opts.work, exist_ok=True)
    torch.save({"network": average(opts.models)}, os.path.join(opts.work, "model.pt"))
    shutil.copy(os.path.join(os.path.dirname(opts.models[0]), "labels.json"), opts.work)


if __name__ == "__main__":
    main()
