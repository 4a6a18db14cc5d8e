#!/usr/bin/env python3
"""Writes the model file that service/model maps: 7-bit weights, 8-bit embeddings, tables. The format is stated in
service/model/model_file.h. Needs numpy alone (tensors of torch are read through numpy()).

    export(path, state, tables)

`state` maps the names of model.Network's parameters to arrays. `tables` has lists of strings: vocabulary, upos, xpos,
feats, lemma, names, relations, lexicon ("form TAB tag TAB lemma"), and temperature {3: 1.0, 6: 1.0}.

    export.py --random PATH    a file with random weights, for tests of the engine; the same one for the same --seed
"""
import argparse
import hashlib
import struct
import zlib

import numpy as np

VERSION, ALIGN = 1, 64
U32, F32, ROWS, LINEAR, STRINGS = 1, 2, 3, 4, 5
EXITS = (3, 6)
HEAD_WIDTH = 32
WEIGHT_MAX = 63
SHAPE = ("width inner heads layers fast accurate positions pieces tag_hidden names_hidden arc label upos xpos feats lemma "
         "names relations").split()


def align(data):
    return data + bytes(-len(data) % ALIGN)


# ---- rounding ----

def round_rows(matrix, most):
    """(rows, columns) -> integers in -most..most and a scale for each row."""
    peak = np.abs(matrix).max(1)
    scale = (np.where(peak > 0, peak, 1) / most).astype(np.float32)
    whole = np.clip(np.rint(matrix / scale[:, None]), -most, most)
    return whole.astype(np.int8), scale


def linear(weight, bias):
    rows, columns = weight.shape
    padded = -rows % 16
    whole, scale = round_rows(weight.astype(np.float32), WEIGHT_MAX)
    whole = np.pad(whole, ((0, padded), (0, 0)))
    blocks = whole.reshape(-1, 16, columns // 4, 4).transpose(0, 2, 1, 3)
    pad = lambda v: np.pad(v, (0, padded))
    data = blocks.tobytes() + pad(scale).astype("<f4").tobytes() + pad(bias.astype(np.float32)).astype("<f4").tobytes()
    return LINEAR, rows, columns, data + whole.astype(np.int32).sum(1).astype("<i4").tobytes()


def rows(matrix):
    whole, scale = round_rows(matrix.astype(np.float32), 127)
    return (ROWS, *matrix.shape, align(scale.astype("<f4").tobytes()) + whole.tobytes())


def floats(matrix):
    matrix = np.atleast_2d(matrix).astype("<f4")
    return (F32, *matrix.shape, matrix.tobytes())


def strings(items):
    encoded = [s.encode() for s in items]
    assert not any(b"\0" in s for s in encoded)
    ends = np.cumsum([0] + [len(s) for s in encoded]).astype("<u4")
    return STRINGS, len(items), 1, ends.tobytes() + b"".join(encoded)


# ---- sections ----

def exit_sections(state, name, relations):
    take = lambda part: state["%s.%s" % (name, part)]
    both = lambda parts: linear(np.concatenate([take(p + ".weight") for p in parts]),
                                np.concatenate([take(p + ".bias") for p in parts]))
    yield name + ".top", both(["hidden", "names_hidden", "arc_dep", "arc_head", "label_dep", "label_head"])
    yield name + ".tags", both(["upos", "xpos", "feats", "lemma", "sentence"])
    yield name + ".names", both(["names"])
    arc = take("arc_bilinear")  # (dep + 1, head)
    yield name + ".arc", linear(arc[:-1].T, arc[-1])
    yield name + ".arc_root", floats(take("arc_root"))
    label = take("label_bilinear")  # (relations, dep + 1, head + 1)
    inner = label[:, :-1, :-1].transpose(0, 2, 1).reshape(-1, label.shape[1] - 1)
    weight = np.concatenate([inner, label[:, :-1, -1]])
    bias = np.concatenate([label[:, -1, :-1].reshape(-1), label[:, -1, -1]])
    yield name + ".label", linear(weight, bias)
    yield name + ".label_root", floats(take("label_root"))


def layer_sections(state, name):
    take = lambda part: state["%s.%s" % (name, part)]
    root = np.float32(HEAD_WIDTH ** -0.5)
    yield name + ".qkv", linear(np.concatenate([take("query.weight") * root, take("key.weight"), take("value.weight")]),
                                np.concatenate([take("query.bias") * root, take("key.bias"), take("value.bias")]))
    for part in ("output", "up", "down"):
        yield "%s.%s" % (name, part), linear(take(part + ".weight"), take(part + ".bias"))
    for part in ("norm1", "norm2"):
        yield "%s.%s" % (name, part), floats(np.stack([take(part + ".weight"), take(part + ".bias")]))


def shape_of(state, tables):
    layers = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("layer."))
    width = state["embed.word.weight"].shape[1]
    inner = state["layer.0.up.weight"].shape[0]
    first = "exit.%d." % EXITS[0]
    size = lambda part: state[first + part].shape[0]
    return {"width": width, "inner": inner, "heads": width // HEAD_WIDTH, "layers": layers, "fast": EXITS[0], "accurate": EXITS[1],
            "positions": state["embed.position.weight"].shape[0], "pieces": len(tables["vocabulary"]),
            "tag_hidden": size("hidden.weight"), "names_hidden": size("names_hidden.weight"), "arc": size("arc_dep.weight"),
            "label": size("label_dep.weight"),
            **{k: len(tables[k]) for k in ("upos", "xpos", "feats", "lemma", "names", "relations")}}


def sections(state, tables):
    shape = shape_of(state, tables)
    yield "shape", (U32, 1, len(SHAPE), np.array([shape[k] for k in SHAPE], "<u4").tobytes())
    for table in ("vocabulary", "upos", "xpos", "feats", "lemma", "names", "relations"):
        yield table, strings(tables[table])
    yield "lexicon", strings(sorted(tables["lexicon"], key=str.encode))
    for part in ("word", "position", "case"):
        yield "embed." + part, rows(state["embed.%s.weight" % part])
    yield "embed.norm", floats(np.stack([state["embed.norm.weight"], state["embed.norm.bias"]]))
    for i in range(shape["layers"]):
        yield from layer_sections(state, "layer.%d" % i)
    for e in EXITS:
        yield from exit_sections(state, "exit.%d" % e, shape["relations"])
        yield "exit.%d.temperature" % e, floats(np.array([tables["temperature"][e]]))


def export(path, state, tables):
    """Returns the SHA-256 that names the model."""
    state = {k: v.detach().float().cpu().numpy() if hasattr(v, "detach") else np.asarray(v, np.float32) for k, v in state.items()}
    found = list(sections(state, tables))
    at = ALIGN * (1 + len(found))
    table, body = b"", b""
    for name, (kind, height, columns, data) in found:
        table += struct.pack("<32s4I2Q", name.encode(), kind, height, columns, zlib.crc32(data), at + len(body), len(data))
        body += align(data)
    sha = hashlib.sha256(table + body).digest()
    head = struct.pack("<8s2IQ2I32s", b"DLMODEL1", VERSION, len(found), at + len(body), zlib.crc32(table), 0, sha)
    with open(path, "wb") as f:
        f.write(head + table + body)
    return sha.hex()


# ---- random weights ----

def random_state(seed, vocabulary, sizes, width=384, inner=1536, layers=6, hidden=384, names=256, arc=256, label=96):
    """Weights of the size that training gives them; `sizes` as model.Network takes them."""
    draw = np.random.default_rng(seed)
    state = {}

    def dense(name, outputs, inputs):
        state[name + ".weight"] = draw.normal(0, inputs ** -0.5, (outputs, inputs)).astype(np.float32)
        state[name + ".bias"] = draw.normal(0, 0.1, outputs).astype(np.float32)

    def norm(name):
        state[name + ".weight"] = draw.normal(1, 0.1, width).astype(np.float32)
        state[name + ".bias"] = draw.normal(0, 0.1, width).astype(np.float32)

    for part, count in (("word", vocabulary), ("position", 256), ("case", 8)):
        state["embed.%s.weight" % part] = draw.normal(0, 0.5, (count, width)).astype(np.float32)
    norm("embed.norm")
    for i in range(layers):
        for part in ("query", "key", "value", "output"):
            dense("layer.%d.%s" % (i, part), width, width)
        dense("layer.%d.up" % i, inner, width)
        dense("layer.%d.down" % i, width, inner)
        norm("layer.%d.norm1" % i)
        norm("layer.%d.norm2" % i)
    for e in EXITS:
        exit_name = "exit.%d." % e
        for part, count in (("hidden", hidden), ("names_hidden", names), ("arc_dep", arc), ("arc_head", arc), ("label_dep", label),
                            ("label_head", label)):
            dense(exit_name + part, count, width)
        for part in ("upos", "xpos", "feats", "lemma"):
            dense(exit_name + part, sizes[part], hidden)
        dense(exit_name + "sentence", 1, hidden)
        dense(exit_name + "names", sizes["names"], names)
        state[exit_name + "arc_bilinear"] = draw.normal(0, 1 / arc ** 0.5, (arc + 1, arc)).astype(np.float32)
        state[exit_name + "arc_root"] = draw.normal(0, 1, arc).astype(np.float32)
        state[exit_name + "label_bilinear"] = draw.normal(0, 1 / label ** 0.5, (sizes["relations"], label + 1, label + 1)).astype(np.float32)
        state[exit_name + "label_root"] = draw.normal(0, 1, label).astype(np.float32)
    return state


def random_tables(pieces):
    """A small vocabulary of letters and syllables; labels of the right sort."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + c for c in letters), *"0123456789", *("##" + c for c in "0123456789"),
                  *"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", *(a + b for a in letters for b in letters), *("##" + a + b for a in letters for b in letters)]
    kinds = ["PER", "ORG", "LOC", "NORP", "DATE", "MISC"]
    return {"vocabulary": vocabulary[:pieces], "upos": ["NOUN", "VERB", "PUNCT", "PROPN"], "xpos": ["NN", "VBD", ".", "NNP", "NNS"],
            "feats": ["_", "Number=Sing", "Number=Plur"], "lemma": ["l|0|", "k|0|", "l|1|", "l|3|y", "t|0|", "u|0|"],
            "names": ["O"] + ["%s-%s" % (p, k) for k in kinds for p in "BIES"],
            "relations": ["root", "nsubj", "obj", "punct", "det", "nmod"], "lexicon": ["mice\tNNS\tmouse"], "temperature": {3: 1.0, 6: 1.5}}


def random_model(path, seed, **sizes):
    tables = random_tables(sizes.pop("pieces", 1500))
    counts = {k: len(tables[k]) for k in ("upos", "xpos", "feats", "lemma", "names", "relations")}
    state = random_state(seed, len(tables["vocabulary"]), counts, **sizes)
    export(path, state, tables)
    return state, tables


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", metavar="PATH", required=True)
    parser.add_argument("--seed", type=int, default=1)
    opts = parser.parse_args()
    random_model(opts.random, opts.seed)


if __name__ == "__main__":
    main()
