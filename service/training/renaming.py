"""Puts other names of the same type and length in the place of names while training ("mention replacement": Dai and Adel 2020, An
Analysis of Simple Data Augmentation for Named Entity Recognition), so that a name is known by its place rather than by heart.

A name is drawn from the different names of all corpora, each as likely as any other, or from those of the whole world (world.py). In a
tree, names of proper nouns alone give way, and to such alone: heads and tags stay right, the lemmas are left open.
"""
from corpora import LABELS

SCORED = ("PER", "ORG", "LOC")
RATE = 0.25  # of the names
WORLD = 0.6  # of the new ones are drawn from the world


def mentions(sentence):
    """(type, begin, end) of the names that can be of one type alone."""
    begin = 0
    for i, labels in enumerate(sentence.get("names", ())):
        place, _, kind = LABELS[min(labels)].partition("-") if len(labels) == 1 else ("O", "", "")
        if place in "BS":
            begin = i
        if place in "ES" and kind in SCORED:
            yield kind, begin, i + 1


class Renamer:
    def __init__(self, corpora, rate=RATE, world=None):
        self.rate, self.world, found = rate, world, {}
        for _, sentences in corpora.values():
            for s in sentences:
                for kind, begin, end in mentions(s):
                    words = tuple(s["words"][begin:end])
                    if all(w[0].isupper() for w in words):
                        found.setdefault((kind, end - begin), set()).add(words)
        self.names = {k: sorted(v) for k, v in found.items()}

    def other(self, kind, size, rng):
        """Another name of the type and length, or None."""
        drawn = self.world.draw(kind, size, rng) if self.world and rng.random() < WORLD else None
        names = self.names.get((kind, size))
        return drawn or names and rng.choice(names)

    def __call__(self, sentence, rng):
        """The sentence, or a copy with some of its names changed."""
        chosen = [m for m in mentions(sentence) if rng.random() < self.rate]
        if not chosen:
            return sentence
        trees = "upos" in sentence
        copy = dict(sentence, words=list(sentence["words"]))
        if trees:
            copy["lemma"] = list(sentence["lemma"])
        for kind, begin, end in chosen:
            name = self.other(kind, end - begin, rng)
            if name and (not trees or all(x == "PROPN" for x in sentence["upos"][begin:end])):
                copy["words"][begin:end] = name
                if trees:
                    copy["lemma"][begin:end] = ["_"] * (end - begin)
        return copy
