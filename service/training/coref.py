#!/usr/bin/env python3
"""Trains the scorer of coreference: a forest of decision trees over pairs of mentions, written as C tables.

    coref.py --program build/release/test/training/coref_rows --model M --pack P --gum FOLDER --work FOLDER
             [--litbank FILE] [--gap FILE] [--trees N] [--person-trees N] [--persons-only] [--out service/pipeline/coref_trees_gen.c]

The program (coref_rows.c) reads raw texts through the pipeline and gives each pair that it scored with its features; here
each mention finds its chain in the gold (same span without article and possessive, else same head), and a pair is right when
both stand in one chain. Run it twice, with a build between: features of chains depend on what the scorer before decided.
Sources: OntoGUM (train; CC BY 4.0), LitBank (CC BY 4.0; pronouns alone, it has no things), GAP development (Apache-2.0; what
its two names decide). Needs numpy and lightgbm. The trees' leaves are rounded to 1/256 log-odds, so C adds integers.
"""
import argparse
import csv
import io
import lzma
import re
import subprocess
from pathlib import Path

import lightgbm
import numpy as np

FEATURES = 112
ROW = np.dtype([("file", "<u4"), ("mention", "<u4"), ("candidate", "<u4"), ("f", "i1", FEATURES)])
ENDS = {",", "of", "in", "on", "at", "for", "from", "to", "with", "by", "as", "who", "which", "that", "whose", "where", "("}
NAME, NOMINAL = 0, 1  # enum mention_kind
HE, SHE, THEY = 5, 6, 8  # enum coref_kind
GENDERS = [5, 13, 22, 30]  # features that tell men from women: who "he" is must not hang on what men do
CUTS_PERSONS, CUTS_OTHERS = (64, 144, 288), (8, 24, 48)  # trees after which pairs are dropped
LEAST_PERSONS, LEAST_OTHERS = -700, -200  # threshold_of (coref.c)
LOST = 0.001  # of the pairs that are taken


def opened(path):
    return lzma.open(path, "rt", encoding="utf-8") if str(path).endswith(".xz") else open(path, encoding="utf-8")


# ---- gold: documents as (text, token spans in bytes, chains of token ranges) ----

def chains_of(column):
    chains, open_at = {}, {}
    for i, marks in enumerate(column):
        for whole, begins, ends in re.findall(r"\((\w+)\)|\((\w+)|(\w+)\)", marks):
            if whole:
                chains.setdefault(whole, []).append((i, i + 1))
            elif begins:
                open_at.setdefault(begins, []).append(i)
            elif open_at.get(ends):
                chains.setdefault(ends, []).append((open_at[ends].pop(), i + 1))
    return list(chains.values())


def joined(tokens, blanks):
    text, spans = "", []
    for token, blank in zip(tokens, blanks):
        begin = len(text.encode())
        text += token
        spans.append((begin, len(text.encode())))
        text += blank
    return text, spans


def gum(folder, part):
    blanks = {}
    for line in opened("%s/gum-open-%s.conllu.xz" % (folder, part)):
        if line.startswith("# newdoc"):
            here = blanks[line.split("=")[1].strip()] = []
        elif line.startswith("# newpar") and here:
            here[-1] = "\n\n"
        elif line[0].isdigit() and line.split("\t")[0].isdigit():
            here.append("" if "SpaceAfter=No" in line else " ")
    for block in re.split(r"^# begin document ", opened("%s/ontogum-open-%s.conll.xz" % (folder, part)).read(), flags=re.M)[1:]:
        name, _, rest = block.partition("\n")
        rows = [line.split("\t") for line in rest.split("\n") if line.count("\t") >= 2]
        tokens = [r[1] for r in rows]
        space = blanks[name.strip()] if len(blanks[name.strip()]) == len(tokens) else [" "] * len(tokens)
        yield (*joined(tokens, space), tokens, chains_of([r[2] for r in rows]), "gum")


def litbank(path):
    for block in opened(path).read().split("#begin document")[1:]:
        rows = [line.split("\t") for line in block.split("\n")[1:] if line.count("\t") >= 10 or not line.strip()]
        tokens = [r[3] for r in rows if len(r) > 3]
        blanks = [" "] * len(tokens)
        yield (*joined(tokens, blanks), tokens, chains_of([r[-1] if r[-1].strip() else r[-2] for r in rows if len(r) > 3]), "litbank")


def gap(path):
    for row in csv.DictReader(io.StringIO(opened(path).read()), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = row["Text"]
        at = lambda name, begin: (len(text[:begin].encode()), len(text[:begin + len(name)].encode()))
        names = [(at(row[x], int(row[x + "-offset"])), row[x + "-coref"].upper() == "TRUE") for x in "AB"]
        yield text, at(row["Pronoun"], int(row["Pronoun-offset"])), None, names, "gap"


# ---- mentions to chains ----

def head_at(tokens, begin, end):
    return next((i for i in range(begin + 1, end) if tokens[i].lower() in ENDS), end) - 1


def bare(tokens, begin, end):
    begin += tokens[begin].lower() in ("the", "a", "an") and end - begin > 1
    return begin, end - (tokens[end - 1] in ("'s", "’s", "'", "’") and end - begin > 1)


def label_mentions(doc, mentions):
    """The chain of each mention, or -1."""
    _, spans, tokens, chains, _ = doc
    first, exact, heads = {}, {}, {}
    for i, (begin, end) in enumerate(spans):
        for byte in range(begin, end):
            first[byte] = i
    for number, chain in enumerate(chains):
        for begin, end in sorted(chain, key=lambda m: m[0] - m[1]):
            exact[bare(tokens, begin, end)] = number
            heads.setdefault(head_at(tokens, *bare(tokens, begin, end)), number)
    labels = {}
    for number, begin, end, kind, head, _ in mentions:
        b, e = first.get(begin), first.get(end - 1)
        if b is not None and e is not None:
            labels[number] = exact.get(bare(tokens, b, e + 1), heads.get(first.get(head), -1))
    return labels


def label_gap(doc, rows, mentions):
    """1, 0 or -1 for the pairs of one snippet: what the two names decide. Where one of them is meant, no other name is, nor a
    nominal that was not found to be it; pronouns count as what they were taken for."""
    touched = lambda names: {entity for _, begin, end, kind, _, entity in mentions
                             for b, e in names if kind == NAME and b < end and begin < e}
    meant = touched([name for name, is_it in doc[3] if is_it])
    others = touched([name for name, is_it in doc[3] if not is_it]) - meant
    named = {m[5] for m in mentions if m[3] == NAME}
    by_number = {m[0]: m for m in mentions}
    right = np.full(len(rows), -1, np.int8)
    for k, row in enumerate(rows):
        _, _, _, kind, _, entity = by_number[row["candidate"]]
        if by_number[row["mention"]][1:3] == doc[1]:
            wrong = entity in others or (meant and (kind == NOMINAL or entity in named))
            right[k] = 1 if entity in meant else 0 if wrong else -1
    return right


def labelled(docs, rows, mentions):
    """1 right, 0 wrong, -1 not known, for each row."""
    right = np.full(len(rows), -1, np.int8)
    bounds = np.searchsorted(rows["file"], np.arange(len(docs) + 1))
    for number, doc in enumerate(docs):
        here = slice(bounds[number], bounds[number + 1])
        if doc[4] == "gap":
            right[here] = label_gap(doc, rows[here], mentions[number])
            continue
        labels = label_mentions(doc, mentions[number])
        m = np.array([labels.get(x, -1) for x in rows["mention"][here]])
        c = np.array([labels.get(x, -1) for x in rows["candidate"][here]])
        right[here] = (m == c) & (m >= 0) if len(m) else []
        if doc[4] == "litbank":
            right[here][~np.isin(rows["f"][here][:, 0], [HE, SHE, THEY]) | (m < 0)] = -1
    return right


def run(opts, docs, name):
    folder = Path(opts.work) / name
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for i, doc in enumerate(docs):
        files.append(folder / ("%05d.txt" % i))
        files[-1].write_text(doc[0], encoding="utf-8")
    subprocess.run([opts.program, opts.model, opts.pack, folder / "rows", folder / "mentions", *files], check=True)
    rows = np.fromfile(folder / "rows", ROW)
    mentions, count = [[] for _ in docs], 0
    for line in open(folder / "mentions"):
        file, number, begin, end, kind, head, entity, count = map(int, line.split())
        mentions[file].append((number, begin, end, kind, head, entity))
    return rows, labelled(docs, rows, mentions), count


# ---- the forest ----

def groups_of(rows):
    """Where each mention's rows begin, and the number of its group for each row."""
    key = rows["file"].astype(np.int64) << 32 | rows["mention"]
    begins = np.r_[True, key[1:] != key[:-1]]
    return np.flatnonzero(begins), np.cumsum(begins) - 1


def objective_of(right, group, weight, none):
    """Gradients of the log likelihood of the right antecedents, which share it (Durrett and Klein 2013), among the candidates
    of a mention and 'none', which has the score of the threshold."""
    good, count = right == 1, group[-1] + 1
    any_good = np.bincount(group, good, count) > 0

    def gradients(scores, _):
        most = np.full(count, none)
        np.maximum.at(most, group, scores)
        each = np.exp(scores - most[group])
        total, hit = np.bincount(group, each, count) + np.exp(none - most), np.bincount(group, each * good, count)
        share = each / total[group]
        wanted = np.where(good & any_good[group], each / np.maximum(hit, 1e-12)[group], 0)
        return (share - wanted) * weight, np.maximum(share * (1 - share), 0.01) * weight
    return gradients


def grown(trees, leaves, rate, rows, right, weight, count, none):
    """One forest that tells right pairs from wrong ones (none is None), or one that ranks the candidates of a mention."""
    settings = dict(learning_rate=rate, num_leaves=leaves, min_data_in_leaf=50, feature_fraction=0.5, bagging_fraction=0.8,
                    bagging_freq=1, lambda_l2=3.0, verbose=-1, num_threads=1, seed=7, deterministic=True, force_row_wise=True,
                    max_bin=255)
    known = (right >= 0) & (weight > 0)
    rows, right, weight = rows[known], right[known], weight[known]
    features = rows["f"][:, :count].astype(np.float32)
    if np.isin(rows["f"][:, 0], [HE, SHE]).all():
        features[:, GENDERS] = 0
    if none is None:
        return lightgbm.train(dict(settings, objective="binary"), lightgbm.Dataset(features, right, weight=weight), trees)
    objective = objective_of(right, groups_of(rows)[1], weight, none)
    return lightgbm.train(dict(settings, objective=objective), lightgbm.Dataset(features, right), trees)


def mean_of(models):
    """The mean of forests, a tree of each in turn, as C adds it up."""
    share = lambda tree: {"leaf_value": tree["leaf_value"] / len(models)} if "leaf_value" in tree else dict(
        tree, left_child=share(tree["left_child"]), right_child=share(tree["right_child"]))
    infos = [m.dump_model()["tree_info"] for m in models]
    return Forest([share(info["tree_structure"]) for turn in zip(*infos) for info in turn])


class Forest:
    def __init__(self, trees):
        self.trees = trees

    def sums(self, features, begin, end):
        """What the trees [begin,end) give each row, 1/256 log-odds."""
        out = np.zeros(len(features))

        def walk(tree, at):
            if "leaf_value" in tree:
                out[at] += round(256 * tree["leaf_value"])
            elif len(at):
                more = features[at, tree["split_feature"]] > tree["threshold"]
                walk(tree["left_child"], at[~more])
                walk(tree["right_child"], at[more])
        for tree in self.trees[begin:end]:
            walk(tree, np.arange(len(features)))
        return out


def best_of(rows, values):
    _, group = groups_of(rows)
    most = np.full(group[-1] + 1, -np.inf)
    np.maximum.at(most, group, values)
    return most[group]


def cuts(forest, rows, after, least_taken):
    """(trees, least sum, most behind the best) for struct coref_cut: what all but LOST of the pairs that are taken have."""
    sums, here, begin = [], np.zeros(len(rows)), 0
    for count in (*after, len(forest.trees)):
        here = here + forest.sums(rows["f"], begin, count)
        sums.append(here)
        begin = count
    taken = (here == best_of(rows, here)) & (here > least_taken)
    found = []
    for count, partial in zip(after, sums):
        behind = best_of(rows, partial) - partial
        found.append((count, int(np.quantile(partial[taken], LOST)) - 1, int(np.quantile(behind[taken], 1 - LOST)) + 1))
    return found + [(len(forest.trees), -32768, 32767)]


def report(forest, rows, right, least_taken):
    scores = forest.sums(rows["f"], 0, len(forest.trees))
    taken = (scores == best_of(rows, scores)) & (scores > least_taken)
    print("development: %d links, %d right" % (taken.sum(), (right[taken] == 1).sum()))


def flat(tree, nodes, leaves):
    """Adds the nodes of a tree; returns the number of a node (>= 0) or of a leaf (-1 - leaf)."""
    if "leaf_value" in tree:
        leaves.append(round(256 * tree["leaf_value"]))
        return -len(leaves)
    at = len(nodes)
    nodes.append(None)
    left = flat(tree["left_child"], nodes, leaves)
    right = flat(tree["right_child"], nodes, leaves)
    nodes[at] = (tree["split_feature"], int(np.floor(tree["threshold"])), left, right)
    return at


def write(opts, forests):
    nodes, leaves, roots, bounds = [], [], [], []
    for model, dropped in forests:
        bounds.append("{%d, {%s}}" % (len(roots), ", ".join("{%d, %d, %d}" % cut for cut in dropped)))
        for tree in model.trees:
            roots.append(flat(tree, nodes, leaves))
    wrapped = lambda items: "\n".join("    " + line for line in lines(items))
    Path(opts.out).write_text(
        "/* Generated by service/training/coref.py; do not edit. Learned from OntoGUM, LitBank and GAP. */\n"
        '#include "pipeline/coref.h"\n\n/* clang-format off */\n'
        "const struct coref_node coref_nodes[] = { /* feature, at most, {then, else} */\n%s\n};\n"
        "const int16_t coref_leaves[] = { /* 1/256 log-odds */\n%s\n};\n"
        "const int16_t coref_roots[] = {\n%s\n};\n"
        "const struct coref_forest coref_persons =\n    %s;\nconst struct coref_forest coref_others =\n    %s;\n/* clang-format on */\n" % (
            wrapped("{%d,%d,{%d,%d}}," % n for n in nodes), wrapped("%d," % x for x in leaves), wrapped("%d," % x for x in roots),
            *bounds))


def kept(path):
    """The forest of the others as write() wrote it, with its cuts."""
    text = Path(path).read_text(encoding="utf-8")
    body = lambda name: re.search(r"%s\[\] = \{.*?\n(.*?)\};" % name, text, re.S)[1]
    numbers = lambda part: [int(x) for x in re.findall(r"-?\d+", part)]
    nodes = np.reshape(numbers(body("coref_nodes")), (-1, 4)).tolist()
    leaves, roots = numbers(body("coref_leaves")), numbers(body("coref_roots"))
    first, *dropped = numbers(re.search(r"coref_others =(.*?);", text, re.S)[1])
    dropped = [tuple(x) for x in np.reshape(dropped, (-1, 3)).tolist()]

    def tree(at):
        if at < 0:
            return {"leaf_value": leaves[-1 - at] / 256}
        feature, most, left, right = nodes[at]
        return {"split_feature": feature, "threshold": most, "left_child": tree(left), "right_child": tree(right)}
    return Forest([tree(root) for root in roots[first:first + dropped[-1][0]]]), dropped


def lines(items):
    line = ""
    for item in items:
        if len(line) + len(item) > 94:
            yield line
            line = ""
        line += item
    yield line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--program", "--model", "--pack", "--gum", "--work"):
        parser.add_argument(name, required=True)
    parser.add_argument("--litbank")
    parser.add_argument("--gap")
    parser.add_argument("--trees", type=int, default=120)
    parser.add_argument("--person-trees", type=int, default=288)
    parser.add_argument("--persons-only", action="store_true", help="keep the forest of the others that stands in --out")
    parser.add_argument("--out", default="service/pipeline/coref_trees_gen.c")
    opts = parser.parse_args()
    docs = list(gum(opts.gum, "train"))
    docs += list(litbank(opts.litbank)) if opts.litbank else []
    docs += list(gap(opts.gap)) if opts.gap else []
    rows, right, count = run(opts, docs, "train")
    valid = run(opts, list(gum(opts.gum, "dev")), "dev")[:2]
    print("%d pairs, %d known, %.3f right, %d features" % (len(rows), (right >= 0).sum(), (right == 1).mean(), count))
    write(opts, learn(opts, docs, rows, right, count, valid))


def learn(opts, docs, rows, right, count, valid):
    """One forest for "he" and "she", which GAP teaches too, one for all others."""
    persons = lambda rows: np.isin(rows["f"][:, 0], [HE, SHE])
    source = np.array([["gum", "litbank", "gap"].index(d[4]) for d in docs])[rows["file"]]
    forests = []
    # Two of the first, one that tells right from wrong and one that ranks: their mean errs less than each.
    for kind, trees, leaves, rate, after, least, ways in (
            (persons, opts.person_trees, 12, 0.06, CUTS_PERSONS, LEAST_PERSONS,
             (([1.0, 0.0, 8.0], None), ([1.0, 0.0, 3.0], LEAST_PERSONS / 256))),
            (lambda x: ~persons(x), opts.trees, 24, 0.12, CUTS_OTHERS, LEAST_OTHERS, (([1.0, 0.25, 0.0], None),))):
        chosen, held = kind(rows), kind(valid[0])
        if opts.persons_only and kind is not persons:
            forests.append(kept(opts.out))
            continue
        forest = mean_of([grown(trees, leaves, rate, rows[chosen], right[chosen], np.array(weights)[source[chosen]], count, none)
                          for weights, none in ways])
        report(forest, valid[0][held], valid[1][held], least)
        forests.append((forest, cuts(forest, rows[chosen], after, least)))
    return forests


if __name__ == "__main__":
    main()
