"""How well the confidences of names are calibrated: of the mentions at 0.8, four in five should be right.

Gold is a token a line with its tag in IOB1 or IOB2, in files *.iob2* behind number and token, elsewhere in the last column; a mention
is right when its tokens and its type (person, organization, location; facilities are locations) are those of a gold name. Other
types are left out: few corpora have them.
"""
import json
import lzma
import subprocess

BINS = 10
BLOCK = 10  # sentences of one document
TYPES = {"person": "PER", "organization": "ORG", "location": "LOC", "facility": "LOC"}


def sentences(path):
    """Lists of (token, tag)."""
    rows, column = [], 1 if ".iob2" in path else 0
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as f:
        for line in list(f) + [""]:
            fields = line.split("\t") if "\t" in line else line.split()
            if not line.strip() or line.startswith("-DOCSTART-"):
                if rows:
                    yield rows
                rows = []
            elif not line.startswith("# "):
                rows.append((fields[column].strip().replace(" ", "_"), fields[2 if column else -1].strip()))


def names(tags):
    """(begin, end, type) of IOB1 or IOB2."""
    begin, kind = 0, None
    for i, tag in enumerate(tags + ["O"]):
        prefix, _, now = tag.partition("-")
        if kind and (now != kind or prefix == "B"):
            yield begin, i, kind.upper()
            kind = None
        if now and kind is None:
            begin, kind = i, now


def mentions(result):
    """(first token, one behind the last, type, confidence) of the names of an analysis."""
    starts = {b: i for i, b in enumerate(result["tokens"]["begin"])}
    ends = {e: i + 1 for i, e in enumerate(result["tokens"]["end"])}
    for entity in result.get("entities", []):
        for m in entity["mentions"]:
            kind = TYPES.get(entity["type"])
            begin, end = starts.get(m["span"][0]), ends.get(m["span"][1])
            if kind and m["kind"] == "name" and begin is not None and end is not None:
                yield begin, end, kind, m["confidence"]


def judged(program, path, mode, half, limit):
    """(confidence, right) of every name found."""
    whole = list(sentences(path))
    docs = [whole[i : i + BLOCK] for i in range(0, len(whole), BLOCK)]
    docs = docs[{None: 0, "even": 0, "odd": 1}[half] :: 2 if half else 1][:limit]
    text = "\n\n".join("\n".join(" ".join(token for token, _ in s) for s in doc) for doc in docs) + "\n"
    command = [program, "analyze", "--from", "horizontal", "--format", "jsonl", "--detail", "full", "--mode", mode, "-"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    for doc, line in zip(docs, run.stdout.splitlines(), strict=True):
        gold = set(names([tag for s in doc for _, tag in s]))
        for begin, end, kind, confidence in mentions(json.loads(line)):
            yield confidence, (begin, end, kind) in gold


def table(program, path, mode, half=None, limit=None):
    return bins_of(judged(program, path, mode, half, limit))


def bins_of(pairs):
    """Of (confidence, right): figures of each bin that has mentions, and the mean distance of confidence and share, weighted by
    mentions."""
    bins = [[] for _ in range(BINS)]
    for confidence, right in pairs:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    count = sum(map(len, bins))
    error = 0
    for i, found in enumerate(bins):
        if found:
            mean = sum(c for c, _ in found) / len(found)
            share = sum(r for _, r in found) / len(found)
            error += abs(mean - share) * len(found) / count
            for name, value in (("confidence", mean), ("right", share), ("mentions", len(found))):
                yield "reliability.%d.%s" % (i, name), round(value, 4)
    if count:
        yield "reliability.calibrated", round(1 - error, 4)
