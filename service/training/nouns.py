#!/usr/bin/env python3
"""Writes service/pipeline/noun_lists.c: nouns of persons, groups, places and times, from WordNet and SCOWL.

    nouns.py WORDNET SCOWL > service/pipeline/noun_lists.c

WORDNET is a folder with data.noun and index.noun of WordNet 3.0 (Debian wordnet-base), SCOWL the word list with levels
(word TAB class TAB level, .xz). A noun belongs to the class of its first sense; rare words are left out. Women and men are
told apart by what stands below "woman" and "man" there, and by KIN, which we wrote.
"""
import collections
import lzma
import re
import sys
import textwrap

PERSON, GROUP, PLACE, OBJECT, TIME = 18, 14, 15, 17, 28  # lexicographer files
LEVEL = {PERSON: 55, GROUP: 50, PLACE: 50, OBJECT: 50, TIME: 50}  # of SCOWL: commoner words alone
KIN = {
    "women": "woman girl lady mother mom mum mommy mummy daughter sister wife widow aunt auntie niece grandmother grandma granny "
             "granddaughter stepmother stepdaughter stepsister girlfriend bride heroine hostess actress waitress princess queen duchess "
             "countess baroness empress goddess nun businesswoman congresswoman spokeswoman chairwoman policewoman councilwoman "
             "sportswoman saleswoman landlady stewardess midwife mistress ballerina schoolgirl female",
    "men": "man boy gentleman father dad daddy son brother husband widower uncle nephew grandfather grandpa granddad grandson stepfather "
           "stepson stepbrother boyfriend groom bridegroom prince king duke emperor monk priest pope businessman congressman spokesman "
           "councilman policeman salesman landlord schoolboy cowboy guy bloke chap lad fellow male bishop cardinal imam",
}
# First senses of WordNet that news does not mean, and words whose class we know better.
NOT_PERSONS = set("antique china don far here none proxy subject stiff native model second third principal potential individual "
                  "being case character conservative contact creature lead look match number nut oral plant ace angel bear bit buster "
                  "butterfly cap chicken clipper cracker crow date domestic duck ex fan flower fox general ghost gold guide gull ham hand "
                  "hawk heavy hero hit home hope hulk image item jack joker key kid killer knight lamb lion local loser love "
                  "mark mate mine minor monster mortal mouse mule orphan park past pawn peach pet pig pill pioneer point pole pony post "
                  "prey prospect rabbit rat regular retainer rock roman rose runner saw second seed shark sheep shot shrimp skate slip "
                  "snake snipe sort spirit spot square star stock stone stranger straw stream suit sweet tiger toast tool topper toy "
                  "turkey type vessel virgin volume weed wolf worm".split()) - set(
                      "hero individual kid killer knight orphan pioneer stranger runner fan local native principal general guide star".split())


def senses(path):
    found = {}
    for line in open(path + "/data.noun", encoding="ascii"):
        if line[0] != " ":
            field = line.split("|")[0].split()
            count = int(field[3], 16)
            at = 5 + 2 * count
            pointers = [field[at + 4 * i:at + 4 * i + 2] for i in range(int(field[at - 1]))]
            found[field[0]] = int(field[1]), field[4], [to for kind, to in pointers if kind in ("@", "@i")]
    return found


def above(found, sense, into):
    if sense not in into:
        into.add(sense)
        for upper in found[sense][2]:
            above(found, upper, into)
    return into


def levels(path):
    found = {}
    for line in lzma.open(path, "rt", encoding="utf-8"):
        word, kind, level = line.rstrip("\n").split("\t")
        if level.isdigit() and not kind.startswith(("upper", "proper", "abbrev")):
            found[word] = min(found.get(word, 99), int(level))
    return found


def classes(wordnet, scowl):
    found, level, lists = senses(wordnet), levels(scowl), collections.defaultdict(set)
    person = {s for s, (_, word, _) in found.items() if word == "person"}
    land = {s for s, (_, word, _) in found.items() if word in ("geological_formation", "land", "body_of_water", "island")}
    for line in open(wordnet + "/index.noun", encoding="ascii"):
        field = line.split()
        if line[0] == " " or not re.fullmatch("[a-z]{2,}", field[0]):
            continue
        first = field[-int(field[2])]
        file, upper = found[first][0], above(found, first, set())
        wrong = (file == PERSON and (not upper & person or field[0] in NOT_PERSONS)) or (file == OBJECT and not upper & land)
        if wrong or level.get(field[0], 99) > LEVEL.get(file, 0):
            continue
        lists[{PERSON: "persons", GROUP: "groups", PLACE: "places", OBJECT: "places", TIME: "times"}[file]].add(field[0])
    for kind, words in KIN.items():
        lists[kind] = set(words.split())
        lists["persons"] |= lists[kind]
    return lists


def main():
    lists = classes(*sys.argv[1:3])
    print("/* Generated by service/training/nouns.py; do not edit. From WordNet 3.0 and SCOWL: see NOTICE. */\n"
          '#include "pipeline/nouns.h"\n\n/* clang-format off */')
    for kind in ("persons", "women", "men", "groups", "places", "times"):
        rows = textwrap.fill(", ".join('"%s"' % w for w in sorted(lists[kind])), 94, break_long_words=False, break_on_hyphens=False)
        print("static const char *const %s_words[] = {\n%s};" % (kind, textwrap.indent(rows, "    ")))
        print("const struct word_list nouns_%s = {%s_words,\n    sizeof %s_words / sizeof *%s_words};\n" % ((kind,) * 4))
    print("/* clang-format on */")


if __name__ == "__main__":
    main()
