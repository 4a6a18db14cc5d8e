"""Writes the knowledge pack: the format of service/model/pack_file.h, byte for byte the same for the same rows."""
import hashlib
import struct
import zlib

MAGIC, VERSION = b"DLPACK01", 1
ALIGN, HEADER, SECTION = 64, 64, 64
BYTES, U32, RECORDS, STRINGS, INDEX = 1, 2, 3, 4, 5
NONE = 0xFFFFFFFF
NO_POINT = -(1 << 31)
DAY_UNKNOWN, DAY_OPEN = -(1 << 31), (1 << 31) - 1
TEXT_MAX, KEY_MAX, BLOCK = 127, 120, 16

KINDS = ("none person country city region district area natural facility government body ngo armed military company party media "
         "court ministry legislature school club organization group").split()
KIND = {name: number for number, name in enumerate(KINDS)}
FORMS = (("name", 0), ("alias", 24), ("abbreviation", 16), ("adjective", 8), ("inhabitant", 8), ("seat", 40), ("former", 32),
         ("partial", 48))
FORM = {name: number for number, (name, _) in enumerate(FORMS)}
COST = [cost for _, cost in FORMS]
OFFICES = "other state government deputy minister legislator body region code".split()
OFFICE = {name: number for number, name in enumerate(OFFICES)}
GENDERS = {"": 0, "M": 1, "F": 2}
WORD = {name: 1 << bit for bit, name in enumerate("given family particle title suffix role common honour".split())}


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def strings(rows):
    data = [row.encode() for row in rows]
    offsets, at = [0], 0
    for row in data:
        at += len(row)
        offsets.append(at)
    return STRINGS, len(rows), 0, struct.pack("<%dI" % len(offsets), *offsets) + b"".join(data)


def records(rows, layout):
    size = struct.calcsize("<" + layout)
    return RECORDS, len(rows), size, b"".join(struct.pack("<" + layout, *row) for row in rows)


def numbers(rows):
    return U32, len(rows), 0, struct.pack("<%dI" % len(rows), *rows)


def plain(data):
    return BYTES, len(data), 0, bytes(data)


def shared(before, key):
    n = 0
    while n < min(len(before), len(key)) and before[n] == key[n]:
        n += 1
    return n


def index(rows):
    """rows: {key: payload}, keys as bytes."""
    keys = sorted(rows)
    blocks, offsets, at = [], [0], 0
    for begin in range(0, len(keys), BLOCK):
        out, before = bytearray(), b""
        for key in keys[begin:begin + BLOCK]:
            assert 0 < len(key) <= KEY_MAX and len(rows[key]) < 256, key
            n = shared(before, key)
            out += bytes((n, len(key) - n)) + key[n:] + bytes((len(rows[key]),)) + rows[key]
            before = key
        blocks.append(bytes(out))
        at += len(out)
        offsets.append(at)
    return INDEX, len(keys), BLOCK, struct.pack("<%dI" % len(offsets), *offsets) + b"".join(blocks)


class Text:
    """Strings that entries name by offset, each kept once."""

    def __init__(self):
        self.data, self.offsets = bytearray(), {}

    def put(self, text):
        data = text.encode()
        assert 0 < len(data) <= TEXT_MAX, text
        if data not in self.offsets:
            self.offsets[data] = len(self.data)
            self.data += bytes((len(data),)) + data
        return self.offsets[data]


class Numbered:
    """A list of strings without twins; numbers count from 1, 0 is none."""

    def __init__(self):
        self.rows, self.numbers = [], {"": 0}

    def put(self, text):
        if text not in self.numbers:
            self.rows.append(text)
            self.numbers[text] = len(self.rows)
        return self.numbers[text]


def file_bytes(sections, first=0):
    """The file: sections is {name: (kind, rows, columns, data)}, in the order in which they are to lie."""
    table, body = bytearray(), bytearray()
    at = HEADER + SECTION * len(sections)
    at += -at % ALIGN
    start = at
    for name, (kind, rows, columns, data) in sections.items():
        table += struct.pack("<32sIIIIQQ", name.encode(), kind, rows, columns, zlib.crc32(data), start + len(body), len(data))
        body += data + bytes(-len(data) % ALIGN)
    rest = bytes(table) + bytes(start - HEADER - len(table)) + bytes(body)
    head = struct.pack("<8sIIQII", MAGIC, VERSION, len(sections), HEADER + len(rest), zlib.crc32(bytes(table)), first)
    return head + hashlib.sha256(rest).digest() + rest
