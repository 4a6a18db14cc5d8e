#!/usr/bin/env python3
"""`dateline analyze` as a script sees it: order, exit status, refusals, formats."""
import csv
import json
import os
import subprocess
import tempfile
import unittest

DATELINE = os.path.join(os.environ.get("DATELINE_BUILD", "build/release"), "dateline")
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "service", "data")
BODY = "The council met on Monday. “We will build it,” the mayor said."


def analyze(*args, given=b""):
    return subprocess.run([DATELINE, "analyze", *args], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def lines(run):
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def jsonl(*articles):
    return "".join(json.dumps(a) + "\n" for a in articles).encode()


class Analyze(unittest.TestCase):
    def test_order_is_that_of_the_input(self):
        given = jsonl(*({"id": str(i), "body": BODY * (1 + i * 37 % 50)} for i in range(200)))
        runs = [analyze("--format", "jsonl", "--threads", n, given=given) for n in ("1", "7")]
        self.assertEqual([r["article"]["id"] for r in lines(runs[0])], [str(i) for i in range(200)])
        self.assertEqual(runs[0].stdout, runs[1].stdout)
        self.assertEqual([r.returncode for r in runs], [0, 0])
        self.assertEqual(runs[0].stderr, b"", "no bar in a pipe")

    def test_what_is_refused_has_its_line(self):
        given = jsonl({"id": "a", "body": BODY}) + b"{bad\n" + jsonl({"id": "c"}, {"id": "d", "body": 7}, {"id": "e", "body": ""})
        run = analyze("--format", "jsonl", given=given)
        self.assertEqual([r.get("error", {}).get("code") for r in lines(run)], [None, "malformed", "missing-body", "malformed", None])
        self.assertEqual(lines(run)[2]["text"], "")
        self.assertIn("-:3: missing-body: article.body", run.stderr.decode())
        self.assertEqual(run.returncode, 1)

    def test_foreign_and_empty_articles_are_answers(self):
        given = jsonl({"body": ""}, {"body": "Der Rat der Stadt hat am Montag beschlossen, die Brücke zu bauen. " * 8})
        run = analyze("--format", "jsonl", given=given)
        self.assertEqual((run.returncode, len(lines(run))), (0, 2))

    def test_wrong_use(self):
        rows = (  # (arguments, on stderr)
            (["--no-such"], "--no-such"), (["--format", "xml"], "--format is text, json, jsonl"),
            (["--threads", "0"], "--threads is a number from 1 to 256, not '0'"), (["--from", "pdf"], "--from is text, html"),
            (["--mode", "slow"], "--mode is fast, accurate or auto, not 'slow'"), (["--published", "soon"], "--published is a date"),
            (["--model", "/no/such.model"], "/no/such.model: No such file"), (["/no/such/file.txt"], "/no/such/file.txt: malformed: No such file"), (["/no/such/file"], "No such file"))
        for args, said in rows:
            with self.subTest(args=args):
                run = analyze(*args)
                self.assertEqual(run.returncode, 2)
                self.assertIn(said, run.stderr.decode())

    def test_a_file_that_is_no_pack(self):
        with tempfile.NamedTemporaryFile("w", suffix=".pack") as f:
            f.write("no pack")
            f.flush()
            for option, said in (("--pack", "a pack cannot be used"), ("--events", "a pack cannot be used"),
                                 ("--model", "the model cannot be used")):
                with self.subTest(option=option):
                    run = analyze(option, f.name, given=jsonl({"body": BODY}))
                    self.assertEqual((run.returncode, run.stdout), (2, b""))
                    self.assertIn(said, run.stderr.decode())

    def test_explaining(self):
        rows = (  # (words, exit status, on stdout, on stderr)
            ("the mayor", 0, "direct quotation", ""), ("Norah Quill", 0, "(names@6)", ""), ("We will build it", 0, "speaker", ""),
            ("no such words", 1, "", "these words do not stand in the text"), ("9-2", 1, "", "do not stand in the text"),
            ("met on", 1, "", "nothing there has an entity or a speaker"))
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
            f.write("Bridge\n\n" + BODY + " Norah Quill agreed.")
            f.flush()
            for words, status, out, err in rows:
                with self.subTest(words=words):
                    run = subprocess.run([DATELINE, "explain", "--model", os.path.join(DATA, "dateline.model"), "--pack",
                                          os.path.join(DATA, "knowledge.pack"), f.name, words], capture_output=True, text=True, timeout=60)
                    self.assertEqual(run.returncode, status)
                    self.assertIn(out, run.stdout)
                    self.assertIn(err, run.stderr)

    def test_a_file_that_is_no_article_says_which_and_why(self):
        rows = (  # (name, bytes, code, on stderr)
            ("a.txt", b"Caf\xe9 owners strike", "not-utf8", "not UTF-8, at byte 3"),
            ("b.txt", b"x" * ((1 << 20) + 1), "too-large", "1048577 bytes, an article may have 1048576"),
            ("c.json", b'{"title":', "malformed", "(line 1, column 9)"))
        with tempfile.TemporaryDirectory() as folder:
            for name, data, code, said in rows:
                with self.subTest(name=name), open(os.path.join(folder, name), "wb") as f:
                    f.write(data)
                    f.flush()
                    run = analyze("--format", "jsonl", f.name)
                    self.assertEqual((run.returncode, lines(run)[0]["error"]["code"]), (1, code))
                    self.assertIn(said, run.stderr.decode())
                    self.assertIn(name, run.stderr.decode())

    def test_offsets_slice_in_their_unit(self):
        given = jsonl({"body": "𝄞 é “We will build it,” the mayor said."})
        for unit, cut in (("byte", lambda t, b, e: t.encode()[b:e].decode()), ("codepoint", lambda t, b, e: t[b:e]),
                          ("utf16", lambda t, b, e: t.encode("utf-16-le")[2 * b:2 * e].decode("utf-16-le"))):
            with self.subTest(unit=unit):
                result, = lines(analyze("--format", "jsonl", "--offsets", unit, given=given))
                self.assertEqual(result["offset_unit"], unit)
                quote, = result["quotes"]
                self.assertEqual(cut(result["text"], *quote["span"]), quote["text"])

    def test_files_of_each_form(self):
        page = "<html><head><title>Bridge</title></head><body><p>%s</p></body></html>" % BODY
        ninjs = {"uri": "urn:x", "headlines": [{"role": "main", "value": "Bridge"}], "bodies": [{"contentType": "text/plain", "value": BODY}]}
        with tempfile.TemporaryDirectory() as folder:
            for form, name, data in (("html", "a.html", page.encode("windows-1252")), ("ninjs", "b.json", json.dumps(ninjs).encode()),
                                     ("newsplease", "c.jsonl", jsonl({"title": "Bridge", "maintext": BODY}, {"title": "Bridge", "maintext": BODY})),
                                     ("schemaorg", "d.json", json.dumps([{"headline": "Bridge", "articleBody": BODY}]).encode())):
                with self.subTest(form=form), open(os.path.join(folder, name), "wb") as f:
                    f.write(data)
                    f.flush()
                    run = analyze("--from", form, "--format", "jsonl", f.name)
                    self.assertEqual(run.returncode, 0)
                    for result in lines(run):
                        self.assertEqual(result["text"], "Bridge\n\n" + BODY)

    def test_given_tokens_stay(self):
        run = analyze("--from", "horizontal", "--format", "conllu", given=b"Mr. X do n't go .\nWhy ?\n\nNo .\n")
        words = [[row.split("\t")[1] for row in block.splitlines() if row[:1].isdigit()] for block in run.stdout.decode().strip().split("\n\n")]
        self.assertEqual(words, [["Mr.", "X", "do", "n't", "go", "."], ["Why", "?"], ["No", "."]])
        again = analyze("--from", "conllu", "--format", "conllu", given=run.stdout)
        self.assertEqual([b for b in again.stdout.splitlines() if b[:1].isdigit()], [b for b in run.stdout.splitlines() if b[:1].isdigit()])

    def test_options_fill_what_the_article_does_not_say(self):
        run = analyze("--format", "jsonl", "--published", "2024-03-14", "--source", "Paper", "--language", "en",
                      given=jsonl({"body": BODY}, {"body": BODY, "published": "2020-01-01"}))
        first, second = lines(run)
        self.assertEqual((first["article"]["published"], first["article"]["source"]), ("2024-03-14", "Paper"))
        self.assertEqual(second["article"]["published"], "2020-01-01")

    def test_forms_for_databases_and_maps(self):
        body = "On 3 May 2024 the ferry sank and killed 12 people, the mayor said."
        given = jsonl({"id": "a", "body": body, "published": "2024-05-04"}, {"id": "b", "body": body}, {"id": "c", "body": 7})
        rows = list(csv.DictReader(analyze("--format", "timeline", given=given).stdout.decode().splitlines()))
        self.assertIn(("a", "2024-05-03", "2024-05-04"), [(r["article"], r["begin"], r["end"]) for r in rows])
        self.assertEqual({r["article"] for r in rows}, {"a", "b"})
        rows = [row.split("\t") for row in analyze("--format", "gkg", given=given).stdout.decode().splitlines()]
        self.assertEqual([len(r) for r in rows], [27, 27])
        self.assertTrue(rows[0][5].startswith("KILL#12#people#"))
        for row in analyze("--format", "gkg-events", given=given).stdout.decode().splitlines():
            self.assertEqual(len(row.split("\t")), 61)
        for row in lines(analyze("--format", "geojson", given=given)):
            self.assertEqual(row["type"], "FeatureCollection")

    def test_stages_and_help(self):
        self.assertIn(b"sentence", analyze("--list-stages").stdout)
        self.assertIn(b"--threads", analyze("--help").stdout)


if __name__ == "__main__":
    unittest.main()
