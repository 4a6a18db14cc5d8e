#!/usr/bin/env python3
"""A knowledge pack of a few invented and a few real rows, for the tests: writes small.pack and small-sharealike.pack here."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "service", "training"))

from pack_book import Book, Part, digest  # noqa: E402
from pack_format import DAY_OPEN  # noqa: E402


def country(book, iso2, iso3, name, near, leads, **more):
    entry = book.add("country", name, country=iso2, feature="PCLI", **more)
    row = {"iso2": iso2, "iso3": iso3, "cameo": iso3, "currency": "", "entry": entry, "government": None, "capital": None,
           "neighbours": near, "leads": leads}
    book.countries.append(row)
    book.country[iso2] = row
    return row


def the_book():
    book = Book()
    north = country(book, "NX", "NXA", "Northland", ["SX"], "state", prominence=200, geonames=11, wikidata=101, lat=100000, lon=-200000)
    south = country(book, "SX", "SXA", "Southland", ["NX"], "government", prominence=190, geonames=12)
    book.name(north["entry"], "Northern", "adjective")
    book.name(north["entry"], "N.L.", "abbreviation")
    coast = book.add("region", "Coast", country="NX", region="07", geonames=13, prominence=100)
    book.regions.append((coast, "NX.07"))
    city = book.add("city", "Port Amber", country="NX", region="07", geonames=14, population=1234567, feature="PPLC", prominence=160,
                    lat=123456, lon=-654321)
    twin = book.add("city", "Port Amber", country="SX", geonames=15, population=2000, feature="PPL", prominence=88)
    assert twin
    north["capital"] = city
    government = book.add("government", "Government of Northland", country="NX", cameo="NXAGOV", prominence=170)
    north["government"] = government
    book.name(government, "Port Amber", "seat")
    book.name(government, "Amber House", "seat")
    union = book.add("body", "Union of Lands", cameo="IGOUOL", prominence=180)
    book.name(union, "UOL", "abbreviation")
    council = book.add("body", "Union of Lands Security Council", cameo="IGOUOLSEC", prominence=150)
    assert council
    a = book.add("person", "Ada Brandt", country="NX", prominence=120)
    b = book.add("person", "Ben Cole", country="NX", prominence=110)
    c = book.add("person", "Cora Dahl", country="SX", prominence=110)
    book.role(a, north["entry"], "president", "state", 0, 999, "NXAGOV")
    book.role(b, north["entry"], "president", "state", 1000, DAY_OPEN, "NXAGOV")
    book.role(a, north["entry"], "prime minister", "government", 1000, DAY_OPEN, "NXAGOV")
    book.role(c, south["entry"], "chancellor", "government", 500, DAY_OPEN, "SXAGOV")
    book.role(a, south["entry"], "chancellor", "government", 100, DAY_OPEN, "SXAGOV")
    book.role(a, south["entry"], "minister", "minister", 100, DAY_OPEN, "SXAGOV")
    book.role(b, south["entry"], "minister", "minister", 200, DAY_OPEN, "SXAGOV")
    book.role(c, union, "secretary general", "body", 0, 499)
    book.word("Mr", "title", gender="M")
    book.word("Ada", "given", women=98)
    book.word("Cole", "family")
    book.word("Cole", "given", women=20)
    book.word("prime minister", "role", cameo="GOV")
    book.word("spokeswoman", "role", gender="F")
    book.word("port", "common", level=10)
    for number in range(100):
        book.add("city", "Village %d" % number, country="SX", geonames=1000 + number, prominence=10)
    book.source("written for the tests")
    book.name(union, "Lands Union", "alias", share=True)
    coast.wikidata_share, coast.point_share = 107, (5, 6)
    bank = book.add("body", "Bank of Lands", prominence=90, wikidata=108, share=True)
    book.name(bank, "Coast", "alias", share=True)
    book.role(b, bank, "governor", "body", 0, 500, share=True)
    book.source("written for the tests, share-alike", share=True)
    return book


def files():
    book = the_book()
    base = Part(book, False, 0)
    supplement = Part(book, True, len(base.entries))
    first = base.file_bytes("small", "CC0")
    return {"small.pack": first, "small-sharealike.pack": supplement.file_bytes("small, more", "CC BY-SA", digest(first))}


if __name__ == "__main__":
    for name, data in files().items():
        with open(os.path.join(HERE, name), "wb") as f:
            f.write(data)
