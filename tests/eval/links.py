"""How well the confidences of coreference are calibrated: of the pronouns and nominals at 0.8, four in five should be joined rightly.

Gold is OntoGUM (ontogum-*.conll*, tokens with chains) with the sentences of GUM (gum-*.conllu* beside it). A mention is right when it
and the one before it in its entity stand in one gold chain; mentions are the gold's when span or else head word are the same, articles
and possessive marks aside. The first mention of an entity joins nothing and is left out, and so are names.
"""
import json
import lzma
import pathlib
import re
import subprocess

import reliability

ENDS = {",", "of", "in", "on", "at", "for", "from", "to", "with", "by", "as", "who", "which", "that", "whose", "where", "("}
MARK = re.compile(r"\((\w+)\)|\((\w+)|(\w+)\)")


def read(path):
    with (lzma.open if str(path).endswith(".xz") else open)(path, "rt", encoding="utf-8") as f:
        return f.read()


def documents(path):
    """Lists of (sentences of tokens, {(begin, end): chain}) in the order of the file."""
    path = pathlib.Path(path)
    beside = path.with_name(path.name.replace("ontogum", "gum").replace(".conll", ".conllu"))
    sentences = {}
    for part in re.split(r"^# newdoc id = ", read(beside), flags=re.M)[1:]:
        name, _, rest = part.partition("\n")
        rows = [[line.split("\t") for line in block.split("\n") if line[:1].isdigit()] for block in rest.split("\n\n")]
        sentences[name.strip()] = [s for s in ([r[1] for r in block if r[0].isdigit()] for block in rows) if s]
    for part in re.split(r"^# begin document ", read(path), flags=re.M)[1:]:
        name, _, rest = part.partition("\n")
        column = [line.split("\t")[2] for line in rest.split("\n") if line.count("\t") >= 2]
        if len(column) == sum(map(len, sentences[name.strip()])):
            yield sentences[name.strip()], chains(column)


def chains(column):
    """{(begin, end): chain} of a column of brackets."""
    found, open_at = {}, {}
    for i, marks in enumerate(column):
        for whole, begins, ends in MARK.findall(marks):
            if begins:
                open_at.setdefault(begins, []).append(i)
            else:
                found[i if whole else open_at[ends].pop(), i + 1] = whole or ends
    return found


def bare(tokens, begin, end):
    begin += tokens[begin].lower() in ("the", "a", "an") and end - begin > 1
    return begin, end - (tokens[end - 1] in ("'s", "’s", "'", "’") and end - begin > 1)


def head(tokens, begin, end):
    return next((i for i in range(begin + 1, end) if tokens[i].lower() in ENDS), end) - 1


def judged(program, path, mode, half, limit):
    """(confidence, right) of every pronoun and nominal that joined something."""
    docs = list(documents(path))
    docs = docs[{None: 0, "even": 0, "odd": 1}[half] :: 2 if half else 1][:limit]
    text = "\n".join("".join(" ".join(t.replace(" ", "_") for t in s) + "\n" for s in sentences) for sentences, _ in docs)
    command = [program, "analyze", "--from", "horizontal", "--format", "jsonl", "--detail", "full", "--mode", mode, "-"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    for (sentences, gold), line in zip(docs, run.stdout.splitlines(), strict=True):
        tokens = [t for s in sentences for t in s]
        spans, heads = {}, {}
        for (begin, end), chain in sorted(gold.items(), key=lambda m: m[0][0] - m[0][1]):
            spans[bare(tokens, begin, end)] = chain
            heads.setdefault(head(tokens, *bare(tokens, begin, end)), chain)
        result = json.loads(line)
        starts = {b: i for i, b in enumerate(result["tokens"]["begin"])}
        ends = {e: i + 1 for i, e in enumerate(result["tokens"]["end"])}
        for entity in result.get("entities", []):
            before = None
            for i, m in enumerate(entity["mentions"]):
                span = bare(tokens, starts[m["span"][0]], ends[m["span"][1]])
                chain = spans.get(span, heads.get(head(tokens, *span)))
                if i and m["kind"] != "name":
                    yield m["confidence"], chain is not None and chain == before
                before = chain


def table(program, path, mode, half=None, limit=None):
    return reliability.bins_of(judged(program, path, mode, half, limit))
