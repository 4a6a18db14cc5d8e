"""Temperature of the name scores of each exit, fitted where nobody trained: GMB, GUM and UNER dev.

    calibrate.py --corpora FOLDER --work FOLDER [--model FILE]

Minimises -log p of the right labels over the words that are in a name by gold or by prediction, and writes
WORK/temperature.json. The table printed is what it came to: of the mentions with a confidence of about x, the share right.
A mention's confidence is the geometric mean of its words' probabilities.
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


def rows_of(sentences, found):
    """(scores, allowed labels as 0 and 1) of the words that are in a name."""
    scores, gold = [], []
    for s, f in zip(sentences, found):
        for row, allowed in zip(f["names"], s.get("names", ())):
            if row.argmax() or allowed != frozenset([0]):
                scores.append(row)
                gold.append([i in allowed for i in range(len(decode.LABELS))])
    return np.array(scores), np.array(gold)


def cost(scores, gold, temperature):
    p = np.exp(log_softmax(scores, temperature))
    return -np.log(np.maximum((p * gold).sum(-1), 1e-9)).mean()


def fit(scores, gold):
    return float(min(np.arange(0.6, 3.01, 0.05), key=lambda t: cost(scores, gold, t)))


def reliability(sentences, found, temperature):
    """[(mean confidence, share right, mentions)] in ten bins."""
    rows = []
    for s, f in zip(sentences, found):
        if "names" not in s:
            continue
        path, p = decode.viterbi(f["names"]), log_softmax(f["names"], temperature)
        gold = evaluate.gold_spans(s)
        for kind, begin, end in decode.spans(path):
            if kind in evaluate.SCORED:
                rows.append((np.exp(np.mean([p[i, path[i]] for i in range(begin, end)])), (kind, begin, end) in gold))
    bins = [[r for r in rows if min(int(r[0] * 10), 9) == b] for b in range(10)]
    return [(np.mean([c for c, _ in b]), np.mean([r for _, r in b]), len(b)) for b in bins if b]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--model")
    p.add_argument("--limit", type=int, default=1200, help="sentences of each set")
    opts = p.parse_args()
    torch.set_num_threads(2)
    network, encoder, _ = evaluate.load(opts.work, opts.model)
    sets = [evaluate.SETS[n](opts.corpora)[:opts.limit] for n in ("gmb-dev", "gum-dev", "ewt-dev")]
    found = [decode.predict(network, encoder, s, trees=False) for s in sets]
    temperature = {}
    for e in model.EXITS:
        parts = [rows_of(s, f[e]) for s, f in zip(sets, found)]
        temperature[e] = fit(np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts]))
        print("exit %d: temperature %.2f" % (e, temperature[e]))
        for mean, right, count in reliability(sum(sets, []), sum((f[e] for f in found), []), temperature[e]):
            print("  confidence %.2f  right %.2f  of %d" % (mean, right, count))
    with open(os.path.join(opts.work, "temperature.json"), "w", encoding="utf-8") as f:
        json.dump({str(e): t for e, t in temperature.items()}, f)


if __name__ == "__main__":
    main()
