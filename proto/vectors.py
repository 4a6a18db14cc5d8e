"""Fills in the bytes of the shared test vectors (vectors/*.json); standard library only.

A vector is written by hand as a value; its `hex` is what a writer must make of it. {"$bin": "6d31"} stands for binary. A vector
with `code` is hostile and given as hex alone. An analysis' digest is filled in too. This is a third writer of the format, apart
from msgpack-c and Python's msgpack: the tests hold the three against each other.
"""

import hashlib
import json
import struct


def head(n, short, short_max, forms):
    """The head of a string, list or map of length n; forms: (bytes, first byte) in rising order."""
    if short is not None and n <= short_max:
        return bytes([short + n])
    for size, first in forms:
        if n < 1 << 8 * size:
            return bytes([first]) + n.to_bytes(size, "big")
    raise ValueError(n)


def pack_int(n):
    if 0 <= n < 128 or -32 <= n < 0:
        return struct.pack("b" if n < 0 else "B", n)
    for size, first in ((1, 0xCC), (2, 0xCD), (4, 0xCE), (8, 0xCF)):
        if 0 <= n < 1 << 8 * size:
            return bytes([first]) + n.to_bytes(size, "big")
    for size, first in ((1, 0xD0), (2, 0xD1), (4, 0xD2), (8, 0xD3)):
        if n >= -(1 << 8 * size - 1) and n < 0:
            return bytes([first]) + n.to_bytes(size, "big", signed=True)
    raise ValueError(n)


def pack(value):
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, int):
        return pack_int(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        raw = value.encode()
        return head(len(raw), 0xA0, 31, ((1, 0xD9), (2, 0xDA), (4, 0xDB))) + raw
    if isinstance(value, list):
        return head(len(value), 0x90, 15, ((2, 0xDC), (4, 0xDD))) + b"".join(map(pack, value))
    if set(value) == {"$bin"}:
        raw = bytes.fromhex(value["$bin"])
        return head(len(raw), None, 0, ((1, 0xC4), (2, 0xC5), (4, 0xC6))) + raw
    return head(len(value), 0x80, 15, ((2, 0xDE), (4, 0xDF))) + b"".join(pack(k) + pack(v) for k, v in value.items())


def without(value, paths, prefix=""):
    """The map without the keys at `paths` ("article.revision")."""
    out = {}
    for key, item in value.items():
        if prefix + key not in paths:
            out[key] = without(item, paths, f"{prefix}{key}.") if isinstance(item, dict) else item
    return out


def check(value, name, maps, where):
    """Stops when the value's keys are not in the schema's order, or not in it."""
    fields = {f.name: f for f in maps[name].fields}
    order = [f for f in fields if f in value]
    if list(value) != order:
        raise SystemExit(f"{where}: {name}: keys should be {order}")
    for key, item in value.items():
        field = fields[key]
        if field.base == "map":
            for one in item if field.form == "many" else [item]:
                check(one, field.of, maps, where)


def complete(text, maps, undigested):
    """The text of a vector file with all bytes filled in."""
    table = json.loads(text)
    for vector in table["vectors"]:
        if "code" in vector:
            continue
        value = vector["value"]
        check(value, vector["map"], maps, vector["name"])
        if vector["map"] == "analysis" and "digest" in value:
            value["digest"] = hashlib.sha256(pack(without(value, undigested))).hexdigest()
        vector["hex"] = pack(value).hex()
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"
