#!/usr/bin/env python3
"""Accuracy on held-out gold, as `figure value` lines; exit status 1 when one is below its floor (tests/eval/floors.txt).

    eval.py --corpora FOLDER --scorers FOLDER [--half even|odd] [--limit N] [--model FILE] [--only NAME…] [--figures FILE]
            [--float FILE]

SCORERS has programs of the kind `eval_ud.py --dateline COMMAND --mode MODE --data PATH --json`, which print an object of figures; what
they print as `las` of the set `ewt` in accurate mode is here `ewt.accurate.las`. How well confidences are calibrated is our own
(reliability.py, links.py). Corpora that are missing are said and passed over. --float has lines `ewt.accurate.las 0.9` of the same weights
before rounding (service/training/evaluate.py); what rounding costs is then printed as `rounding.…`. Floors hold for whole sets:
with --half or --limit they are not looked at.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import links
import reliability
import speakers

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODES = ("accurate", "fast")
SETS = (  # name, scorer, data below the corpora
    ("ewt", "eval_ud.py", "ud-ewt/en_ewt-ud-test.conllu.xz"),
    ("gum", "eval_ud.py", "gum/gum-open-test.conllu.xz"),
    ("names.gmb", "eval_ner.py", "gmb/gmb-test.conll.xz"),
    ("names.gum", "eval_ner.py", "gum/gum-open-test.named.iob2.xz"),
    ("names.uner", "eval_ner.py", "uner-ewt/en_ewt-uner-test.final.iob2.xz"),
    ("names.wikigold", "eval_ner.py", "wikigold/wikigold.conll.txt"),
)
RELIABILITY = (  # name, what judges, data
    ("names.wikigold", reliability, "wikigold/wikigold.conll.txt"),
    ("names.uner", reliability, "uner-ewt/en_ewt-uner-test.final.iob2.xz"),
    ("coref.gum", links, "gum/ontogum-open-test.conll.xz"),
    ("quotes.polnear", speakers, "quotes-polnear-dev"),
)


def lines_of(path):
    """{figure: value} of a file of `figure value` lines; # begins a comment."""
    rows = (line.split("#")[0].split() for line in open(path))
    return {row[0]: float(row[1]) for row in rows if row}


class Eval:
    def __init__(self, opts):
        self.opts = opts
        self.figures = {}
        self.missing = 0
        sys.path += [opts.scorers] if opts.scorers else []  # speakers.py asks the scorer itself
        self.folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.folder.name, "dateline")
        self.wrap(os.path.join(ROOT, os.environ.get("DATELINE_BUILD", "build/release"), "dateline"))

    def wrap(self, dateline):
        """Scorers put the arguments of `analyze` behind the program: the model goes behind those."""
        pathlib.Path(self.program).write_text('#!/bin/sh\nexec "%s" "$@" --model "%s"\n' % (dateline, os.path.abspath(self.opts.model)))
        os.chmod(self.program, 0o755)

    def put(self, name, value):
        self.figures[name] = value
        print("%s %g" % (name, value), flush=True)

    def data(self, name, path):
        """The path of a set, None when it is not asked for or not there."""
        if self.opts.only and name not in self.opts.only:
            return None
        whole = os.path.join(self.opts.corpora, path)
        if os.path.exists(whole):
            return whole
        print("eval: there is no %s" % path, file=sys.stderr)
        self.missing += 1
        return None

    def score(self, name, scorer, data, mode):
        command = [sys.executable, os.path.join(self.opts.scorers, scorer), "--dateline", self.program, "--mode", mode, "--data", data, "--json"]
        command += ["--half", self.opts.half] if self.opts.half else []
        command += ["--limit", str(self.opts.limit)] if self.opts.limit else []
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit("eval: %s: %s" % (scorer, run.stderr[-800:]))
        for figure, value in json.loads(run.stdout).items():
            if isinstance(value, (int, float)):
                self.put("%s.%s.%s" % (name, mode, figure), value)

    def run(self):
        for name, scorer, path in SETS:
            data = self.data(name, path)
            for mode in MODES if data and self.opts.scorers else ():
                self.score(name, scorer, data, mode)
        for name, judge, path in RELIABILITY:
            known = judge is not speakers or self.opts.scorers
            data = self.data(name, path) if known else None
            for mode in MODES if data else ():
                for figure, value in judge.table(self.program, data, mode, self.opts.half, self.opts.limit):
                    self.put("%s.%s.%s" % (name, mode, figure), value)
        if self.opts.float:
            for name, value in lines_of(self.opts.float).items():
                if name in self.figures:
                    self.put("rounding." + name, self.figures[name] - value)


def below(figures, floors):
    for name, floor in floors.items():
        if figures.get(name, floor) < floor:
            yield "%s is %g, its floor %g" % (name, figures[name], floor)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--scorers", default="")
    parser.add_argument("--model", default=str(ROOT / "service/data/dateline.model"))
    parser.add_argument("--half", choices=["even", "odd"])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--float")
    parser.add_argument("--figures", help="take the figures from this file instead of measuring (to look at the floors alone)")
    opts = parser.parse_args()
    if opts.figures:
        figures = lines_of(opts.figures)
    else:
        if not os.path.exists(opts.model):
            sys.exit("eval: there is no model %s" % opts.model)
        run = Eval(opts)
        run.run()
        figures = run.figures
        if not figures:
            sys.exit("eval: nothing was measured")
    failed = [] if opts.half or opts.limit else list(below(figures, lines_of(HERE / "floors.txt")))
    for line in failed:
        print("eval: " + line, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
