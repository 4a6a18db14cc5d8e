#!/usr/bin/env python3
"""The parts of `make eval` that are ours: reading IOB, the table of confidences, floors."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest
import unittest.mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import links  # noqa: E402
import reliability  # noqa: E402
import speakers  # noqa: E402

GOLD = "Ada\tB-PER\nMoll\tI-PER\nslept\tO\n\nVelmora\tI-LOC\nwon\tO\n"
# What it finds: the person at 0.9, the place at 0.95 as an organization.
FOUND = {
    "tokens": {"begin": [0, 4, 9, 15, 23], "end": [3, 8, 14, 22, 26]},
    "entities": [
        {"type": "person", "mentions": [{"span": [0, 8], "kind": "name", "confidence": 0.9}]},
        {"type": "organization", "mentions": [{"span": [15, 22], "kind": "name", "confidence": 0.95}]},
        {"type": "event", "mentions": [{"span": [23, 26], "kind": "name", "confidence": 0.5}]},
        {"type": "location", "mentions": [{"span": [9, 14], "kind": "nominal", "confidence": 0.5}]},
    ],
}

CHAINS = "# begin document d\n0\tThe\t(1\n1\tferry\t1)\n2\tsank\t_\n3\tIt\t(1)\n4\thit\t_\n5\tMoll\t(2)\n6\tand\t_\n7\tit\t(1)\n"
SENTENCES = "# newdoc id = d\n1\tThe\n2\tferry\n3\tsank\n\n1\tIt\n2\thit\n3\tMoll\n4\tand\n5\tit\n\n"
# "It" rightly joined to the ferry, "it" wrongly to Moll.
JOINED = {
    "tokens": {"begin": [0, 4, 10, 15, 18, 22, 27, 31], "end": [3, 9, 14, 17, 21, 26, 30, 33]},
    "entities": [
        {
            "mentions": [
                {"span": [0, 9], "kind": "nominal", "confidence": 0.5},
                {"span": [15, 17], "kind": "pronoun", "confidence": 0.8},
            ]
        },
        {"mentions": [{"span": [22, 26], "kind": "name", "confidence": 0.9}, {"span": [31, 33], "kind": "pronoun", "confidence": 0.6}]},
    ],
}


class EvalTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text, mode=0o644):
        path = os.path.join(self.folder.name, name)
        pathlib.Path(path).write_text(text)
        os.chmod(path, mode)
        return path

    def test_names_of_both_kinds_of_iob(self):
        rows = (
            ("O B-per I-per O", {(1, 3, "PER")}),
            ("I-LOC I-LOC", {(0, 2, "LOC")}),
            ("I-LOC B-LOC", {(0, 1, "LOC"), (1, 2, "LOC")}),
            ("B-PER I-ORG O", {(0, 1, "PER"), (1, 2, "ORG")}),
            ("O O", set()),
        )
        for tags, want in rows:
            self.assertEqual(set(reliability.names(tags.split())), want, tags)

    def test_bins_hold_what_was_right(self):
        program = self.file("dateline", "#!/bin/sh\ncat >/dev/null\necho '%s'\n" % json.dumps(FOUND), 0o755)
        figures = dict(reliability.table(program, self.file("gold.conll", GOLD), "fast"))
        self.assertEqual(figures["reliability.9.mentions"], 2)
        self.assertEqual(figures["reliability.9.right"], 0.5)
        self.assertEqual(figures["reliability.9.confidence"], 0.925)
        self.assertAlmostEqual(figures["reliability.calibrated"], 1 - 0.425)
        self.assertEqual(len(figures), 4)

    def test_links_are_right_when_both_stand_in_one_chain(self):
        program = self.file("dateline", "#!/bin/sh\ncat >/dev/null\necho '%s'\n" % json.dumps(JOINED), 0o755)
        self.file("gum-x.conllu", SENTENCES)
        path = self.file("ontogum-x.conll", CHAINS)
        self.assertEqual(list(links.judged(program, path, "fast", None, None)), [(0.8, True), (0.6, False)])

    def test_a_quotation_needs_its_content_and_its_speaker(self):
        doc = {"text": "", "quotes": [{"content": (0, 4), "sources": ["Ada"]}, {"content": (9, 12), "sources": ["Moll"]}]}
        items = (((0, 3), "Ada", 0.9), ((0, 4), "Moll", 0.8), ((9, 12), None, 0.7), ((20, 24), "Ada", 0.6))
        result = {"quotes": [{"span": s, "speaker": who, "confidence": c} for s, who, c in items]}
        modules = {name: types.ModuleType(name) for name in ("eval_quotes", "news", "dl")}
        modules["dl"].analyze = lambda opts, docs: [(d, result) for d in docs]
        modules["news"].Words = lambda text: types.SimpleNamespace(of=lambda span: set(range(*span)))
        modules["news"].jaccard = lambda a, b: len(a & b) / len(a | b)
        modules["eval_quotes"].load = lambda path: ("spans", [doc])
        modules["eval_quotes"].predictions = lambda doc, r: [{**q, "known": q["speaker"] is not None} for q in r["quotes"]]
        modules["eval_quotes"].right_speaker = lambda doc, found, sources: found["speaker"] in sources
        with unittest.mock.patch.dict(sys.modules, modules):
            pairs = list(speakers.judged("dateline", "path", "fast", None, None))
        self.assertEqual(pairs, [(0.9, True), (0.8, False), (0.7, True), (0.6, False)])

    def test_a_figure_below_its_floor_fails(self):
        floors = [line.split() for line in (HERE / "floors.txt").read_text().splitlines() if not line.startswith("#")]
        self.assertTrue(floors)
        for change, status in ((0, 0), (-0.001, 1)):
            figures = self.file("figures.txt", "".join("%s %f\n" % (name, float(least) + change) for name, least in floors))
            run = subprocess.run([sys.executable, str(HERE / "eval.py"), "--corpora", "-", "--figures", figures], capture_output=True, text=True)
            self.assertEqual(run.returncode, status, run.stderr)


if __name__ == "__main__":
    unittest.main()
