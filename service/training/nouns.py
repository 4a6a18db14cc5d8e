#!/usr/bin/env python3
"""Writes service/pipeline/noun_lists_gen.c: nouns of persons, groups, places and times, from WordNet and SCOWL.

    nouns.py WORDNET SCOWL > service/pipeline/noun_lists_gen.c

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
NOT_PERSONS = set("""
    ace angel antique bear being bit buster butterfly cap case character chicken china clipper conservative contact cracker
    creature crow date domestic don duck ex far flower fox ghost gold gull ham hand hawk heavy here hit home hope hulk image
    item jack joker key lamb lead lion look loser love mark match mate mine minor model monster mortal mouse mule none
    number nut oral park past pawn peach pet pig pill placeholder plant point pole pony post potential prey prospect proxy
    rabbit rat regular retainer rock roman rose saw second seed shark sheep shot shrimp skate slip snake snipe sort spirit
    spot square stiff stock stone straw stream subject suit sweet third tiger toast tool topper toy turkey type vessel
    virgin volume weed wolf worm
""".split())

# What is a group to WordNet but neither says nor does anything: gatherings, collections, doctrines, first senses that news does not mean.
NOT_BODIES = set("""
    agglomeration aggregation alignment ancestry ancients argosy array assemblage assizes assortment
    authoritarianism backfield backlog banquet bastion batch beats bevy bop botany bracket breed brood browse brush
    bunch bundle caboodle capitalism caravan categorisation categorization category cavalcade chain chaparral chow
    chunk circus cis civilization clew clod clump cluster clustering collection collectivism colloquium combination
    combo communism conclave concourse conference contemporaries content convention convocation copse cordon core
    corrections cream crossroads cubism cult culture damned dichotomy dippers discomfited doe doomed dos dragnet
    drove duality economy ecosystem eta exec expo expressionism far fauna feast feudalism few findings flagging
    flight flora forest formation forum foursome free friendly galaxy gallery gathering gaudy genealogy generation
    genome gild gimmickry glob governance grade grandstand gridlock grove gymnasium hamlet haycock haystack heap
    hegemony herd hierarchy hive hodgepodge horde housewarming industrialism ins instrumentality international
    kindergarten knighthood knot let levee line lineage litter lump mailing maimed masque masquerade matriarchy
    matrix meeting melange menagerie meritocracy minimalism mishmash mixer mods motley musketry muster mythology
    nationality ordering overpopulation package packet pair panoply parade patriarchy pedigree peerage phylum pile
    pluralism plutocracy pointillism pontificate potpourri processor profession progression punks pyre quadruple
    queue quintuple rally rank rear recessional repertoire retarded retrospective reunion rout row sainthood scrub
    scum secession secondary seminar separatism sequence series set shakers sharia shariah shebang shindig slain
    smithereens sociable social species stack statuary straggle streak strings subclass subset subspace subsystem
    sung surrealism swarm symposium table tableau taxonomy thicket threescore tigers timid totalitarianism totem
    traffic transpose trilogy tryst tuft turnout tussock tyranny underbrush underground undergrowth van variety
    vegetation waterworks wildlife wisp woodpile woods zoology
""".split())


# Bodies that act and speak whose first sense is a thing or an act to WordNet.
BODIES = set("administration airline alliance cabinet group insurgency newspaper opposition startup".split())


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
        wrong = wrong or (file == GROUP and field[0] in NOT_BODIES)
        if wrong or level.get(field[0], 99) > LEVEL.get(file, 0):
            continue
        lists[{PERSON: "persons", GROUP: "groups", PLACE: "places", OBJECT: "places", TIME: "times"}[file]].add(field[0])
    lists["groups"] |= BODIES
    lists["places"] -= BODIES
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
