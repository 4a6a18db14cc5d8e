#!/usr/bin/env python3
"""The builder of the knowledge pack: keys as the service makes them, bytes that repeat. Needs no lists."""
import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path[:0] = [os.path.join(ROOT, "service", "training"), os.path.join(ROOT, "tests", "unit", "model")]

import pack_format as fmt  # noqa: E402
import small_pack  # noqa: E402
from name_key import name_key  # noqa: E402
from pack_book import e5, log8  # noqa: E402


class Keys(unittest.TestCase):
    def test_cases_of_the_service(self):
        with open(os.path.join(ROOT, "tests/unit/text/name_key.tsv"), encoding="utf-8") as f:
            for line in f:
                text, _, want = line.rstrip("\n").partition("\t")
                self.assertEqual(name_key(text), want, text)

    def test_too_long(self):
        self.assertEqual(len(name_key("a" * 120)), 120)
        self.assertEqual(name_key("a" * 121), "")


class Numbers(unittest.TestCase):
    def test_degrees(self):
        for text, want in (("42.5795", 4257950), ("-0.1", -10000), ("5", 500000), ("1.234567", 123457), ("-91.123456", -9112346)):
            self.assertEqual(e5(text), want, text)

    def test_prominence(self):
        self.assertEqual([log8(n) for n in (0, 1, 2, 3, 1024, 1536)], [0, 0, 8, 12, 80, 84])

    def test_varint(self):
        self.assertEqual(fmt.varint(300), b"\xac\x02")


class Files(unittest.TestCase):
    def test_small_pack_is_what_lies_there(self):
        for name, data in small_pack.files().items():
            with open(os.path.join(ROOT, "tests/unit/model", name), "rb") as f:
                self.assertEqual(f.read(), data, name + ": run tests/unit/model/small_pack.py")


if __name__ == "__main__":
    unittest.main()
