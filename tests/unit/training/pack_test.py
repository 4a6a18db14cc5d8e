#!/usr/bin/env python3
"""The builder of the knowledge pack: keys as the service makes them, bytes that repeat. Needs no lists."""
import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path[:0] = [os.path.join(ROOT, "service", "training"), os.path.join(ROOT, "tests", "unit", "model")]

import cameo  # noqa: E402
import pack_bodies  # noqa: E402
import pack_format as fmt  # noqa: E402
import small_pack  # noqa: E402
from name_key import name_key  # noqa: E402
from pack_book import Book, e5, log8  # noqa: E402
from pack_people import factbook_date, nationality, person_name, surname  # noqa: E402


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


ACTORS = """# a dictionary of invented people
NORTHLAND_ [NXA] # a country
+NORDLAND_
ADA_VAN_DER_BRANDT_  # CountryInfo.txt
+BRANDT_
	[NXAGOV 990104-20030405]
	[NXAELI >040101]
	[NXA]
RED_DAWN_(RD)_ [NXAREB] # comment
"""


class Dictionaries(unittest.TestCase):
    def test_records(self):
        country, person, group = cameo.records_of("countries", ACTORS)
        self.assertEqual((country.name, country.code, country.names, country.is_person), ("NORTHLAND", "NXA", ["NORDLAND"], False))
        self.assertEqual((person.name, person.names, person.is_person, person.code), ("ADA_VAN_DER_BRANDT", ["BRANDT"], True, "NXA"))
        self.assertEqual(person.dated, [("NXAGOV", 10595, 12147), ("NXAELI", 12418, None)])
        self.assertEqual((group.name, group.code), ("RED_DAWN", "NXAREB"))

    def test_title(self):
        for name, want in (("ADA_VAN_DER_BRANDT", "Ada van der Brandt"), ("BO_MCCOLE", "Bo McCole"), ("LI_KI-MOON", "Li Ki-moon"),
                           ("U.S._ARMY", "U.S. Army"), ("RASHID_AL-AMBRI", "Rashid al-Ambri"), ("BANK_OF_THE_LANDS", "Bank of the Lands")):
            self.assertEqual(cameo.title(name), want)

    def test_agents_expand(self):
        self.assertEqual(cameo.expand("FISHER!PERSON!", {"PERSON": ["MAN", "WOMAN"]}), ["FISHERMAN", "FISHERWOMAN"])

    def test_kinds(self):
        for code, kind in (("IGOABC", "body"), ("NXAGOVMIL", "military"), ("NXAREB", "armed"), ("NXAPTY", "party"), ("NXAXYZ", "organization")):
            self.assertEqual(pack_bodies.kind_of_code(code), kind)


class People(unittest.TestCase):
    def test_names_of_the_factbook(self):
        for text, want in (("Ada Maria BRANDT", ("Ada Maria Brandt", ["Brandt"])), ("LEE Wong-ho", ("Lee Wong-ho", ["Lee"])),
                           ("Gen. Omar al-AMBRI", ("Omar al-Ambri", ["al-Ambri"])), ("GUSTAV II", ("Gustav II", ["Gustav"]))):
            full, _, family = person_name(text)
            self.assertEqual((full, family), want)

    def test_dates(self):
        self.assertEqual([factbook_date(t) for t in ("since 2 January 1970", "1971", "Feb 1970", "never")], [1, 365, 31, None])

    def test_nationality(self):
        book = Book()
        entry = book.add("country", "Northland")
        nationality(book, entry, {"noun": "Norther(s), Northman(men), North (collective plural)", "adjective": "Northish or Northland"})
        forms = {key: form for key, form in entry.names}
        self.assertEqual(forms, {"northland": "name", "norther": "inhabitant", "northers": "inhabitant", "northman": "inhabitant",
                                 "northmen": "inhabitant", "north": "inhabitant", "northish": "adjective"})

    def test_surname(self):
        book = Book()
        for name, want in (("Ada van der Brandt", ["van der brandt"]), ("Bo Cole Jr", ["cole"]), ("Omar al-Ambri", ["al ambri", "ambri"]),
                           ("Madonna", [])):
            entry = book.add("person", name)
            surname(book, entry, name)
            self.assertEqual([key for key, form in entry.names if form == "partial"], want)


class Companies(unittest.TestCase):
    def test_short_names(self):
        for name, want in (("Amber Ltd.", "Amber"), ("Amber Holdings, Inc.", "Amber"), ("Amber & Co", "Amber"), ("The Amber Group", "Amber"),
                           ("Amber S.p.A.", "Amber"), ("Corp", "Corp")):
            self.assertEqual(pack_bodies.short_name(name), want)


class Files(unittest.TestCase):
    def test_small_pack_is_what_lies_there(self):
        for name, data in small_pack.files().items():
            with open(os.path.join(ROOT, "tests/unit/model", name), "rb") as f:
                self.assertEqual(f.read(), data, name + ": run tests/unit/model/small_pack.py")


if __name__ == "__main__":
    unittest.main()
