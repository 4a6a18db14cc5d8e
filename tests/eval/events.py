#!/usr/bin/env python3
"""Scores events on hand-marked sentences of the news: how many of those found are right.

    events.py --marks tests/eval/events_marks.tsv --corpus wikinews-2019-2020.txt.xz [--dateline build/dateline] [--model FILE] [--half even|odd]

A row of the marks is an article's address, the characters [begin,end) of a sentence in its text (what stands below the
lines that begin with "# " in the corpus file, stripped) and the events that a reader finds there, each as TYPE, source and
modality: PLOVER's event or the class of what PLOVER does not know; a word of whoever acts, several joined by "|", "-"
for nobody; h(appened), o(ngoing), p(lanned), (possibl)y, d(emanded). Sentences were marked before anything had been
found in them. Prints

    type        share of the events found that the marks have in their sentence
    coded       the same of those with a PLOVER code
    source      of these, where a source was found, the share where it is the marked one
    modality    of these the share with the marked modality
"""
import argparse
import json
import lzma
import re
import subprocess
from pathlib import Path

LETTERS = {"happened": "h", "ongoing": "o", "planned": "p", "possible": "y", "hypothetical": "y", "demanded": "d", "denied": "n"}


def read_corpus(path):
    """{address: (date, text)}"""
    opener = lzma.open if path.suffix == ".xz" else open
    articles = {}
    with opener(path, "rt", encoding="utf-8") as f:
        for block in re.split(r"(?m)^# url = ", f.read())[1:]:
            address, date, _, body = block.split("\n", 3)
            articles[address] = date.partition("= ")[2], body.strip()
    return articles


def read_marks(path):
    """[(address, begin, end, [(type, sources, modalities)])]"""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            address, begin, end, events = line.split("\t")
            yield address, int(begin), int(end), [tuple(e.rsplit(" ", 2)) for e in events.split("; ") if e]


def analyse(program, model, sentences):
    """The analyses of (date, text), each text as an article of its own."""
    rows = [json.dumps({"id": str(i), "published": date, "body": text}) for i, (date, text) in enumerate(sentences)]
    command = [program, "analyze", "--format", "jsonl"] + (["--model", model] if model else [])
    done = subprocess.run(command, input="\n".join(rows) + "\n", capture_output=True, text=True,
                          check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Share:
    def __init__(self):
        self.right = self.all = 0

    def add(self, right):
        self.right, self.all = self.right + bool(right), self.all + 1

    def __str__(self):
        return "%.4f of %d" % (self.right / self.all if self.all else 0.0, self.all)


def is_source(entities, event, wanted):
    found = [m["text"] for ref in event.get("source", []) for m in entities[ref]["mentions"]]
    return any(not found if w == "-" else any(w in text for text in found) for w in wanted.split("|"))


def score(shares, analysis, marked):
    left = list(marked)
    for event in analysis.get("events", []):
        if event["negated"]:
            continue
        kind = event["plover"]["event"] if event.get("plover") else event["class"]
        twins = sorted((m for m in left if m[0] == kind), key=lambda m: not is_source(analysis["entities"], event, m[1]))
        shares["type"].add(twins)
        if event.get("plover"):
            shares["coded"].add(twins)
        if twins:
            left.remove(twins[0])
            if event.get("source"):
                shares["source"].add(is_source(analysis["entities"], event, twins[0][1]))
            shares["modality"].add(LETTERS[event["modality"]] in twins[0][2].split("|"))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--marks", type=Path, default=Path(__file__).with_name("events_marks.tsv"))
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--dateline", default="build/dateline")
    options.add_argument("--model", help="another language model than the one beside the program")
    options.add_argument("--half", choices=["even", "odd"])
    opts = options.parse_args()
    articles = read_corpus(opts.corpus)
    marks = list(read_marks(opts.marks))[{"even": 0, "odd": 1, None: 0}[opts.half]::2 if opts.half else 1]
    sentences = [(articles[a][0], articles[a][1][b:e]) for a, b, e, _ in marks]
    shares = {name: Share() for name in ("type", "coded", "source", "modality")}
    for analysis, (_, _, _, events) in zip(analyse(opts.dateline, opts.model, sentences), marks):
        score(shares, analysis, events)
    for name, share in shares.items():
        print("events.%s %s" % (name, share))


if __name__ == "__main__":
    main()
