"""Temperature of the name scores of each exit, fitted where nobody trained: GMB, GUM and UNER dev.

    calibrate.py --corpora FOLDER --work FOLDER [--model FILE]

Minimises the log loss of the predicted mentions' confidence (the geometric mean of their labels' probabilities) against
their being right, and writes WORK/temperature.json. The table printed is what it came to: of the mentions with a
confidence of about x, the share right.
"""
import argparse
import json
import os

import numpy as np
import torch

import decode
import evaluate
import model


def log_softmax(scores, temperature):
    scaled = scores / temperature
    peak = scaled.max(-1, keepdims=True)
    return scaled - peak - np.log(np.exp(scaled - peak).sum(-1, keepdims=True))


def mentions_of(sentences, found):
    """(scores of its words, its labels, whether it is right) of every predicted mention of the scored types."""
    rows = []
    for s, f in zip(sentences, found):
        if "names" not in s:
            continue
        path, gold = decode.viterbi(f["names"]), evaluate.gold_spans(s)
        for span in decode.spans(path):
            if span[0] in evaluate.SCORED:
                rows.append((f["names"][span[1]:span[2]], path[span[1]:span[2]], span in gold))
    return rows


def confidences(mentions, temperature):
    """A mention's confidence is the geometric mean of its labels' probabilities."""
    mean = lambda scores, path: log_softmax(scores, temperature)[np.arange(len(path)), path].mean()
    return np.exp([mean(scores, path) for scores, path, _ in mentions])


def cost(mentions, temperature):
    p = np.clip(confidences(mentions, temperature), 1e-6, 1 - 1e-6)
    return -np.where([right for _, _, right in mentions], np.log(p), np.log(1 - p)).mean()


def fit(mentions):
    return float(min(np.arange(0.6, 4.01, 0.05), key=lambda t: cost(mentions, t)))


def reliability(mentions, temperature):
    """[(mean confidence, share right, mentions)] in ten bins."""
    rows = list(zip(confidences(mentions, temperature), (right for _, _, right in mentions)))
    bins = [[r for r in rows if min(int(r[0] * 10), 9) == b] for b in range(10)]
    return [(np.mean([c for c, _ in b]), np.mean([r for _, r in b]), len(b)) for b in bins if b]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--model")
    p.add_argument("--limit", type=int, help="sentences of each set")
    opts = p.parse_args()
    torch.set_num_threads(2)
    network, encoder, _ = evaluate.load(opts.work, opts.model)
    sets = [evaluate.SETS[n](opts.corpora)[:opts.limit] for n in ("gmb-dev", "gum-dev", "ewt-dev")]
    found = [decode.predict(network, encoder, s, trees=False) for s in sets]
    temperature = {}
    for e in model.EXITS:
        mentions = [m for s, f in zip(sets, found) for m in mentions_of(s, f[e])]
        temperature[e] = fit(mentions)
        print("exit %d: temperature %.2f" % (e, temperature[e]))
        for mean, right, count in reliability(mentions, temperature[e]):
            print("  confidence %.2f  right %.2f  of %d" % (mean, right, count))
    with open(os.path.join(opts.work, "temperature.json"), "w", encoding="utf-8") as f:
        json.dump({str(e): t for e, t in temperature.items()}, f)


if __name__ == "__main__":
    main()
