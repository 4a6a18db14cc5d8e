"""Figures of a checkpoint in floating point, on given tokens and sentences; the service itself is scored by `make eval`.

    evaluate.py --corpora FOLDER --work FOLDER [--model FILE] [--only ewt-dev gum-dev …] [--limit N] [--rounded]

Trees: share of words right, relations without subtypes, the universal features only. Names: F1 of exact spans of PER, ORG
and LOC. Sets: ewt-dev ewt-test gum-dev gum-test (trees and names by UNER or GUM), gmb-dev gmb-test, wikigold (which is in
the mix of training unless it was left out with train.py --without wikigold). With --rounded the numbers are rounded as the
service has them (rounding.py): the same windows with it and without it tell what rounding costs.
"""
import argparse
import json
import os

import torch

import corpora
import data
import decode
import lexicon
import mpnet
import rounding

UNIVERSAL = set("PronType NumType Poss Reflex Foreign Abbr Gender Animacy Number Case Definite Degree VerbForm Mood Tense Aspect "
                "Voice Evident Polarity Person Polite".split())
SCORED = ("PER", "ORG", "LOC")


def load(work, path=None, device="cpu"):
    """(network, encoder) of a training run."""
    with open(os.path.join(work, "labels.json"), encoding="utf-8") as f:
        made = json.load(f)
    state = torch.load(path or os.path.join(work, "model.pt"), map_location=device)["network"]
    network = mpnet.network_of(state, len(made["vocabulary"]), {k: len(v) for k, v in made["labels"].items()})
    return network.eval(), data.Encoder(made["vocabulary"], made["labels"]), made


def ewt(folder, part):
    at = lambda *names: os.path.join(folder, *names)
    names = corpora.tagged(at("uner-ewt", "en_ewt-uner-%s.final.iob2.xz" % part), (1, 2), ())
    return corpora.add_names(corpora.conllu(at("ud-ewt", "en_ewt-ud-%s.conllu.xz" % part)), names, ())[0]


def gum(folder, part):
    at = lambda name: os.path.join(folder, "gum", name)
    names = corpora.tagged(at("gum-open-%s.named.iob2.xz" % part), (1, 2), ())
    return corpora.add_names(corpora.conllu(at("gum-open-%s.conllu.xz" % part)), names, ())[0]


SETS = {"ewt-dev": lambda f: ewt(f, "dev"), "ewt-test": lambda f: ewt(f, "test"), "gum-dev": lambda f: gum(f, "dev"),
        "gum-test": lambda f: gum(f, "test"),
        "gmb-dev": lambda f: corpora.tagged(os.path.join(f, "gmb", "gmb-dev.conll.xz"), (0, 3), ()),
        "gmb-test": lambda f: corpora.tagged(os.path.join(f, "gmb", "gmb-test.conll.xz"), (0, 3), ()),
        "wikigold": lambda f: corpora.tagged(os.path.join(f, "wikigold", "wikigold.conll.txt"), (0, -1), ())}


def gold_spans(sentence):
    """The scored spans of a sentence's allowed labels; a name that may be of two types is none of the three."""
    first = lambda labels: decode.LABELS[min(labels)] if len(labels) == 1 else "O"
    path = [decode.LABELS.index(first(x)) for x in sentence["names"]]
    return {s for s in decode.spans(path) if s[0] in SCORED}


def universal(feats):
    return "|".join(f for f in feats.split("|") if f.split("=")[0] in UNIVERSAL)


def tree_figures(sentences, found, labels, table):
    right, words = dict.fromkeys(("upos", "xpos", "feats", "rule", "lemma", "uas", "las"), 0), 0
    for s, f in zip(sentences, found):
        name = lambda k: [labels[k][i] for i in f[k].argmax(-1)]
        upos, xpos, feats, rules = name("upos"), name("xpos"), name("feats"), name("lemma")
        relations = [labels["relations"][i] for i in f["relations"]]
        for i, form in enumerate(s["words"][:len(upos)]):
            head = s["heads"][i] == f["heads"][i]
            right["upos"] += s["upos"][i] == upos[i]
            right["xpos"] += s["xpos"][i] == xpos[i]
            right["feats"] += universal(s["feats"][i]) == universal(feats[i])
            right["rule"] += s["lemma"][i] in ("_", decode.lemma_of(form, xpos[i], rules[i], {}))
            right["lemma"] += s["lemma"][i] in ("_", decode.lemma_of(form, xpos[i], rules[i], table))
            right["uas"] += head
            right["las"] += head and s["relations"][i].split(":")[0] == relations[i].split(":")[0]
        words += len(s["words"])
    return {k: v / words for k, v in right.items()}


def name_figures(sentences, found):
    count = {t: [0, 0, 0] for t in SCORED + ("all",)}
    for s, f in zip(sentences, found):
        if "names" not in s:
            continue
        gold, own = gold_spans(s), {x for x in decode.spans(decode.viterbi(f["names"])) if x[0] in SCORED}
        for kind in count:
            pick = lambda spans: {x for x in spans if kind in ("all", x[0])}
            for i, n in enumerate((len(pick(gold) & pick(own)), len(pick(own)), len(pick(gold)))):
                count[kind][i] += n
    return {k: 2 * r / max(o + g, 1) for k, (r, o, g) in count.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--model")
    p.add_argument("--only", nargs="*", choices=sorted(SETS), default=sorted(SETS))
    p.add_argument("--limit", type=int, help="sentences of each set")
    p.add_argument("--rounded", action="store_true")
    p.add_argument("--threads", type=int, default=2)
    opts = p.parse_args()
    torch.set_num_threads(opts.threads)
    network, encoder, made = load(opts.work, opts.model)
    if opts.rounded:
        rounding.round_network(network)
    table = lexicon.make(corpora.training(opts.corpora))
    for name in opts.only:
        sentences = SETS[name](opts.corpora)[:opts.limit]
        trees = "upos" in sentences[0]
        found = decode.predict(network, encoder, sentences, network.shape.exits, trees)
        for e in found:
            figures = tree_figures(sentences, found[e], made["labels"], table) if trees else {}
            figures.update({"names." + k: v for k, v in name_figures(sentences, found[e]).items()})
            print("%-9s exit %d  %s" % (name, e, "  ".join("%s %.1f" % (k, 100 * v) for k, v in figures.items())), flush=True)


if __name__ == "__main__":
    main()
