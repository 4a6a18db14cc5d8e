"""Names of a corpus after two readers were asked (readers.py): the corpus and they vote, as its labels are wrong one time in eight.

A name that two of the three see in the same words is sure, as is "no name" where two see none; where all three differ, any of the
three may be right ("partial labels": Tsuboi et al. 2008). A country or capital that the corpus or the first reader takes for an
organization ("Tehran said") and the second for a place is a place. Dates and what the corpus does not mark stay as they are.

Before the vote each view is mended where it is wrong by system, for the first reader learnt from the corpus and outvotes the second:
the type of names in lists/known_names.txt, "southern" before a place, an office behind a body, an office taken together with who
holds it.
"""
import json
import os

from corpora import LABELS, LABEL_ID, OPEN, OUTSIDE, is_demonym
from decode import spans

VOTED = ("PER", "ORG", "LOC", "NORP")
DIRECTIONS = {d + e for d in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest") for e in ("", "ern")}
DIRECTIONS |= {"central", "the"}
OFFICES = {"Secretary-General", "Secretary", "Minister", "President", "Ambassador", "Spokesman", "Chairman"}
PORTFOLIOS = {"Defense", "Foreign", "Interior", "State", "Justice", "Finance", "Treasury", "Prime", "Vice", "Deputy", "Health"}


def read_known():
    """{words of a name: its type}"""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lists", "known_names.txt")
    with open(path, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {tuple(name.split()): kind for kind, names in rows for name in names.split("|")}


KNOWN = read_known()
LONG = {}  # first word: names of several words that begin so
for _name in KNOWN:
    if len(_name) > 1 and KNOWN[_name] in VOTED:
        LONG.setdefault(_name[0], []).append(_name)


def outside_of(word):
    """No name of the voted types; it may be one that the corpus does not mark."""
    known = OPEN["MISC"] if any(c.isupper() or c.isdigit() for c in word) else frozenset()
    return OUTSIDE | known | (frozenset([LABEL_ID["S-NORP"]]) if is_demonym([word]) else frozenset())


def own_spans(sentence):
    """(type, begin, end) of the names that can be of one type alone."""
    return {s for s in spans([min(x) if len(x) == 1 else 0 for x in sentence["names"]]) if s[0] in VOTED}


def label(name, i):
    kind, begin, end = name
    place = "S" if end - begin == 1 else "B" if i == begin else "E" if i == end - 1 else "I"
    return LABEL_ID[place + "-" + kind]


def overlap(a, b):
    return a[1] < b[2] and b[1] < a[2]


def mended(words, view, second):
    """A view without what is wrong in it by system; `second` is the second reader's."""
    for kind, begin, end in view:
        while kind == "LOC" and begin < end - 1 and words[begin] in DIRECTIONS:
            begin += 1
        while kind == "ORG" and begin < end - 1 and words[end - 1] in OFFICES:
            end -= 1
        while kind == "ORG" and begin < end < len(words) and words[end - 1] in PORTFOLIOS and words[end] in OFFICES:
            end -= 1
        holder = next((s for s in second if s[0] == "PER" and kind == "ORG" and begin < s[1] and s[2] == end), None)
        kind = KNOWN.get(tuple(words[begin:end]), kind)
        if holder:
            yield holder
        elif kind in VOTED and begin < end:
            yield kind, begin, end


def whole_names(words, views):
    """Known names of several words, where no view has a longer one."""
    for i, word in enumerate(words):
        for name in LONG.get(word, ()):
            end = i + len(name)
            if tuple(words[i:end]) == name and not any(s[1] <= i and end <= s[2] and s[2] - s[1] > len(name) for v in views for s in v):
                yield KNOWN[name], i, end


def acting_places(words, views, known):
    """Countries and capitals that one view takes for an organization."""
    for s in views[2]:
        body = ("ORG", s[1], s[2])
        if s[0] == "LOC" and " ".join(words[s[1]:s[2]]) in known and (body in views[0] or body in views[1]):
            if not any(t[0] == "PER" and overlap(s, t) for v in views for t in v):
                yield s


def sure_spans(words, views, known):
    places = set(acting_places(words, views, known)) | set(whole_names(words, views))
    agreed = {s for s in set().union(*views) if sum(s in v for v in views) >= 2}
    return places | {s for s in agreed if s in places or not any(overlap(s, p) for p in places)}


def voted(sentence, readers, known):
    """The sentence with the labels that remain; `readers` are the spans of two."""
    words, before = sentence["words"], sentence["names"]
    views = [own_spans(sentence)] + [{s for s in r if s[0] in VOTED} for r in readers]
    views = [set(mended(words, v, views[2])) for v in views]
    sure, after = sure_spans(words, views, known), list(before)
    for i, old in enumerate(before):
        here = [{label(s, i) for s in v if s[1] <= i < s[2]} for v in views]
        agreed = [label(s, i) for s in sure if s[1] <= i < s[2]]
        if agreed:
            after[i] = old if agreed[0] in old else frozenset(agreed)
        elif any(here) and LABELS[min(old)][2:] not in ("DATE", "MISC"):
            none = sum(not x for x in here)
            if none < 2:
                after[i] = frozenset().union(*here) | (outside_of(words[i]) if none else frozenset())
            elif here[0]:
                after[i] = outside_of(words[i])
        elif LABELS[min(old)][2:] in VOTED and len(old) == 1:
            after[i] = outside_of(words[i])
    return dict(sentence, names=after)


def cleaned(sentences, path, known):
    """The sentences after the vote; `path` has a line for each of them."""
    with open(path, encoding="utf-8") as f:
        rows = [[{tuple(s) for s in r} for r in json.loads(line)] for line in f]
    assert len(rows) == len(sentences), (path, len(rows), len(sentences))
    return [voted(s, r, known) for s, r in zip(sentences, rows)]
