#!/usr/bin/env python3
"""Writes seeds for the fuzz targets: the shared vectors, our sample articles, the golden cases, each in its target's layout.

    seeds.py FOLDER        makes FOLDER/<target>/<file>

The layouts stand at the heads of the targets. What was found by searching stands in tests/fuzz/corpus instead.
"""
import glob
import hashlib
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def vectors(*names):
    """(map name or None, bytes) of each vector."""
    for path in sorted(glob.glob(os.path.join(ROOT, "proto", "vectors", "*.json"))):
        if names and os.path.basename(path)[:-5] not in names:
            continue
        for vector in json.loads(read(path))["vectors"]:
            yield vector.get("map"), bytes.fromhex(vector["hex"])


def samples():
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "samples", "[0-9]*"))):
        yield read(path)


def golden():
    """The quoted text of each golden case."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "*", "*.md"))):
        for case in re.split(r"^## ", read(path).decode(), flags=re.M)[1:]:
            quoted = [line[1:].lstrip(" ") for line in case.split("\n") if line.startswith(">")]
            if quoted:
                yield "\n".join(quoted).encode()


def published():
    path = os.path.join(ROOT, "tests", "golden", "normalise", "published.md")
    for line in read(path).decode().split("\n"):
        if line.startswith("published: "):
            yield line[len("published: "):].encode()


def framed(*frames):
    """Strings behind their lengths, as fuzz_str reads them."""
    return b"".join(len(f).to_bytes(2, "big") + f for f in frames if len(f) < 65536)


def texts():
    return list(samples()) + list(golden())


def pipeline():
    for i, text in enumerate(texts()):
        title, _, body = text.partition(b"\n")
        yield bytes([i % 16 & ~1]) + framed(bytes(range(6)) * 4) + text
        yield bytes([i % 16 | 1]) + framed(bytes(range(6)) * 4, title[:200], b"By Ada Moll") + body


def wire():
    shapes = re.findall(r"&wire_(\w+)_shape", read(os.path.join(ROOT, "service", "wire", "messages_gen.c")).decode().split("wire_shapes[]")[1])
    for name, frame in vectors():
        yield bytes([shapes.index(name) if name in shapes else 0]) + frame


def ledger():
    for table in range(8):
        yield bytes([table]) + bytes(range(256))
        yield bytes([table]) + b"\0" * 200


def door():
    header = b"\x81\xabtraceparent\xd9\x3700-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    for name, frame in vectors("ingest", "lenient", "hostile"):
        if name in ("article", None):
            yield b"\0" + framed(header) + frame
    for i, text in enumerate(texts()):
        flags = 3 if text.startswith(b"<") else 1
        yield bytes([flags]) + framed(b"", b"a%d" % i, b"", b"Harbour reopens", b"By Ada Moll", b"14 March 2024 10:42", b"example", b"", b"") + text


def html():
    for text in texts():
        if text.lstrip().startswith(b"<"):
            yield text
        else:
            blocks = [b"<p>%s</p>" % block for block in text.split(b"\n\n")]
            yield b"<html><head><meta charset=utf-8><title>x</title></head><body><article>%s</article></body></html>" % b"\n".join(blocks)


def config():
    yield b"\0[log]\nlevel = debug\n; comment\n[store]\nbytes = 1GiB\nretain_age = 7d\n[ingest]\nbind = ipc:///run/x\n"
    yield b"\0[service]\ninsecure_bind = yes\n[http]\nbind = 0.0.0.0:80\ntoken = secret\n"
    yield b"\1PIPELINE_WORKERS=4\0RESULTS_BIND=tcp://[::1]:7\0INGEST_IDLE=2min"
    yield b"\2--pipeline.mode=empty\0--ingest.window\x0012\0--insecure-bind\0--query.bind\0tcp://*:9"
    yield b"\2--help"


def forms():
    yield b"\0" + json.dumps({"id": "a", "title": "t", "body": "One two.", "published": "2024-03-14"}).encode()
    yield b"\0" + json.dumps({"uri": "urn:x", "versioncreated": "2024-03-14T10:00:00Z", "headlines": [{"role": "main", "value": "t"}],
                              "bodies": [{"role": "main", "contenttype": "text/plain", "value": "One two."}], "by": "Ada Moll"}).encode()
    yield b"\0" + json.dumps({"title": "t", "maintext": "One two.", "date_publish": "2024-03-14 10:00:00", "authors": ["Ada Moll", "Jo Ek"],
                              "source_domain": "example.org", "url": "http://a.example/1"}).encode()
    yield b"\0" + json.dumps({"@type": "NewsArticle", "headline": "t", "articleBody": "One two.", "datePublished": "2024-03-14",
                              "author": {"@type": "Person", "name": "Ada Moll"}, "publisher": {"name": "Example"}}).encode()
    for name, frame in vectors():
        yield b"\2" + frame
        for how in range(8):
            yield bytes([1, how]) + frame
    yield b"\3He said : \xe2\x80\x9c No . \xe2\x80\x9d\nShe left .\n\nOne more ."
    rows = (("1-2", "don't", "_"), ("1", "do", "_"), ("2", "n't", "_"), ("3", "go", "SpaceAfter=No"), ("4", ".", "_"))
    yield b"\4# newdoc id = a\n# sent_id = 1\n" + b"".join("\t".join((i, form, *"_______", misc)).encode() + b"\n" for i, form, misc in rows) + b"\n"


VERBS = ["HELLO", "ARTICLE", "PING", "BYE", "POSITION", "REPLAY", "MORE", "CANCEL", "GET", "CHECK", "TAKEDOWN", "QUARANTINE", "STATUS"]
INGEST, INTAKE, QUERY, TICK, COMMIT, WORK, READ = range(7)


def message(step, *frames):
    frames = [bytes([VERBS.index(f)]) if f in VERBS else f for f in frames]
    return bytes([step, len(frames) - 1]) + framed(*frames)


def sockets():
    hello = b"\x81\xa8protocol\x01"
    article = b"\x82\xa2id\xa1a\xa4body\xa4text"
    done = bytes([COMMIT, 0, WORK, COMMIT])
    start = message(INGEST, "HELLO", hello)
    for name, frame in vectors("ingest", "query", "hostile", "lenient"):
        verb = (name or "article").upper().replace("_", "")
        if verb == "ARTICLE":
            yield start + message(INGEST, "ARTICLE", b"m1", b"", frame) + done + message(INTAKE, frame) + done
        elif verb in VERBS[:4]:
            yield start + message(INGEST, verb, frame) + done
        elif verb in VERBS:
            yield start + message(INGEST, "ARTICLE", b"m1", b"", article) + done + message(QUERY, verb, b"q", frame) + bytes([READ, 0, 0, 4]) + b"data" + done
    yield start + b"".join(message(INGEST, "ARTICLE", b"m%d" % i, b"", article) for i in range(7)) + done
    yield start + bytes([TICK, 255]) + message(INGEST, "PING", b"\x80") + message(INGEST | 16, "ARTICLE", b"m", b"", article)


SEEDS = {
    "normalise": texts,
    "published": published,
    "pipeline": pipeline,
    "wire": wire,
    "ledger": ledger,
    "door": door,
    "html": html,
    "config": config,
    "sockets": sockets,
    "forms": forms,
}


def main():
    for target, make in SEEDS.items():
        folder = os.path.join(sys.argv[1], target)
        os.makedirs(folder, exist_ok=True)
        for seed in make():
            with open(os.path.join(folder, hashlib.sha256(seed).hexdigest()[:16]), "wb") as file:
                file.write(seed)


if __name__ == "__main__":
    main()
