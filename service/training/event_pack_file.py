"""Writes the event pack: the format of service/model/event_pack_file.h, the same bytes for the same rules."""
import hashlib
import struct
import zlib

from petrarch import regular_forms

MAGIC, VERSION, HEADER, SECTION = b"DLEVNT01", 2, 64, 16
OPERATORS = ("none say intend wont request reject threaten accuse deny end light allow prevent force favour disfavour rally").upper().split()
EVENTS = ("- AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE "
          "ASSAULT").split()
QUAD = {e: q for q, group in enumerate(((), EVENTS[1:4] + ["CONCEDE"], ("COOPERATE", "AID", "RETREAT"),
                                        ("REQUEST", "ACCUSE", "REJECT", "THREATEN"), ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")))
        for e in group}
ROOT = {"01": "-", "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": "CONCEDE",
        "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION",
        "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT"}
CLASSES = "plover disaster crime economy sport law other".split()
VERB, NOUN = 0, 1
PREPOSITIONS = set("about against as at back by down for from in into of off on out over to up upon with".split())
NEEDS_OBJECT, NEEDS_PARTICLE = 1, 2


class Pack:
    def __init__(self):
        self.codes, self.code_rows, self.names = {}, [], {"": 0}
        self.words, self.elements, self.seqs = set(), {}, {}
        self.entries, self.triggers = {}, []     # entry key -> rules; (speech, word, order, before/after elements, entry, default)
        self.own, self.forms = {}, {}
        self.blocks = {}
        self.composed, self.agents, self.actors = [], [], []

    def name(self, text):
        return self.names.setdefault(text, len(self.names))

    def code(self, code, goldstein, event, mode, contexts):
        self.codes[code] = len(self.code_rows) + 1
        self.code_rows.append((code, round(goldstein * 10), EVENTS.index(event), QUAD.get(event, 0), self.name(mode),
                               [self.name(c) for c in contexts][:2], 0))

    def code_of(self, code):
        """The number of a code; one that the table lacks is made from its root, for dictionaries with codes of their own."""
        if not code:
            return 0
        if code not in self.codes:
            event = ROOT.get(code[:2], "-")
            base = next((r for r in self.code_rows if r[0] == code[:3]), None)
            self.codes[code] = len(self.code_rows) + 1
            self.code_rows.append((code, *base[1:]) if base else (code, 0, EVENTS.index(event), QUAD.get(event, 0), 0, [], 0))
        return self.codes[code]

    def class_code(self, name):
        key = "." + name
        if key not in self.codes:
            self.codes[key] = len(self.code_rows) + 1
            self.code_rows.append(("", 0, 0, 0, 0, [], CLASSES.index(name)))
        return self.codes[key]

    def element(self, alternatives):
        key = tuple(sorted({tuple(a) for a in alternatives}))
        for seq in key:
            self.words.update(seq)
        return self.elements.setdefault(key, len(self.elements))

    def rule(self, speech, word, before, after, meaning, obj, particle=False):
        kind, what = meaning
        op = OPERATORS.index(what) if kind == "op" else 0
        code = 0 if kind in ("op", "none") else self.class_code(what) if kind == "class" else self.code_of(what)
        self.words.add(word)
        if speech == "verbs":
            self.forms[VERB, word] = forms = regular_forms(word)
            self.words |= forms
        rows = self.own.setdefault((VERB if speech == "verbs" else NOUN, word), [])
        twin = next((i for i, r in enumerate(rows) if not (before or after or obj or r[0] or r[1] or r[5])), None)
        if twin is not None:  # an operator that says something by itself too
            left, right, old, back, operator, flags = rows[twin]
            rows[twin] = (left, right, old or code, back, operator or op, flags)
            return
        rows.append(([self.element(e) for e in before], [self.element(e) for e in after], code, 0, op,
                     (NEEDS_OBJECT if obj else 0) | (NEEDS_PARTICLE if particle else 0)))

    def block_verb(self, word, before, after, code, block):
        """A verb of a block of PETRARCH's dictionary, with the words that make it up besides."""
        key = id(block)
        if key not in self.blocks:
            self.blocks[key] = [([self.element(e) for e in left], [self.element(e) for e in right], self.code_of(c), self.code_of(b), 0, 0)
                                for left, right, (c, b) in block.rules]
        self.words.add(word)
        self.triggers.append((VERB, word, 1, [self.element([[w]]) for w in before], [self.element([[w]]) for w in after], key,
                              self.code_of(code[0]), self.code_of(code[1])))

    def compose(self, operator, inner, result):
        self.composed.append((operator, "" if inner == "00" else inner, 0xFFFF if result == "=" else 0 if result == "-" else self.code_of(result)))

    def agent(self, words, code, before):
        if words and len(words) <= 6:
            self.words.update(words)
            self.agents.append((tuple(words), self.name(code), int(before), 0, 99999999))

    def actor(self, words, code, first, last):
        if words and len(words) <= 8:
            self.words.update(words)
            self.actors.append((tuple(words), self.name(code), 0, first, last))

    def weight(self, row):
        """How particular a rule is: prepositions say less than nouns."""
        elements = self.listed
        small = sum(all(len(s) == 1 and s[0] in PREPOSITIONS for s in elements[e]) for e in row[0] + row[1]) if row[0] or row[1] else 0
        return 4 * (len(row[0]) + len(row[1])) - 2 * small + (row[5] & 1)

    def summary(self):
        return "%d codes, %d words, %d triggers, %d rules, %d agents, %d actors" % (
            len(self.code_rows), len(self.words), self.counts[0], self.counts[1], len(self.agents), len(self.actors))

    # ---- the file ----

    def file_bytes(self):
        words = sorted(w.encode() for w in self.words)
        self.listed = list(self.elements)
        number = {w.decode(): i for i, w in enumerate(words)}
        seq, seq_at = [], {}

        def sequence(ws):
            if ws not in seq_at:
                seq_at[ws] = len(seq)
                seq.extend(number[w] for w in ws)
            return seq_at[ws]
        alts, elements = [], []
        for key in self.elements:
            rows = sorted(((number[s[0]], sequence(s), len(s)) for s in key), key=lambda r: (r[0], -r[2], r[1]))
            elements.append((len(alts), len(rows)))
            alts += rows
        rules, lists, entries, entry_of = [], [], [], {}

        def entry(key, rows):
            if key not in entry_of:
                ranked = sorted(enumerate(rows), key=lambda r: (-self.weight(r[1]), r[0]))
                entry_of[key] = len(entries)
                entries.append((len(rules), len(ranked)))
                for _, (left, right, code, back, op, flags) in ranked:
                    rules.append((len(lists), len(left), len(right), op, flags, code, back))
                    lists.extend(left + right)
            return entry_of[key]
        triggers = []
        for (speech, word), rows in self.own.items():
            at = entry((speech, word), rows)
            triggers += [(speech, number[w], 0, [], [], at, 0, 0) for w in sorted({word} | self.forms.get((speech, word), set()))]
        for speech, word, order, before, after, key, code, back in self.triggers:
            triggers.append((speech, number[word], order, before, after, entry(key, self.blocks[key]), code, back))
        rows = []
        for speech, word, order, before, after, at, code, back in sorted(triggers, key=lambda t: (t[0], t[1], t[2], -len(t[3]) - len(t[4]), t[5], t[6])):
            rows.append((word, at, len(lists), len(before), len(after), speech, order, code, back))
            lists.extend(before + after)
        phrases = []
        for kind, source in enumerate((self.agents, self.actors)):
            phrases += [(number[w[0]], sequence(w), len(w), kind, before, name, first, last) for w, name, before, first, last in source]
        phrases.sort(key=lambda p: (p[0], -p[2], p[3], p[1], p[6], p[5]))
        phrases = [p for i, p in enumerate(phrases) if p not in phrases[max(0, i - 8):i]]
        self.counts = len(rows), len(rules)
        code_rows = [struct.pack("<8shBBHHHBB2x", code.rstrip("abcdefghijklmnopqrstuvwxyz").encode()[:7], g, e, q, m,
                                 *(c + [0, 0])[:2], k, 0) for code, g, e, q, m, c, k in self.code_rows]
        sections = [_strings(words), _strings([n.encode() for n in self.names]), (len(code_rows), b"".join(code_rows)),
                    _rows("<2I", elements), _rows("<3I", alts), _rows("<I", [(s,) for s in seq]), _rows("<2I", entries),
                    _rows("<I4B2H", rules), _rows("<I", [(x,) for x in lists]), _rows("<3I4B2H", rows),
                    _rows("<B7sH2x", [(o, i.encode(), r) for o, i, r in sorted(self.composed)]), _rows("<2I2BH2xH2I", [
                        (w, s, n, k, name, b, f, t) for w, s, n, k, b, name, f, t in phrases])]
        table, body = b"", b""
        at = HEADER + SECTION * len(sections)
        for count, data in sections:
            table += struct.pack("<4I", at + len(body), len(data), count, 0)
            body += data + bytes(-len(data) % 8)
        rest = table + body
        return struct.pack("<8sIIQII", MAGIC, VERSION, len(sections), HEADER + len(rest), zlib.crc32(rest), 0) + hashlib.sha256(rest).digest() + rest


def _strings(rows):
    offsets, at = [0], 0
    for row in rows:
        at += len(row)
        offsets.append(at)
    return len(rows), struct.pack("<%dI" % len(offsets), *offsets) + b"".join(rows)


def _rows(layout, rows):
    return len(rows), b"".join(struct.pack(layout, *row) for row in rows)
