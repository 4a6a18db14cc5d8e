"""The lemma table: (form, Penn tag) -> lemma as the training trees have it. It stands before the rules of the lemma head.

Pairs with more than one lemma are kept only where nine in ten agree; what they leave open the head decides.
"""
from collections import Counter, defaultdict

AGREE = 0.9


def make(corpora):
    count = defaultdict(Counter)
    for _, sentences in corpora.values():
        for s in sentences:
            if "upos" in s:
                for form, tag, word in zip(s["words"], s["xpos"], s["lemma"]):
                    if word != "_" and "\t" not in form + word:
                        count[form, tag][word] += 1
    found = {}
    for key, words in count.items():
        word, most = words.most_common(1)[0]
        if most >= AGREE * sum(words.values()):
            found[key] = word
    return found


def lines(table):
    """The rows of the model file, in byte order."""
    return sorted(("%s\t%s\t%s" % (form, tag, word) for (form, tag), word in table.items()), key=str.encode)
