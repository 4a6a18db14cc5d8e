#!/usr/bin/env python3
"""Event dictionaries to the event pack: codes, triggers, patterns, agents and actors.

    event_pack.py --cameo FOLDER --out service/data/events.pack
    event_pack.py --petrarch VERBS ACTORS AGENTS --out FILE

The first builds the service's own pack: the hand-written lexicon beside this file (events/), then the patterns of
CAMEO.2.0.txt and the role nouns of Phoenix.agents.txt (PETRARCH 2, MIT). The second builds a pack from other
dictionaries of PETRARCH alone, for tests with actors that do not exist. The same files give the same bytes. The
format stands in service/model/event_pack_file.h.
"""
import argparse
import re
from pathlib import Path

from event_pack_file import CLASSES, OPERATORS, Pack
from petrarch import read_actors, read_agents, read_verbs

HERE = Path(__file__).resolve().parent / "events"
HYPHENED = re.compile(r"\w+-\w+$")  # the tokeniser parts it: "cease-fire" is found as two words too


def lines(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].rstrip()
        if line:
            yield line


def read_codes(pack):
    for line in lines(HERE / "codes.txt"):
        code, goldstein, event, mode, contexts = line.split(None, 5)[:5]
        pack.code(code, float(goldstein), event, "" if mode == "-" else mode, [] if contexts == "-" else contexts.split(","))


def read_sets():
    return {f[0]: f[1:] for f in (line.split() for line in lines(HERE / "sets.txt"))}


def alternatives(text, sets):
    """An element of a pattern: a list of alternatives, each a list of words."""
    out = []
    for word in text.split("|"):
        words = sets.get(word, [] if word == "&ANY" else [word])
        out += [w.split("_") for w in words] + [w.split("-") for w in words if HYPHENED.match(w)]
    return out


def read_lexicon(pack, sets, only=None):
    """Hand-written words, see the head of lexicon.txt; with `only` those of one meaning."""
    speech, meaning = None, None
    for line in lines(HERE / "lexicon.txt"):
        fields = line.split()
        if not line[0].isspace():
            speech = fields[0]
            meaning = ("none", "") if fields[1] == "none" else ("op", fields[2]) if fields[1] == "op" else ("class", fields[1]) if fields[1] in CLASSES else ("code", fields[1])
            continue
        for field in fields if only in (None, meaning) else ():
            left, word = field.rsplit("<", 1) if "<" in field else ("", field)
            word, _, right = word.partition(":")
            parts = word.split("_") if speech == "verbs" else [word]
            before = [alternatives(e, sets) for e in reversed(left.split("+"))] if left else []
            after = [[[p]] for p in parts[1:]] + ([alternatives(e, sets) for e in right.split("+")] if right else [])
            if speech == "nouns" and "_" in word:
                *first, parts = word.split("_")
                before, parts = [[first]], [parts]
            after = [e for e in after if e]
            pack.rule(speech, parts[0], before, after, meaning, obj="&ANY" in right,
                      particle=speech == "verbs" and len(parts) > 1)
            if HYPHENED.match(parts[0]):
                first, second = parts[0].split("-")
                pack.rule(speech, second, [[[first]]] + before, after, meaning, obj="&ANY" in right)


def read_compose(pack):
    for line in lines(HERE / "compose.txt"):
        operator, inner, result = line.split()
        pack.compose(OPERATORS.index(operator), inner, result)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameo", type=Path)
    options.add_argument("--petrarch", type=Path, nargs=3)
    options.add_argument("--out", type=Path, required=True)
    opts = options.parse_args()
    pack = Pack()
    read_codes(pack)
    if opts.petrarch:
        verbs, actors, agents = opts.petrarch
        read_verbs(pack, verbs, defaults=True)
        read_actors(pack, actors)
        read_agents(pack, agents)
        read_lexicon(pack, read_sets(), only=("op", "SAY"))  # who reports an event takes no part in it
    else:
        read_lexicon(pack, read_sets())
        read_compose(pack)
        if opts.cameo:
            read_verbs(pack, opts.cameo / "CAMEO.2.0.txt", defaults=False)
            read_agents(pack, HERE / "agents.txt")
            read_agents(pack, opts.cameo / "Phoenix.agents.txt", leave=("SPOKES!PERSON!",))  # MED there: whoever speaks for others
    data = pack.file_bytes()
    opts.out.write_bytes(data)
    print("%d bytes; %s" % (len(data), pack.summary()))


if __name__ == "__main__":
    main()
