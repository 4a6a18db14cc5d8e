"""Reads the corpora into sentences and says of every word which labels it may have.

A sentence is a dict: words, doc (sentences of one doc may stand in one window), par (begins a paragraph), and, where the
corpus has them, upos xpos feats lemma (strings), heads (0 the root, else 1-based), relations, names: for each word the
frozenset of name labels that are right; cut is False where its end is a guess. A corpus that does not mark a type leaves
open whether its O is that type:

    gmb       O may be MISC;  PRODUCT and EVENT count as MISC
    uner      O may be DATE;  OTH is NORP by the list of demonyms, else MISC or NORP
    wikigold  O may be DATE
    gum       O may be NORP;  EVENT and PRODUCT count as MISC
    redocred  NUM is O

Everywhere a name that is a demonym and no organization becomes NORP, and a demonym without a name may be NORP.
"""
import json
import lzma
import os

TYPES = ("PER", "ORG", "LOC", "NORP", "DATE", "MISC")
LABELS = ["O"] + [p + "-" + t for t in TYPES for p in "BIES"]
LABEL_ID = {x: i for i, x in enumerate(LABELS)}
OPEN = {t: frozenset(LABEL_ID[p + "-" + t] for p in "BIES") for t in TYPES}
OUTSIDE = frozenset([0])
CHUNK = 8  # sentences of a corpus without documents that are kept together
SAME = {"PER": ("PER",), "ORG": ("ORG",), "LOC": ("LOC",), "NORP": ("NORP",), "DATE": ("DATE",), "TIME": ("DATE",), "MISC": ("MISC",),
        "PRODUCT": ("MISC",), "EVENT": ("MISC",), "OTH": ("MISC", "NORP")}


def read_text(path):
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as f:
        return f.read()


def read_demonyms():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "demonyms.txt")
    with open(path, encoding="utf-8") as f:
        return {w.replace("_", " ") for line in f if not line.startswith("#") for w in line.split()}


DEMONYMS = read_demonyms()


def is_demonym(words):
    text = " ".join(words)
    return text in DEMONYMS or text.endswith("s") and text[:-1] in DEMONYMS


def chunks(tags):
    """(type, begin, end) of IOB1 or IOB2 tags."""
    begin, kind = 0, None
    for i, tag in enumerate(list(tags) + ["O"]):
        prefix, _, now = tag.partition("-")
        if kind and (now != kind or prefix == "B"):
            yield kind, begin, i
            kind = None
        if now and not kind:
            begin, kind = i, now


def allowed(words, spans, unmarked):
    """The labels that each word may have; `spans` are (type, begin, end), `unmarked` the types that the corpus leaves out."""
    rows = [OUTSIDE] * len(words)
    for i, word in enumerate(words):
        for kind in unmarked:
            if kind == "DATE" or any(c.isupper() or c.isdigit() for c in word):
                rows[i] |= OPEN[kind]
        if is_demonym([word]):
            rows[i] |= {LABEL_ID["S-NORP"]}
    for kind, begin, end in spans:
        kinds = SAME[kind]
        if kind not in ("ORG", "DATE") and is_demonym(words[begin:end]):
            kinds = ("NORP",)
        for i in range(begin, end):
            place = "S" if end - begin == 1 else "B" if i == begin else "E" if i == end - 1 else "I"
            rows[i] = frozenset(LABEL_ID[place + "-" + k] for k in kinds)
    return rows


def conllu(path):
    """Sentences of a treebank."""
    doc, number, found = "", 0, []
    for block in read_text(path).split("\n\n"):
        lines = [x for x in block.split("\n") if x]
        if not lines:
            continue
        comments = [x for x in lines if x.startswith("#")]
        if any(x.startswith("# newdoc") for x in comments):
            number += 1
            doc = "%s:%d" % (os.path.basename(path), number)
        rows = [x.split("\t") for x in lines if not x.startswith("#")]
        rows = [r for r in rows if r[0].isdigit()]
        found.append({"words": [r[1] for r in rows], "lemma": [r[2] for r in rows], "upos": [r[3] for r in rows],
                      "xpos": [r[4] for r in rows], "feats": [r[5] for r in rows], "heads": [int(r[6]) for r in rows],
                      "relations": [r[7] for r in rows], "doc": doc, "par": any(x.startswith("# newpar") for x in comments),
                      "id": next((x.split("=", 1)[1].strip() for x in comments if x.startswith("# sent_id")), "")})
    return found


def plain(path):
    """Sentences of which the words alone are known, not even for certain where they end."""
    return [{"words": s["words"], "doc": s["doc"], "par": s["par"], "id": s["id"], "cut": False} for s in conllu(path)]


def tagged(path, columns, unmarked):
    """Sentences of a file with a token a line; `columns` are the places of token and tag."""
    found, words, tags, name, doc = [], [], [], "", None
    for line in read_text(path).split("\n") + [""]:
        if line.startswith("# "):
            name = line.split("=", 1)[1].strip() if line.startswith("# sent_id") else name
            doc = line if line.startswith("# newdoc") else doc
        elif line.strip():
            fields = line.split("\t") if "\t" in line else line.split()
            words.append(fields[columns[0]].strip())
            tags.append(fields[columns[1]].strip())
        elif words:
            found.append({"words": words, "names": allowed(words, list(chunks(tags)), unmarked), "id": name, "par": False,
                          "doc": doc or "%s:%d" % (os.path.basename(path), len(found) // CHUNK)})
            words, tags = [], []
    return found


def redocred(path):
    found = []
    for number, doc in enumerate(json.loads(read_text(path))):
        spans = [[] for _ in doc["sents"]]
        for mention in sorted((m for entity in doc["vertexSet"] for m in entity), key=lambda m: m["pos"][0] - m["pos"][1]):
            place, (begin, end), kind = spans[mention["sent_id"]], mention["pos"], mention["type"]
            if kind != "NUM" and all(end <= b or e <= begin for _, b, e in place) and end <= len(doc["sents"][mention["sent_id"]]):
                place.append((kind, begin, end))
        for words, inside in zip(doc["sents"], spans):
            kept = [i for i, w in enumerate(words) if w.strip()]
            if len(kept) == len(words) and words:
                found.append({"words": words, "names": allowed(words, inside, ()), "doc": "%s:%d" % (os.path.basename(path), number),
                              "par": False, "id": ""})
    return found


def add_names(trees, named, unmarked):
    """Puts the names of a second annotation on the sentences with the same id and the same words."""
    by_id = {s["id"]: s for s in named}
    lost = 0
    for tree in trees:
        other = by_id.get(tree["id"])
        if other and other["words"] == tree["words"]:
            tree["names"] = other["names"]
        else:
            lost += 1
    return trees, lost


def training(folder):
    """{name: (how often in an epoch, sentences)}; no row of a dev or test file is among them, but Re-DocRED has only such."""
    at = lambda *names: os.path.join(folder, *names)
    ewt, _ = add_names(conllu(at("ud-ewt", "en_ewt-ud-train.conllu.xz")),
                       tagged(at("uner-ewt", "en_ewt-uner-train.pre.iob2.xz"), (1, 2), ("DATE",)), ())
    gum, _ = add_names(conllu(at("gum", "gum-open-train.conllu.xz")),
                       tagged(at("gum", "gum-open-train.named.iob2.xz"), (1, 2), ("NORP",)), ())
    return {"ewt": (4, ewt), "gum": (4, gum), "gmb": (1, tagged(at("gmb", "gmb-train.conll.xz"), (0, 3), ("MISC",))),
            "redocred": (2, [s for part in ("dev", "test") for s in redocred(at("redocred", "redocred-%s_revised.json.xz" % part))]),
            "wikigold": (3, tagged(at("wikigold", "wikigold.conll.txt"), (0, -1), ("DATE",)))}
