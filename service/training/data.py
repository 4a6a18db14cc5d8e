"""Makes windows of numbers from sentences: labels, changes of case and typography, packing, batches."""
import random
from collections import Counter

import torch

import lemma
import pieces
from corpora import LABELS, OUTSIDE

IGNORE = -100
LONGEST = 254  # pieces of a window besides [CLS] and [SEP]
WORD_PIECES = 64  # of a longer word (an address) the rest is not read
WINDOWS = (62, 62, 126)  # pieces aimed at, drawn for each window: what the service does, and a wider view
BATCH = 1024  # pieces of a batch
CURLY = {'"': "“”", "'": "‘’", "``": "““", "''": "””", "--": "——", "...": "……", "-LRB-": "((", "-RRB-": "))"}
TASKS = ("upos", "xpos", "feats", "lemma", "relations")


def make_labels(corpora):
    """The label lists of all heads, from the training trees."""
    trees = [s for _, sentences in corpora.values() for s in sentences if "upos" in s]
    count = {k: Counter(x for s in trees for x in s[k]) for k in ("upos", "xpos", "feats", "relations")}
    count["lemma"] = Counter(lemma.rule_of(f, l) for s in trees for f, l in zip(s["words"], s["lemma"]) if l != "_")
    least = {"upos": 1, "xpos": 2, "feats": 3, "relations": 3, "lemma": 4}
    labels = {k: [x for x, n in sorted(c.items(), key=lambda p: (-p[1], p[0])) if n >= least[k]] for k, c in count.items()}
    return dict(labels, names=LABELS)


def recased(words, how):
    if how == "lower":
        return [lemma.lower(w) for w in words]
    if how == "upper":
        return [lemma.upper(w) for w in words]
    return [lemma.cased(w, "t") if len(w) > 3 or i == 0 else w for i, w in enumerate(words)] if how == "title" else words


def curly(words):
    """Typographic quotes, dashes and dots for the plain ones."""
    found, opened = [], Counter()
    for word in words:
        if word in CURLY:
            found.append(CURLY[word][opened[word] % 2])
            opened[word] += 1
        else:
            found.append(word.replace("'", "’") if len(word) > 1 else word)
    return found


class Encoder:
    """Turns sentences into numbers."""

    def __init__(self, vocabulary, labels, renamer=None):
        self.renamer = renamer
        self.pieces = pieces.Pieces(vocabulary)
        self.ids = {k: {x: i for i, x in enumerate(v)} for k, v in labels.items()}
        self.sets = {}  # frozenset of labels -> its row in the table of allowed labels
        self.rules = {}

    def rule(self, form, word):
        key = (form, word)
        if key not in self.rules:
            self.rules[key] = IGNORE if word == "_" else self.ids["lemma"].get(lemma.rule_of(form, word), IGNORE)
        return self.rules[key]

    def set_id(self, labels):
        return self.sets.setdefault(labels, len(self.sets))

    def table(self):
        """(sets, labels) of 0 and 1."""
        rows = torch.zeros(len(self.sets), len(LABELS), dtype=torch.bool)
        for labels, row in self.sets.items():
            rows[row, sorted(labels)] = True
        return rows

    def sentence(self, s, rng=None):
        """A sentence as lists; with `rng` its names, case and typography may be changed."""
        s = self.renamer(s, rng) if rng and self.renamer else s
        words = s["words"]
        if rng:
            words = recased(words, rng.choices(("", "lower", "upper", "title"), (89, 6, 3, 2))[0])
            words = curly(words) if rng.random() < 0.3 else words
        size, trees = len(words), "upos" in s
        column = lambda k: [self.ids[k].get(x, IGNORE) for x in s[k]] if trees else [IGNORE] * size
        return {"pieces": [self.pieces.of(w) for w in words], "cases": pieces.cases_of(words), "words": words, "cut": s.get("cut", True),
                "upos": column("upos"), "xpos": column("xpos"), "feats": column("feats"), "relations": column("relations"),
                "lemma": [self.rule(f, l) for f, l in zip(words, s["lemma"])] if trees else [IGNORE] * size,
                "heads": s["heads"] if trees else [IGNORE] * size,
                "names": [self.set_id(x) for x in s["names"]] if "names" in s else [IGNORE] * size}


def window(encoder, sentences, rng=None):
    """Encoded sentences that fit -> one window of flat lists. Arcs point to 1 + the place in the window, 0 is the root."""
    w = {k: [] for k in TASKS + ("heads", "names", "firsts", "sentence", "ends")}
    w["pieces"], w["cases"] = [encoder.pieces.cls], [pieces.PUNCTUATION]
    for number, s in enumerate(sentences):
        before = len(w["firsts"])
        for ids, case in zip(s["pieces"], s["cases"]):
            ids = ids[:WORD_PIECES]
            if len(w["pieces"]) + len(ids) > LONGEST + 1:
                break
            w["firsts"].append(len(w["pieces"]))
            w["pieces"] += ids
            w["cases"] += [case] * len(ids)
        size = len(w["firsts"]) - before
        for k in TASKS + ("names",):
            w[k] += s[k][:size]
        w["heads"] += [h if h <= 0 else h + before if h <= size else IGNORE for h in s["heads"][:size]]
        w["sentence"] += [number] * size
        w["ends"] += [0] * (size - 1) + [1] * (size > 0) if s["cut"] else [IGNORE] * size
    w["pieces"].append(encoder.pieces.sep)
    w["cases"].append(pieces.PUNCTUATION)
    w["ends"][-1:] = [IGNORE]  # else the head learns where windows end
    if rng:
        blur_starts(w, rng)
    return w


def blur_starts(w, rng):
    """The service knows sentence starts only by rule before the head speaks: some are missing here, and some are wrong."""
    none = rng.random() < 0.3
    previous, count = None, len(w["pieces"])
    bounds = w["firsts"] + [count - 1]
    for begin, end in zip(bounds, bounds[1:]):
        case, change = w["cases"][begin], None
        if case == pieces.FIRST_TITLE and (none or rng.random() < 0.08):
            change = pieces.TITLE
        elif case == pieces.TITLE and not none and previous == pieces.PUNCTUATION and rng.random() < 0.05:
            change = pieces.FIRST_TITLE
        if change is not None:
            w["cases"][begin:end] = [change] * (end - begin)
        previous = case


def documents(sentences):
    """Runs of sentences with the same doc."""
    found = []
    for s in sentences:
        if not found or found[-1][-1]["doc"] != s["doc"]:
            found.append([])
        found[-1].append(s)
    return found


def packed(encoder, doc, rng=None, limit=62):
    """The windows of a document: consecutive sentences up to a number of pieces, a longer sentence by itself."""
    open_, used = [], 0
    aim = rng.choice(WINDOWS) if rng else limit
    for s in doc:
        e = encoder.sentence(s, rng)
        size = sum(map(len, e["pieces"]))
        if open_ and (used + size > aim or s["par"] and rng and rng.random() < 0.3):
            yield window(encoder, open_, rng)
            open_, used, aim = [], 0, rng.choice(WINDOWS) if rng else limit
        open_.append(e)
        used += size
    if open_:
        yield window(encoder, open_, rng)


def collate(windows):
    """Windows -> tensors, padded."""
    size, words = max(len(w["pieces"]) for w in windows), max(len(w["firsts"]) for w in windows)
    def rows(key, width, fill):
        return torch.tensor([w[key] + [fill] * (width - len(w[key])) for w in windows])
    batch = {"pieces": rows("pieces", size, 0), "cases": rows("cases", size, 0), "firsts": rows("firsts", words, 0),
             "lengths": torch.tensor([len(w["pieces"]) for w in windows]), "sentence": rows("sentence", words, -1)}
    for key in TASKS + ("heads", "names", "ends"):
        batch[key] = rows(key, words, IGNORE)
    return batch


def batches(encoder, corpora, seed):
    """Batches without end. Windows of about the same length stand together, so that little is padding."""
    rng = random.Random(seed)
    docs = [d for times, sentences in corpora.values() for d in documents(sentences) for _ in range(times)]
    while True:
        rng.shuffle(docs)
        pool = []
        for doc in docs:
            pool += packed(encoder, doc, rng)
            if len(pool) >= 2500:
                yield from cut(pool, rng)
                pool = []


def cut(pool, rng):
    """Sorted by length, cut into batches of about BATCH pieces, in random order."""
    pool.sort(key=lambda w: len(w["pieces"]))
    found, row = [], []
    for w in reversed(pool):
        if row and len(row[0]["pieces"]) * (len(row) + 1) > BATCH:
            found.append(row)
            row = []
        row.append(w)
    found.append(row)
    rng.shuffle(found)
    for row in found:
        yield collate(row)
