#!/usr/bin/env python3
"""event_pack_test: PETRARCH's dictionaries as event_pack.py reads them, and the rules' order in the pack."""
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "service" / "training"))

sys.path.insert(0, str(ROOT / "tests" / "unit" / "model"))

import event_pack  # noqa: E402
import petrarch  # noqa: E402
import small_events  # noqa: E402
from event_pack_file import Pack  # noqa: E402

VERBS = """
&WEAPON
+GUN
+LONG_BOW

--- HUNT [190] ---
HUNT {HUNTED HUNTS}
+TRACK_DOWN
- * FOR &WEAPON [193]
- {OLD KING} * (WITH HOUNDS) [180:181]
- * &NOWHERE [100]
"""

ACTORS = """
ARCADIA [ARC]
+ARCADIAN_
PAN_ ; a god
\t[ARCREL 19900101-19991231]
\t[ARCELI >20000101]
"""

AGENTS = """
!PERSON! = MAN, WOMAN
SHEPHERD [~AGR]
HERDS!PERSON! [~AGR]
HELPERS_OF_THE_POOR {} [NGO~]
"""


def written(text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as f:
        f.write(text)
    return Path(f.name)


class Petrarch(unittest.TestCase):
    def pack(self):
        pack = Pack()
        event_pack.read_codes(pack)
        return pack

    def test_verbs(self):
        pack = self.pack()
        petrarch.read_verbs(pack, written(VERBS), defaults=True)
        words = {t[1] for t in pack.triggers}
        self.assertEqual(words, {"hunt", "hunted", "hunts", "hunting", "track", "tracks", "tracked", "tracking"})
        rules = next(iter(pack.blocks.values()))
        self.assertEqual(len(rules), 2)  # the third names a set that is not there
        elements = list(pack.elements)
        self.assertIn((("gun",), ("guns",), ("long", "bow"), ("long", "bows")), elements)
        before, after, code, back = rules[1][:4]
        self.assertEqual([elements[e] for e in before], [(("king",),), (("old",),)])  # from the verb outwards
        self.assertEqual([elements[e] for e in after], [(("with",),), (("hounds",),)])
        self.assertEqual((pack.code_rows[code - 1][0], pack.code_rows[back - 1][0]), ("180", "181"))

    def test_actors(self):
        pack = self.pack()
        petrarch.read_actors(pack, written(ACTORS))
        names = {n: t for t, n in pack.names.items()}
        rows = {(" ".join(w), names[code], first, last) for w, code, _, first, last in pack.actors}
        self.assertEqual(rows, {("arcadia", "ARC", 0, 99999999), ("arcadian", "ARC", 0, 99999999),
                                ("pan", "ARCREL", 19900101, 19991231), ("pan", "ARCELI", 20000101, 99999999)})

    def test_agents(self):
        pack = self.pack()
        petrarch.read_agents(pack, written(AGENTS))
        rows = {" ".join(row[0]): row[2] for row in pack.agents}
        self.assertEqual(rows, {"shepherd": 0, "shepherds": 0, "herdsman": 0, "herdswoman": 0, "helpers of the poor": 1})

    def test_forms(self):
        self.assertLessEqual({"tries", "tried", "trying"}, petrarch.regular_forms("try"))
        self.assertLessEqual({"banned", "banning", "bans"}, petrarch.regular_forms("ban"))
        self.assertLessEqual({"raided", "raids"}, petrarch.regular_forms("raid"))


class Lexicon(unittest.TestCase):
    def test_same_bytes(self):
        packs = []
        for _ in range(2):
            pack = Pack()
            event_pack.read_codes(pack)
            event_pack.read_lexicon(pack, event_pack.read_sets())
            event_pack.read_compose(pack)
            packs.append(pack.file_bytes())
        self.assertEqual(packs[0], packs[1])

    def test_particular_rules_first(self):
        pack = Pack()
        event_pack.read_codes(pack)
        event_pack.read_lexicon(pack, event_pack.read_sets())
        pack.file_bytes()
        rows = sorted(pack.own[0, "withdraw"], key=lambda r: -pack.weight(r))
        self.assertGreater(len(rows[0][1]), 0)
        self.assertGreater(pack.weight(rows[0]), pack.weight(rows[-1]))

    def test_every_code_is_in_the_table(self):
        pack = Pack()
        event_pack.read_codes(pack)
        known = set(pack.codes)
        event_pack.read_lexicon(pack, event_pack.read_sets())
        event_pack.read_compose(pack)
        self.assertEqual({c for c in pack.codes if not c.startswith(".")} - known, set())

    def test_small_events_pack_is_what_lies_there(self):
        data = (ROOT / "tests/unit/model/small-events.pack").read_bytes()
        self.assertEqual(data, small_events.data(), "run tests/unit/model/small_events.py")


if __name__ == "__main__":
    unittest.main()
