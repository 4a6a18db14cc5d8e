"""Asks two readers for the names of GMB's training part, for cleaning.py: an earlier model of ours, and spaCy.

    readers.py --corpora FOLDER --dateline PROGRAM --spacy NAME|FOLDER --out FILE

Writes a line a sentence, [[[type, begin, end], …], […]] in words: what `dateline` finds with the model beside it and no pack, and
what the spaCy pipeline finds. Needs a Python with spaCy; torch is not used.
"""
import argparse
import json
import subprocess

import corpora

OURS = {"person": "PER", "organization": "ORG", "location": "LOC", "facility": "LOC", "group": "NORP"}
THEIRS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "NORP"}
BLOCK = corpora.CHUNK


def kind_of(words, kind):
    return "NORP" if kind != "ORG" and corpora.is_demonym(words) else kind


def outermost(names):
    return sorted(s for s in names if not any(t[1] <= s[1] and s[2] <= t[2] and t[1:] != s[1:] for t in names))


def names_of(result, block):
    """The names of each sentence of a block, from what `dateline analyze --detail full` says of it."""
    tokens, bounds = result["tokens"], [s["tokens"] for s in result["sentences"]]
    begins, ends = ({at: i for i, at in enumerate(tokens[k])} for k in ("begin", "end"))
    found = [set() for _ in block]
    for entity in result.get("entities", ()):
        for m in entity["mentions"]:
            if m["kind"] == "name" and entity["type"] in OURS:
                begin, end = begins[m["span"][0]], ends[m["span"][1]] + 1
                at = next(i for i, (b, e) in enumerate(bounds) if b <= begin < e)
                first = bounds[at][0]
                words = block[at]["words"][begin - first:end - first]
                found[at].add((kind_of(words, OURS[entity["type"]]), begin - first, end - first))
    return [outermost(x) for x in found]


def ours(program, sentences):
    blocks = [sentences[i:i + BLOCK] for i in range(0, len(sentences), BLOCK)]
    line = lambda s: " ".join("".join(w.split()) or "_" for w in s["words"]) + "\n"
    text = "\n".join("".join(map(line, b)) for b in blocks)
    command = [program, "analyze", "--from", "horizontal", "--format", "jsonl", "--detail", "full", "--pack", "none", "--events", "none", "-"]
    run = subprocess.run(command, input=text, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    for block, answer in zip(blocks, run.stdout.splitlines(), strict=True):
        yield from names_of(json.loads(answer), block)


def trimmed(words, kind, begin, end):
    """A span of spaCy without "the" before it and "'s" behind it, as our corpora have them; None where nothing is left."""
    while begin < end and words[begin].lower() == "the":
        begin += 1
    while begin < end and words[end - 1] in ("'s", "’s", "'"):
        end -= 1
    return (kind_of(words[begin:end], kind), begin, end) if begin < end else None


def theirs(name, sentences):
    import spacy
    from spacy.tokens import Doc
    nlp = spacy.load(name, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger", "senter"])
    docs = nlp.pipe((Doc(nlp.vocab, words=s["words"]) for s in sentences), batch_size=256)
    for s, doc in zip(sentences, docs):
        spans = (trimmed(s["words"], THEIRS[e.label_], e.start, e.end) for e in doc.ents if e.label_ in THEIRS)
        yield sorted(x for x in spans if x)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True)
    p.add_argument("--dateline", required=True)
    p.add_argument("--spacy", required=True)
    p.add_argument("--out", required=True)
    opts = p.parse_args()
    sentences = corpora.training(opts.corpora)["gmb"][1]
    with open(opts.out, "w", encoding="utf-8") as f:
        for row in zip(ours(opts.dateline, sentences), theirs(opts.spacy, sentences), strict=True):
            f.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
