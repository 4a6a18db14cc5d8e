#!/usr/bin/env python3
"""What of training can be tested without corpora: pieces, lemma rules, labels, windows, decoding against brute force."""
import itertools
import os
import random
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from unittest import mock

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "service", "training"))

import alone
import average
import cleaning
import corpora
import data
import decode
import export
import lemma
import lexicon
import model
import mpnet
import pieces
import readers
import renaming
import rounding
import teacher
import train
import world

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "min", "##ister", "##s", "zurich", "'", "s", "don", "t", "’", ".", "u", "in", "—"]


class Pieces(unittest.TestCase):
    def test_words(self):
        cut = pieces.Pieces(VOCABULARY)
        for word, expected in (("Ministers", "min ##ister ##s"), ("Zürich's", "zurich ' s"), ("U.S.", "u . s ."), ("don’t", "don ’ t"),
                               ("Москва", "[UNK]"), ("\u200b", "[UNK]"), ("x" * 101, "[UNK]"), ("—", "—")):
            self.assertEqual([VOCABULARY[i] for i in cut.of(word)], expected.split(), word)

    def test_cases(self):
        for word, case in (("the", pieces.LOWER), ("Paris", pieces.TITLE), ("I", pieces.TITLE), ("NATO", pieces.CAPS), ("McDonald", pieces.MIXED),
                           ("1990", pieces.DIGITS), ("1990s", pieces.LOWER), ("'s", pieces.LOWER), ("…", pieces.PUNCTUATION), ("東京", pieces.OTHER)):
            self.assertEqual(pieces.case_of(word), case, word)
        self.assertEqual(pieces.cases_of(['"', "The", "Hague", "Court"]),
                         [pieces.PUNCTUATION, pieces.FIRST_TITLE, pieces.TITLE, pieces.TITLE])

    def test_pruning(self):
        self.assertEqual([pieces.keep_piece(p) for p in ("[unused7]", "[MASK]", "[UNK]", "[", "##é", "ж", "##の", "½")],
                         [False, False, True, True, True, False, False, True])


PIECES_DUMP = os.environ.get("DATELINE_PIECES_DUMP", "build/release/test/unit/training/pieces_dump")  # `make test-train` builds it
LINES = 100000


def all_letters():
    """Every assigned character, most of them once, those of scripts that change case often."""
    letters = [chr(c) for c in range(1, 0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co") and chr(c) != "\n"]
    return letters, [c for c in letters if c.lower() != c or c.upper() != c]


def some_words(count):
    """Words of one script, of all mixed, with marks, signs and cases: the same ones at every run."""
    draw = random.Random(4)
    letters, cased = all_letters()
    marks = [c for c in letters if unicodedata.category(c).startswith("M")]
    signs = [c for c in letters if unicodedata.category(c)[0] in "PSZ"]
    for _ in range(count):
        at = draw.randrange(len(letters))
        near = letters[max(0, at - 40):at + 40]
        ascii_letters = "etaoinshrdluETAOIN'.-10"
        kinds = ([near], [letters], [cased], [cased, marks], [near, signs], [ascii_letters], [ascii_letters, cased, signs], [near, marks, ascii_letters])
        kind = draw.choice(kinds)
        word = "".join(draw.choice(draw.choice(kind)) for _ in range(draw.choice((1, 2, 3, 5, 8, 13, 120))))
        yield draw.choice((word, word.upper(), word.title(), unicodedata.normalize("NFC", word))).replace("\n", "")


class PiecesOfTheService(unittest.TestCase):
    def test_the_service_cuts_as_the_trainer_does(self):
        letters, _ = all_letters()
        tables = export.random_tables(10 ** 6)
        seen = dict.fromkeys(tables["vocabulary"])
        for c in random.Random(5).sample(letters, 12000) + [c for c in letters if ord(c) < 0x600]:
            for part in pieces.basic(c):
                seen.update({part: None, "##" + part: None})
        tables["vocabulary"] = list(seen)
        counts = {k: len(tables[k]) for k in ("upos", "xpos", "feats", "lemma", "names", "relations")}
        state = export.random_state(1, len(seen), counts, width=64, inner=64, layers=6, hidden=64, names=64, arc=64, label=32)
        words, cut = list(some_words(LINES)), pieces.Pieces(tables["vocabulary"])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model")
            export.export(path, state, tables)
            run = subprocess.run([PIECES_DUMP, path], input="\n".join(words) + "\n", stdout=subprocess.PIPE, encoding="utf-8", check=True)
        found = run.stdout.split("\n")[:-1]
        self.assertEqual(len(found), len(words))
        known = 0
        for word, line in zip(words, found):
            expected = [pieces.case_of(word), *cut.of(word)]
            if [int(x) for x in line.split()] != expected:
                self.fail("%s: %s, not %s" % (" ".join("%04x" % ord(c) for c in word), line, expected))
            known += any(i != cut.unknown for i in expected[1:])
        self.assertGreater(known, LINES // 4)


class Lemmas(unittest.TestCase):
    def test_rules_give_the_lemma_back(self):
        for form, word, rule in (("Dogs", "dog", "l|1|"), ("was", "be", "l|3|be"), ("Paris", "Paris", "k|0|"), ("PARIS", "Paris", "t|0|"),
                                 ("n't", "not", "l|2|ot"), ("better", "good", "l|6|good"), ("nato", "NATO", "u|0|")):
            self.assertEqual(lemma.rule_of(form, word), rule, form)
            self.assertEqual(lemma.apply(rule, form), word, form)

    def test_a_rule_that_does_not_fit_leaves_the_form(self):
        self.assertEqual(lemma.apply("l|3|", "Abc"), "abc")
        self.assertEqual(lemma.apply("l|4|x", "Abc"), "abc")

    def test_table_keeps_what_is_agreed_on(self):
        row = lambda form, tag, word: {"words": [form], "xpos": [tag], "lemma": [word], "upos": ["X"]}
        made = lexicon.make({"a": (1, [row("saw", "VBD", "see"), row("saw", "NN", "saw"), row("found", "VB", "found"), row("found", "VB", "find")])})
        self.assertEqual(lexicon.lines(made), ["saw\tNN\tsaw", "saw\tVBD\tsee"])


class Labels(unittest.TestCase):
    def name(self, labels):
        return sorted(corpora.LABELS[i] for i in labels)

    def test_chunks(self):
        self.assertEqual(list(corpora.chunks(["I-ORG", "I-ORG", "B-ORG", "O", "B-PER", "I-PER"])), [("ORG", 0, 2), ("ORG", 2, 3), ("PER", 4, 6)])

    def test_partial_labels(self):
        words = ["Kenyan", "envoys", "met", "Ines", "Okoro", "yesterday"]
        rows = corpora.allowed(words, [("MISC", 0, 1), ("PER", 3, 5)], ("DATE",))
        self.assertEqual(self.name(rows[0]), ["S-NORP"])
        self.assertEqual([self.name(rows[i]) for i in (3, 4)], [["B-PER"], ["E-PER"]])
        self.assertEqual(self.name(rows[5]), ["B-DATE", "E-DATE", "I-DATE", "O", "S-DATE"])
        self.assertEqual(self.name(corpora.allowed(words, [("OTH", 3, 4)], ())[3]), ["S-MISC", "S-NORP"])
        self.assertEqual(self.name(corpora.allowed(["Kenyan", "Airways"], [("ORG", 0, 2)], ())[0]), ["B-ORG"])
        self.assertEqual(self.name(corpora.allowed(["Kenyan"], [], ())[0]), ["O", "S-NORP"])


class Windows(unittest.TestCase):
    def encoder(self):
        return data.Encoder(VOCABULARY, {k: ["a", "l|0|"] for k in data.TASKS})

    def sentence(self, words, heads):
        return {"words": words, "upos": ["a"] * len(words), "xpos": ["a"] * len(words), "feats": ["a"] * len(words), "par": False, "doc": "d",
                "relations": ["a"] * len(words), "lemma": words, "heads": heads, "names": [corpora.OUTSIDE] * len(words)}

    def test_heads_and_ends_within_a_window(self):
        encoder = self.encoder()
        made = list(data.packed(encoder, [self.sentence(["the", "minister"], [2, 0]), self.sentence(["in", "zurich", "."], [2, 0, 2])]))
        self.assertEqual(len(made), 1)
        self.assertEqual(made[0]["heads"], [2, 0, 4, 0, 4])
        self.assertEqual(made[0]["ends"], [0, 1, 0, 0, data.IGNORE])
        self.assertEqual(made[0]["firsts"], [1, 2, 4, 5, 6])

    def test_words_alone_teach_no_ends(self):
        plain = {"words": ["the", "minister", "."], "doc": "d", "par": False, "id": "", "cut": False}
        made = list(data.packed(self.encoder(), [plain, plain]))
        self.assertEqual([set(made[0][k]) for k in ("ends", "names", "heads", "upos")], [{data.IGNORE}] * 4)

    def test_a_long_sentence_is_cut_and_points_nowhere_beyond(self):
        size = 400
        made = list(data.packed(self.encoder(), [self.sentence(["the"] * size, [size] * (size - 1) + [0])]))
        self.assertEqual(len(made[0]["pieces"]), data.LONGEST + 2)
        self.assertEqual(set(made[0]["heads"]), {data.IGNORE})


class Renaming(unittest.TestCase):
    def named(self, words, spans):
        return {"words": words, "names": corpora.allowed(words, spans, ())}

    def test_names_change_for_others_of_their_type_and_length(self):
        read = {"a": (1, [self.named(["Ada", "Brook", "left", "Dunmore"], [("PER", 0, 2), ("LOC", 3, 4)]),
                          self.named(["Cora", "Finch", "and", "Eve", "saw", "iTel", "in", "Westry"],
                                     [("PER", 0, 2), ("PER", 3, 4), ("ORG", 5, 6), ("LOC", 7, 8)])])}
        renamer = renaming.Renamer(read, rate=1)
        self.assertEqual(renamer.names[("PER", 2)], [("Ada", "Brook"), ("Cora", "Finch")])
        self.assertNotIn(("ORG", 1), renamer.names)
        rng, seen = random.Random(5), set()
        for _ in range(60):
            before = read["a"][1][0]
            after = renamer(before, rng)
            self.assertEqual(after["names"], before["names"])
            self.assertEqual(after["words"][2], "left")
            seen.add(" ".join(after["words"]))
        self.assertEqual(seen, {p + " left " + l for p in ("Ada Brook", "Cora Finch") for l in ("Dunmore", "Westry")})
        self.assertEqual(before["words"], ["Ada", "Brook", "left", "Dunmore"])

    def test_in_a_tree_only_proper_nouns_give_way(self):
        one = dict(self.named(["The", "Bank", "of", "Westry"], [("ORG", 0, 4)]), lemma=["the", "bank", "of", "Westry"],
                   upos=["DET", "PROPN", "ADP", "PROPN"])
        two = dict(self.named(["Dunmore"], [("LOC", 0, 1)]), lemma=["Dunmore"], upos=["PROPN"])
        other = self.named(["Old", "Harbour", "Trade", "Union", "and", "Eastry"], [("ORG", 0, 4), ("LOC", 5, 6)])
        renamer, rng = renaming.Renamer({"a": (1, [other])}, rate=1), random.Random(1)
        self.assertEqual((renamer(one, rng)["words"], renamer(one, rng)["lemma"]), (one["words"], one["lemma"]))
        self.assertEqual((renamer(two, rng)["words"], renamer(two, rng)["lemma"]), (["Eastry"], ["_"]))


    def test_names_of_the_world_come_in(self):
        drawn = type("World", (), {"draw": lambda self, kind, size, rng: ("Oyo",) if (kind, size) == ("LOC", 1) else None})()
        read = {"a": (1, [self.named(["Ada", "left", "Dunmore"], [("PER", 0, 1), ("LOC", 2, 3)])])}
        renamer, rng = renaming.Renamer(read, rate=1, world=drawn), random.Random(2)
        seen = {" ".join(renamer(read["a"][1][0], rng)["words"]) for _ in range(40)}
        self.assertEqual(seen, {"Ada left Dunmore", "Ada left Oyo"})


def small_world():
    """A world of two countries without any list."""
    made = world.World.__new__(world.World)
    made.countries, made.capitals = [("Arven",), ("Upper", "Tove")], [("Lisk",)]
    made.names = {("PER", 1): [[("Ruun",)]], ("PER", 3): [[("Mo", "Al", "Ruun")]], ("LOC", 1): [[("Bray",)]], ("ORG", 1): [[("Zeno",)]]}
    made.families = [(["Mo"], ["Ruun", "Sar"])]
    made.patterns = {kind: world.patterns_of(kind) for kind in world.PATTERNS}
    return made


class World(unittest.TestCase):
    def test_words_of_a_name(self):
        for text, words in (("Bank of Arven", ("Bank", "of", "Arven")), ("São Tove", ("São", "Tove")), ("Арвен", ()), ("arven", ()), ("Arven news", ()),
                            ("", ()), ("A" * 61, ())):
            self.assertEqual(world.words_of(text), words, text)

    def test_drawn_names_have_the_size_asked_for(self):
        made, rng = small_world(), random.Random(3)
        for kind, sizes in alone.SIZES.items():
            for size in sizes + (5,):
                for _ in range(50):
                    found = made.draw(kind, size, rng)
                    self.assertIn(len(found or ()), (0, size), found)
        self.assertEqual({made.draw("PER", 2, rng) for _ in range(50)}, {("Mo", "Ruun"), ("Mo", "Sar")})
        self.assertIn(("Bank", "of", "Lisk"), {made.draw("ORG", 3, rng) for _ in range(3000)})
        self.assertIsNone(made.draw("PER", 7, rng))

    def test_short_sentences_have_their_labels(self):
        found = alone.sentences(small_world(), 1)
        self.assertEqual(found, alone.sentences(small_world(), 1))
        self.assertEqual(len(found), alone.COUNT)
        for s in found:
            self.assertEqual(len(s["words"]), len(s["names"]), s)
            for word, row in zip(s["words"], s["names"]):
                if word in ("Arven", "Lisk", "Bray", "Ruun", "Zeno"):
                    self.assertNotIn(0, row, s)


class Voting(unittest.TestCase):
    WORDS = "The Arven envoy Mo Ruun met NATO in Lisk".split()

    def names(self, gold, first, second, known=frozenset()):
        sentence = {"words": self.WORDS, "names": corpora.allowed(self.WORDS, gold, ("MISC",))}
        after = cleaning.voted(sentence, [set(first), set(second)], known)["names"]
        return [sorted(corpora.LABELS[i] for i in row if not corpora.LABELS[i].endswith("MISC")) for row in after]

    def test_two_of_three_have_it(self):
        person, place = ("PER", 3, 5), ("LOC", 1, 2)
        found = self.names([("ORG", 3, 5), place], [person], [person, place])
        self.assertEqual([found[i] for i in (1, 3, 4)], [["S-LOC"], ["B-PER"], ["E-PER"]])
        found = self.names([("ORG", 6, 7)], [], [])
        self.assertEqual(found[6], ["O"])
        self.assertEqual(self.names([], [("ORG", 6, 7)], [])[6], ["O"])

    def test_where_all_differ_any_may_be_right(self):
        found = self.names([("ORG", 3, 5)], [("PER", 3, 5)], [("LOC", 4, 5)])
        self.assertEqual([found[i] for i in (3, 4)], [["B-ORG", "B-PER", "O"], ["E-ORG", "E-PER", "S-LOC"]])

    def test_dates_stay(self):
        self.assertEqual(self.names([("DATE", 6, 7)], [("ORG", 6, 7)], [])[6], ["S-DATE"])

    def test_a_country_that_acts_is_a_place(self):
        body, place = ("ORG", 1, 2), ("LOC", 1, 2)
        self.assertEqual(self.names([body], [body], [place])[1], ["S-ORG"])
        self.assertEqual(self.names([body], [body], [place], {"Arven"})[1], ["S-LOC"])
        self.assertEqual(self.names([("PER", 1, 2)], [("PER", 1, 2)], [place], {"Arven"})[1], ["S-PER"])

    def test_what_the_readers_say(self):
        words = ["The", "Arven", "'s"]
        self.assertEqual(readers.trimmed(words, "LOC", 0, 3), ("LOC", 1, 2))
        self.assertIsNone(readers.trimmed(words, "LOC", 2, 3))
        self.assertEqual(readers.trimmed(["Kenyan"], "LOC", 0, 1), ("NORP", 0, 1))
        result = {"tokens": {"begin": [0, 4, 8], "end": [3, 7, 12]}, "sentences": [{"tokens": [0, 1]}, {"tokens": [1, 3]}],
                  "entities": [{"type": "person", "mentions": [{"kind": "name", "span": [4, 12]}, {"kind": "name", "span": [8, 12]}]},
                               {"type": "event", "mentions": [{"kind": "name", "span": [0, 3]}]}]}
        block = [{"words": ["And"]}, {"words": ["Mo", "Ruun"]}]
        self.assertEqual(readers.names_of(result, block), [[], [("PER", 0, 2)]])


class Teaching(unittest.TestCase):
    SIZES = {"upos": 3, "xpos": 4, "feats": 3, "lemma": 5, "names": len(corpora.LABELS), "relations": 4}

    def batch(self):
        none = [data.IGNORE] * 6
        rows = {k: torch.tensor([none, none]) for k in ("upos", "xpos", "feats", "lemma", "relations", "heads", "names", "ends")}
        rows["heads"][0, :4] = torch.tensor([2, 0, 2, 2])
        rows["relations"][0, :4] = 1
        return dict(rows, pieces=torch.arange(16).view(2, 8), cases=torch.zeros(2, 8, dtype=torch.long), lengths=torch.tensor([6, 8]),
                    firsts=torch.tensor([[1, 2, 3, 4, 0, 0], [1, 2, 3, 4, 5, 6]]),
                    sentence=torch.tensor([[0, 0, 0, 0, -1, -1], [0, 0, 0, 1, 1, 1]]))

    def test_a_network_agrees_with_itself(self):
        torch.manual_seed(3)
        network, batch, table = model.Network(30, self.SIZES).eval(), self.batch(), torch.ones(1, self.SIZES["names"], dtype=torch.bool)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.pt")
            torch.save({"network": network.state_dict()}, path)
            taught = teacher.Teacher([path, path], 30, self.SIZES, "cpu")
        alone = float(train.step_cost(network, batch, table, None)[1])
        found = taught.read(teacher.windows_of(batch, torch.tensor([False, True])))
        self.assertTrue(torch.allclose(found["upos"].exp().sum(-1), torch.ones(6)))
        self.assertTrue((found["heads"][0, :3] <= 3).all() and ((found["heads"][0, 3:] == 0) | (found["heads"][0, 3:] > 3)).all())
        same = {k: float(teacher.divergence(network.exit["6"].tags(x)[k], network.exit["6"].tags(x)[k].log_softmax(-1)))
                for x in [torch.randn(7, model.SHIPPED.width)] for k in teacher.TAGS}
        self.assertTrue(all(abs(v) < 1e-6 for v in same.values()), same)
        self.assertGreater(float(train.step_cost(network, batch, table, taught)[1]), alone)

    def test_relations_of_no_word(self):
        torch.manual_seed(6)
        exit_ = model.Network(30, self.SIZES).eval().exit["6"]
        words, heads = torch.randn(1, 2, model.SHIPPED.width), torch.zeros(1, 2, dtype=torch.long)
        self.assertEqual(exit_.labels(words, heads, torch.tensor([[False, False]])).shape, (0, self.SIZES["relations"]))
        self.assertEqual(exit_.labels(words, heads, torch.tensor([[False, True]])).shape, (1, self.SIZES["relations"]))

    def test_a_network_of_another_shape_teaches(self):
        torch.manual_seed(4)
        shape, batch, table = model.Shape(2, 24, 2, 32, (2,), 1e-5), self.batch(), torch.ones(1, self.SIZES["names"], dtype=torch.bool)
        large, small = mpnet.Network(30, self.SIZES, shape), model.Network(30, self.SIZES).eval()
        self.assertGreater(float(train.step_cost(large, batch, table, None)[0]), 0)
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(mpnet.Network.__init__, "__defaults__", (shape,)):
            path = os.path.join(folder, "model.pt")
            torch.save({"network": large.state_dict()}, path)
            taught = teacher.Teacher([path], 30, self.SIZES, "cpu")
        found = taught.read(teacher.windows_of(batch, torch.tensor([False, True])))
        self.assertTrue(torch.allclose(found["names"].exp().sum(-1), torch.ones(6)))
        alone = float(train.step_cost(small, batch, table, None)[1])
        self.assertGreater(float(train.step_cost(small, batch, table, taught)[1]), alone)

    def test_distances_of_mpnet(self):
        bucket = mpnet.buckets(300)
        for away, row in ((0, 0), (1, 17), (7, 23), (8, 24), (16, 26), (127, 31), (200, 31), (-1, 1), (-7, 7), (-8, 8), (-16, 10), (-200, 15)):
            self.assertEqual(int(bucket[250, 250 + away] if away < 0 else bucket[50, 50 + away]), row, away)
        torch.manual_seed(5)
        network = mpnet.Network(30, self.SIZES, model.Shape(1, 24, 2, 32, (1,), 1e-5)).eval()
        with torch.no_grad():
            network.embed.position.weight.zero_()
            read = lambda pieces, size: network(torch.tensor([pieces]), torch.zeros(1, len(pieces), dtype=torch.long), torch.tensor([size]))[1]
            whole, padded = read([3, 4, 5], 3), read([3, 4, 5, 0, 0], 3)[:, :3]
            self.assertTrue(torch.allclose(whole, padded, atol=1e-6))
            turned = read([3, 5, 4], 3)[:, [0, 2, 1]]
            self.assertFalse(torch.allclose(whole, turned, atol=1e-4))
            network.distance.weight.zero_()
            self.assertTrue(torch.allclose(read([3, 4, 5], 3), read([3, 5, 4], 3)[:, [0, 2, 1]], atol=1e-6))

    def test_divergence_by_hand(self):
        student, right = torch.log(torch.tensor([[0.5, 0.5]])), torch.log(torch.tensor([[0.75, 0.25]]))
        self.assertAlmostEqual(float(teacher.divergence(student, right)), 0.75 * np.log(1.5) + 0.25 * np.log(0.5), places=6)
        self.assertEqual(float(teacher.divergence(student[:0], right[:0])), 0.0)


class Schedule(unittest.TestCase):
    def test_by_pieces_and_by_the_processors_time(self):
        opts = lambda **given: type("Options", (), dict({"pieces": 0, "minutes": 10.0, "threads": 2}, **given))
        at = lambda: {"step": 0, "seconds": 300.0, "pieces": 250}
        self.assertEqual(train.Clock(opts(pieces=1000), at()).progress(), 0.25)
        with mock.patch("time.process_time", side_effect=[40.0, 160.0]):
            self.assertEqual(train.Clock(opts(), at()).progress(), 0.6)
        self.assertEqual([round(train.rate_at(p), 6) for p in (0.0, 0.025, 0.05, 1.0)], [0.01, 0.5, 1.0, train.FLOOR])


class Decoding(unittest.TestCase):
    def test_viterbi_against_all_sequences(self):
        draw = np.random.default_rng(3)
        keep = [i for i, x in enumerate(decode.LABELS) if x[2:] in ("", "PER", "LOC")]
        hidden = np.full(len(decode.LABELS), -1e6)
        for size in (1, 2, 3):
            for _ in range(4):
                scores = np.tile(hidden, (size, 1))
                scores[:, keep] = draw.normal(0, 2, (size, len(keep)))
                best = max((sum(scores[i, x] for i, x in enumerate(path)), path) for path in itertools.product(keep, repeat=size) if self.valid(path))
                self.assertEqual(tuple(decode.viterbi(scores)), best[1])

    def valid(self, path):
        labels = [None] + [decode.LABELS[p] for p in path] + [None]
        return all(decode.follows(a, b) for a, b in zip(labels, labels[1:]))

    def test_trees_against_all_trees(self):
        draw = np.random.default_rng(1)
        for case in range(60):
            size = int(draw.integers(1, 6))
            scores = draw.normal(size=(size, size + 1))
            heads = decode.single_root_tree(scores)
            score = lambda hs: sum(scores[i, h] for i, h in enumerate(hs))
            best = max(score(hs) for hs in itertools.product(range(size + 1), repeat=size) if self.is_tree(hs))
            self.assertTrue(self.is_tree(heads.tolist()), case)
            self.assertAlmostEqual(score(heads), best, msg=case)

    def is_tree(self, heads):
        ok = sum(h == 0 for h in heads) == 1 and all(h != i + 1 for i, h in enumerate(heads))
        return ok and not decode.find_cycle([0] + list(heads))


class Weights(unittest.TestCase):
    SIZES = {"upos": 3, "xpos": 4, "feats": 3, "lemma": 5, "names": 9, "relations": 4}

    def test_vectors_keep_to_a_step_and_zero_stays_zero(self):
        for x in (torch.randn(50, 64) * 3, torch.rand(50, 64), -torch.rand(50, 64), torch.zeros(1, 64)):
            x[:, 5] = 0
            found = rounding.rounded_vectors(x)
            step = (x.amax(-1).clamp(min=0) - x.amin(-1).clamp(max=0)) / 255
            self.assertTrue(((found - x).abs() <= step[:, None] * 1.001).all())
            self.assertTrue((found[:, 5] == 0).all())
            self.assertTrue(all(len(row.unique()) <= 256 for row in found))

    def test_a_rounded_network_reads_about_the_same(self):
        network = model.Network(30, self.SIZES).eval()
        pieces_, cases, lengths = torch.arange(20)[None], torch.zeros(1, 20, dtype=torch.long), torch.tensor([20])
        with torch.no_grad():
            before = network(pieces_, cases, lengths)
            rounding.round_network(network)
            after = network(pieces_, cases, lengths)
        self.assertTrue(all(len(row.unique()) <= 127 for row in network.layer[0].up.weight[:20]))
        for e in model.EXITS:
            wrong = (after[e] - before[e]).norm() / before[e].norm()
            self.assertTrue(0 < wrong < 0.05, wrong)

    def test_average(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, "%d.pt" % i) for i in range(3)]
            for i, path in enumerate(paths):
                torch.save({"network": {"a": torch.full((2,), float(i)), "b": torch.tensor([1.0])}}, path)
            found = average.average(paths)
        self.assertEqual({k: v.tolist() for k, v in found.items()}, {"a": [1.0, 1.0], "b": [1.0]})


if __name__ == "__main__":
    unittest.main()
