"""From scores to an analysis, as service/pipeline does it: Viterbi over the BIOES rules, a tree that is a tree, lemmas."""
import math

import numpy as np
import torch

import corpora
import data
import lemma
import model

LABELS = corpora.LABELS


def follows(left, right):
    """Whether label `right` may stand after label `left`; None is the border of a sentence."""
    open_ = left is not None and left[0] in "BI"
    if right is None:
        return not open_
    if open_:
        return right[0] in "IE" and right[2:] == left[2:]
    return right[0] in "OBS"


ALLOWED = np.array([[0.0 if follows(a, b) else -math.inf for b in LABELS] for a in LABELS])
FIRST = np.array([0.0 if follows(None, b) else -math.inf for b in LABELS])
LAST = np.array([0.0 if follows(a, None) else -math.inf for a in LABELS])


def viterbi(scores):
    """(words, labels) -> the best sequence that keeps the rules."""
    best, back = scores[0] + FIRST, []
    for row in scores[1:]:
        through = best[:, None] + ALLOWED
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int((best + LAST).argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def spans(path):
    """{(type, begin, end)} of a sequence of label numbers."""
    found, begin = set(), 0
    for i, label in enumerate(LABELS[p] for p in path):
        if label[0] in "BS":
            begin = i
        if label[0] in "ES":
            found.add((label[2:], begin, i + 1))
    return found


def find_cycle(heads):
    """The words of a cycle, or None; heads[0] is not used."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        at, trail = start, []
        while at and not state[at]:
            state[at] = 1
            trail.append(at)
            at = heads[at]
        if at and at in trail:
            return trail[trail.index(at):]
        for x in trail:
            state[x] = 2
    return None


def tree(scores):
    """Chu-Liu-Edmonds: (n + 1, n + 1) scores [dependent, head], node 0 the root -> heads of the highest tree."""
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = find_cycle(heads.tolist())
    if not cycle:
        return heads
    rest = [i for i in range(len(scores)) if i not in set(cycle)]
    total = sum(scores[i, heads[i]] for i in cycle)
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    into, out = scores[np.ix_(rest, cycle)], scores[np.ix_(cycle, rest)]
    small[:-1, -1] = into.max(1)
    gain = out - np.array([scores[i, heads[i]] for i in cycle])[:, None]
    small[-1, :-1] = gain.max(0) + total
    inner = tree(small)
    broken = cycle[int(gain[:, inner[-1]].argmax())]
    found = heads.copy()
    for at, node in enumerate(rest):
        if node:
            head = inner[at]
            found[node] = cycle[int(into[at].argmax())] if head == len(rest) else rest[head]
    found[broken] = rest[inner[-1]]
    return found


def single_root_tree(arcs):
    """(n, n + 1) scores, column 0 the root -> heads 0..n with one root."""
    size = len(arcs)
    full = np.full((size + 1, size + 1), -np.inf)
    full[1:] = arcs
    np.fill_diagonal(full, -np.inf)
    heads = full.argmax(1)
    if (heads[1:] == 0).sum() == 1 and not find_cycle([0] + heads[1:].tolist()):
        return heads[1:]
    best, found = -np.inf, None
    roots = np.argsort(-arcs[:, 0])[:8]  # others are never the root of the best tree in practice
    for root in roots:
        one = full.copy()
        one[1:, 0] = -np.inf
        one[root + 1] = -np.inf
        one[root + 1, 0] = arcs[root, 0]
        heads = tree(one)
        score = sum(one[i, heads[i]] for i in range(1, size + 1))
        if score > best:
            best, found = score, heads
    return found[1:]


def windows_of(encoder, sentences):
    """The windows of all sentences, with the numbers of the sentences in each."""
    found, number = [], 0
    for doc in data.documents(sentences):
        for w in data.packed(encoder, doc):
            count = 1 + max(w["sentence"], default=-1)
            found.append((w, list(range(number, number + count))))
            number += count
    assert number == len(sentences)
    return sorted(found, key=lambda x: len(x[0]["pieces"]))


@torch.no_grad()
def predict(network, encoder, sentences, exits=model.EXITS, trees=True):
    """{exit: [scores of each sentence as numpy arrays, with heads and relations]}."""
    network.eval()
    found = {e: [None] * len(sentences) for e in exits}
    windows = windows_of(encoder, sentences)
    for begin in range(0, len(windows), 32):
        part = windows[begin:begin + 32]
        batch = data.collate([w for w, _ in part])
        vectors = network(batch["pieces"], batch["cases"], batch["lengths"], max(exits))
        for e in exits:
            read_exit(network.exit[str(e)], model.words_of(vectors[e], batch["firsts"]), batch, [n for _, n in part], found[e], trees)
    return found


def read_exit(exit_, words, batch, numbers, found, trees):
    tags = {k: v.float().numpy() for k, v in exit_.tags(words.flatten(0, 1)).items()}
    tags = {k: v.reshape(*words.shape[:2], -1) for k, v in tags.items()}
    arcs = exit_.arcs(words).float().numpy() if trees else None
    heads = torch.zeros(words.shape[:2], dtype=torch.long)
    rows = []
    for w, inside in enumerate(numbers):
        for i, number in enumerate(inside):
            places = (batch["sentence"][w] == i).nonzero().flatten().numpy()
            begin, end = int(places[0]), int(places[-1]) + 1
            found[number] = {k: v[w, begin:end] for k, v in tags.items()}
            if trees:
                own = single_root_tree(np.concatenate([arcs[w, begin:end, :1], arcs[w, begin:end, 1 + begin:1 + end]], 1))
                found[number]["heads"] = own
                heads[w, begin:end] = torch.from_numpy(np.where(own > 0, own + begin, 0))
            rows.append((w, begin, end, number))
    if trees:
        labels = exit_.labels(words, heads, torch.ones_like(heads, dtype=torch.bool)).view(*heads.shape, -1).float().numpy()
        for w, begin, end, number in rows:
            found[number]["relations"] = labels[w, begin:end].argmax(-1)


def lemma_of(form, tag, rule, lexicon):
    return lexicon.get((form, tag)) or lemma.apply(rule, form)
