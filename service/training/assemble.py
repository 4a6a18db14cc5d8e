"""Puts together the model file of a finished training run: weights, labels, lemma table, temperatures.

    assemble.py --corpora FOLDER --work FOLDER --out FILE [--model FILE]
"""
import argparse
import json
import os

import corpora
import evaluate
import export
import lexicon
import model

MOST_BYTES = 32 << 20


def temperatures(work):
    path = os.path.join(work, "temperature.json")
    if not os.path.exists(path):
        return {e: 1.0 for e in model.EXITS}
    with open(path, encoding="utf-8") as f:
        return {int(e): t for e, t in json.load(f).items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--model")
    opts = p.parse_args()
    network, _, made = evaluate.load(opts.work, opts.model)
    tables = dict(made["labels"], vocabulary=made["vocabulary"], temperature=temperatures(opts.work),
                  lexicon=lexicon.lines(lexicon.make(corpora.training(opts.corpora))))
    name = export.export(opts.out + ".new", network.state_dict(), tables)
    size = os.path.getsize(opts.out + ".new")
    assert size <= MOST_BYTES, size
    os.replace(opts.out + ".new", opts.out)
    print("%s: %d bytes, %d lemmas, %s" % (opts.out, size, len(tables["lexicon"]), name))


if __name__ == "__main__":
    main()
