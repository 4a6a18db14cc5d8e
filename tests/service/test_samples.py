"""The sample articles go through the service by the command line tool: what comes back keeps the contract of the analysis."""
import json
import os
import pathlib
import subprocess
import unittest

import jsonschema
from harness import ServiceTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATELINE = os.path.join(os.environ.get("DATELINE_BUILD", "build/release"), "dateline")


def spanned(node, path="$"):
    """Every map of the analysis that has a span, with its place."""
    if isinstance(node, dict):
        if "span" in node:
            yield path, node
        for key, value in node.items():
            yield from spanned(value, "%s.%s" % (path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from spanned(value, "%s[%d]" % (path, i))


class Samples(ServiceTest):
    def dateline(self, *arguments):
        env = dict(os.environ, DATELINE_INGEST=self.service.ingest, DATELINE_RESULTS=self.service.results, DATELINE_QUERY=self.service.query)
        run = subprocess.run([DATELINE, *arguments], env=env, capture_output=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        return run.stdout.decode()

    def setUp(self):
        super().setUp()
        self.dateline("feed", str(ROOT / "tests/samples"))
        lines = self.dateline("tap", "--from", "beginning", "--count", "6", "--format", "jsonl").splitlines()
        self.analyses = {a["article"]["id"]: a for a in map(json.loads, lines)}

    def test_samples_keep_the_contract(self):
        validator = jsonschema.Draft202012Validator(json.loads((ROOT / "proto/analysis.schema.json").read_text()))
        self.assertEqual(len(self.analyses), 6)
        for name, analysis in self.analyses.items():
            self.assertEqual([e.message for e in validator.iter_errors(analysis)], [], name)
            text = analysis["text"].encode()
            for path, item in spanned(analysis):
                begin, end = item["span"]
                self.assertTrue(0 <= begin <= end <= len(text), (name, path))
                if "text" in item:
                    self.assertEqual(text[begin:end].decode(), item["text"], (name, path))
            bounds = [s["span"] for s in analysis["sections"]]
            self.assertEqual([bounds[0][0], bounds[-1][1]], [0, len(text)], name)
            self.assertTrue(all(a[1] == b[0] for a, b in zip(bounds, bounds[1:])), name)

    def test_samples_say_what_a_reader_sees(self):
        wire, page, german = (self.analyses[n] for n in ("1-wire.txt", "4-page.html", "6-deutsch.txt"))
        self.assertEqual((wire["dateline"]["place_text"], wire["dateline"]["credit"]), ("PORT ELDEN, Velmora", ["AP"]))
        self.assertEqual((page["dateline"]["place_text"], page["dateline"]["date"]), ("ROCKFORD", "2026-02-11"))
        self.assertNotIn("Most read", page["text"])
        self.assertEqual(german["article"]["language"]["tag"], "de")
        self.assertNotIn("sentences", german)
        self.assertEqual([w["code"] for w in german["warnings"]], ["published-missing", "unsupported-language"])

    def test_the_tool_alone_gives_the_same_digests(self):
        for name, analysis in self.analyses.items():
            source = "html" if name.endswith(".html") else "text"
            alone = json.loads(self.dateline("analyze", str(ROOT / "tests/samples" / name), "--from", source, "--format", "json"))
            self.assertEqual(alone["digest"], analysis["digest"], name)


if __name__ == "__main__":
    unittest.main()
