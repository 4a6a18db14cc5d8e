"""Words of the knowledge pack: given and family names, titles, particles, suffixes, role nouns, and how common a word is."""
import collections
import csv
import re
from pathlib import Path

import cameo
from name_key import name_key
from pack_places import lines, number, tsv

LISTS = Path(__file__).resolve().parent / "lists"
COMMON_MAX = 50     # levels of SCOWL that are kept: the words that most people know


def own_rows(book):
    for row in tsv(LISTS / "words.tsv"):
        for word in row["words"].split("|"):
            book.word(word, row["kind"], cameo=row["cameo"], gender=row["gender"])
            book.words[name_key(word)]["ours"] = True
    book.source("titles, particles, suffixes, role nouns: written for Dateline; Apache-2.0")


def plausible(name):
    key = name_key(name)
    return key.replace(" ", "").isalpha() and 2 <= len(key) <= 24 and len(key.split()) <= 2


def given_names(folder, book):
    """The share of women over the countries in whose lists a name stands, each list with one voice."""
    women = collections.Counter()
    men = collections.Counter()
    with open(folder / "names/common-forenames-by-country.csv", encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            for name in {row["Romanized Name"], row["Localized Name"]}:
                if name and plausible(name):
                    (women if row["Gender"] == "F" else men)[name_key(name)] += 1
    for key in sorted(set(women) | set(men)):
        book.word(key, "given", women=100 * women[key] // (women[key] + men[key]))
    for path in ("first-names-all.txt",):
        for name in lines(folder / "names" / path):
            if plausible(name):
                book.word(name, "given")
    book.source("common forenames and surnames by country (sigpwned); CC0 1.0")
    book.source("first names and surnames (smashew/NameDatabases); Unlicense")


def own_given_names(book):
    """Rows of lists/given.tsv, with the gender that English news would take them for; of lists/given_us.tsv, with the one that
    nine in ten who bore them in the United States had in 1990 (U: fewer)."""
    for row in [*tsv(LISTS / "given.tsv"), *tsv(LISTS / "given_us.tsv")]:
        for name in row["names"].split():
            key = name_key(name)
            known = book.words.get(key, {}).get("women", 255)
            if known == 255 or known in (0, 100):
                book.word(key, "given", women={"F": 98, "M": 2, "U": 50}[row["gender"]])
    book.source("given names by gender, census of 1990 (US Census Bureau); public domain")


def family_names(folder, book):
    with open(folder / "names/common-surnames-by-country.csv", encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            for name in (row["Romanized Name"], row["Localized Name"]):
                if name and plausible(name):
                    book.word(name, "family")
    for path in ("us-surnames.txt", "surnames-all.txt"):
        for name in lines(folder / "names" / path):
            if plausible(name):
                book.word(name, "family")


def common_words(folder, book):
    for row in tsv(folder / "words/scowl-70.tsv.xz"):
        level = number(row["level"])
        if row["class"] in ("words", "common word", "common") and level <= COMMON_MAX and re.fullmatch(r"[a-z]{2,}", row["word"]):
            book.word(row["word"], "common", level=level)
    book.source("SCOWL 2020.12.07 (Kevin Atkinson): how common a word is; its own licence, see NOTICE")


def agents(folder, book):
    for name, code in cameo.agents(folder):
        if re.fullmatch(r"[a-z' .-]+", name) and len(name.split()) <= 6:
            ours = book.words.get(name_key(name), {}).get("ours")
            book.word(name, "role", cameo="" if ours else code)


def read(folder, book):
    own_rows(book)
    given_names(folder, book)
    own_given_names(book)
    family_names(folder, book)
    agents(folder, book)
    common_words(folder, book)
