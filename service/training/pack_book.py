"""What the knowledge pack is made of: entries, their names, roles and words, collected from all sources and then numbered.

A row is share-alike when its source is; such entries, names, roles and Wikidata ids go to the supplement, all else to the base.
Entries that a share-alike source only knows more about stay where they are.
"""
import collections

import pack_format as fmt
from name_key import name_key


def log8(number):
    """About 8 * log2(number), in integers: the same on every machine."""
    if number <= 0:
        return 0
    bits = number.bit_length()
    return min(255, 8 * (bits - 1) + ((number << 3 >> bits - 1) & 7))


class Entry:
    __slots__ = ("kind", "name", "country", "region", "lat", "lon", "geonames", "wikidata", "wikidata_share", "population", "feature",
                 "prominence", "cameo", "share", "number", "names", "point_share")

    def __init__(self, kind, name, **more):
        self.kind, self.name = kind, name
        self.country = self.region = self.feature = self.cameo = ""
        self.lat = self.lon = self.point_share = None
        self.geonames = self.wikidata = self.wikidata_share = self.population = self.prominence = 0
        self.share = False
        self.number = None
        self.names = {}  # (key, form) -> share
        for field, value in more.items():
            setattr(self, field, value)


class Book:
    def __init__(self):
        self.entries = []
        self.by_key = collections.defaultdict(list)   # key -> entries in the order of their coming
        self.roles = {}       # (person, of, title, office, from, to, cameo) -> share
        self.words = {}
        self.countries = []   # dicts, see pack_places
        self.country = {}     # ISO alpha-2 -> its dict
        self.regions = []     # (entry, code)
        self.sources = []     # (share, text)
        self.neighbours = {}

    def source(self, text, share=False):
        self.sources.append((share, text))

    def add(self, kind, name, form="name", **more):
        name = " ".join(name.split())
        key = name_key(name)
        if not key or len(name.encode()) > fmt.TEXT_MAX:
            return None
        entry = Entry(kind, name, **more)
        self.entries.append(entry)
        self.name(entry, name, form, entry.share)
        return entry

    def name(self, entry, name, form="alias", share=False):
        """One more name of an entry. Of several forms the one that costs least stays."""
        key = name_key(name)
        if not key or not any(c.isalpha() for c in key):
            return
        old = [f for (k, f) in entry.names if k == key]
        if old:
            if old[0] == "seat":
                return
            if entry.names[key, old[0]] and not share or fmt.COST[fmt.FORM[form]] < fmt.COST[fmt.FORM[old[0]]] and not share:
                del entry.names[key, old[0]]
                entry.names[key, form] = share
            return
        entry.names[key, form] = share
        self.by_key[key].append(entry)

    def find(self, name, kinds=(), country=""):
        """The first entry of that name, of one of the kinds, of the country if it is said."""
        for entry in self.by_key.get(name_key(name), ()):
            if (not kinds or entry.kind in kinds) and (not country or entry.country == country):
                return entry
        return None

    def role(self, person, of, title, office, begin, end, cameo="", share=False):
        key = (person, of, title, office, begin, end, cameo)
        if key not in self.roles or self.roles[key] and not share:
            self.roles[key] = share

    def word(self, text, kind, women=None, cameo="", gender="", level=0):
        key = name_key(text)
        if not key:
            return
        word = self.words.setdefault(key, {"classes": 0, "women": 255, "cameo": "", "gender": "", "level": 0})
        word["classes"] |= fmt.WORD[kind]
        if women is not None:
            word["women"] = women
        word["cameo"] = word["cameo"] or cameo
        word["gender"] = word["gender"] or gender
        word["level"] = word["level"] or level


# ---- numbering and writing ----

class Part:
    """One file: what is written of the entries numbered `first` and up."""

    def __init__(self, book, share, first):
        self.book, self.share, self.first = book, share, first
        self.text, self.cameo, self.features, self.titles = fmt.Text(), fmt.Numbered(), fmt.Numbered(), fmt.Numbered()
        self.entries = [e for e in book.entries if e.share == share]
        for number, entry in enumerate(self.entries):
            entry.number = first + number

    def entry_rows(self):
        country = {row["iso2"]: i + 1 for i, row in enumerate(self.book.countries)}
        region = {code: i + 1 for i, (_, code) in enumerate(self.book.regions)}
        rows = []
        for e in self.entries:
            point = e.lat is not None
            rows.append((self.text.put(e.name), e.geonames, e.population, e.lat if point else fmt.NO_POINT,
                         e.lon if point else fmt.NO_POINT, fmt.KIND[e.kind], country.get(e.country, 0),
                         region.get(e.country + "." + e.region, 0), self.features.put(e.feature), e.prominence,
                         self.cameo.put(e.cameo)))
        return fmt.records(rows, "IIIiiBBHBBH")

    def names(self):
        """Of the book's names those that belong in this file: each key with its entries, the most prominent first."""
        keys = collections.defaultdict(list)
        for e in self.book.entries:
            for (key, form), share in e.names.items():
                if (share or e.share) == self.share:
                    keys[key].append((e.prominence - fmt.COST[fmt.FORM[form]], e.number, fmt.FORM[form]))
        rows = {}
        for key, found in keys.items():
            found.sort(key=lambda f: (-f[0], f[1]))
            payload = b""
            for _, number, form in found[:64]:
                more = fmt.varint(number * 8 + form)
                if len(payload) + len(more) < 256:
                    payload += more
            rows[key.encode()] = payload
        return fmt.index(rows)

    def wikidata(self):
        rows = []
        for e in self.book.entries:
            item, shared = (e.wikidata, False) if e.wikidata else (e.wikidata_share, True)
            if item and (shared or e.share) == self.share:
                rows.append((e.number, item))
        return fmt.records(sorted(rows), "II")

    def points(self):
        rows = [(e.number,) + e.point_share for e in self.book.entries if e.point_share and not e.share]
        return fmt.records(sorted(rows), "Iii")

    def role_sections(self):
        rows = []
        for (person, of, title, office, begin, end, cameo), share in self.book.roles.items():
            if (share or person.share or bool(of and of.share)) == self.share:
                rows.append((person.number, of.number if of else fmt.NONE, begin, end, self.titles.put(title), self.cameo.put(cameo),
                             fmt.OFFICE[office], 0, 0, 0))
        order = lambda r: (r[0], r[2], r[1], r[3], self.titles.rows[r[4] - 1] if r[4] else "", r[6], r[5])
        rows.sort(key=order)
        layout = "IIiiHHBBHI"
        by_of = [i for i, row in enumerate(rows) if row[1] != fmt.NONE]
        by_of.sort(key=lambda i: (rows[i][1], rows[i][6], rows[i][2], rows[i][0], i))
        return fmt.records(rows, layout), fmt.numbers(by_of)

    def word_index(self):
        rows = {}
        for key, w in self.book.words.items():
            out = fmt.varint(w["classes"])
            if w["classes"] & fmt.WORD["given"]:
                out += fmt.varint(w["women"])
            if w["classes"] & (fmt.WORD["title"] | fmt.WORD["suffix"] | fmt.WORD["role"]):
                out += fmt.varint(self.cameo.put(w["cameo"])) + fmt.varint(fmt.GENDERS[w["gender"]])
            if w["classes"] & fmt.WORD["common"]:
                out += fmt.varint(w["level"])
            rows[key.encode()] = out
        return fmt.index(rows)

    def country_sections(self):
        rows, neighbours = [], []
        number = {row["iso2"]: i for i, row in enumerate(self.book.countries)}
        code = lambda text, size: text.encode().ljust(size, b"\0")[:size]
        ref = lambda entry: entry.number if entry else fmt.NONE
        for c in self.book.countries:
            near = [number[n] for n in c["neighbours"] if n in number]
            rows.append((ref(c["entry"]), ref(c["government"]), ref(c["capital"]), code(c["iso2"], 2), code(c["iso3"], 3),
                         code(c["cameo"], 3), code(c["currency"], 3), len(near), len(neighbours), fmt.OFFICE[c["leads"]], 0, 0))
            neighbours += near
        return fmt.records(rows, "III2s3s3s3sBIBBH"), fmt.plain(neighbours)

    def about(self, name, licence):
        rows = ["name", name, "licence", licence]
        for share, text in self.book.sources:
            if share == self.share:
                rows += ["source", text]
        return fmt.strings(rows)

    def file_bytes(self, name, licence, base=b""):
        sections = {"about": self.about(name, licence)}
        if base:
            sections["base"] = fmt.plain(base)
        sections["entries"] = self.entry_rows()
        sections["names"] = self.names()
        sections["wikidata"] = self.wikidata()
        if self.share:
            sections["points"] = self.points()
        else:
            sections["countries"], sections["neighbours"] = self.country_sections()
            regions = [(entry.number, self.text.put(code)) for entry, code in self.book.regions]
            sections["regions"] = fmt.records(regions, "II")
        sections["roles"], sections["roles.of"] = self.role_sections()
        if not self.share:
            sections["words"] = self.word_index()
        for table in ("cameo", "features", "titles"):
            sections[table] = fmt.strings(getattr(self, table).rows)
        sections["text"] = fmt.plain(self.text.data)
        return fmt.file_bytes(sections, self.first)


def digest(data):
    return data[32:64]


def e5(text):
    """Degrees as written to 1e-5 degrees, without floating point."""
    text = text.strip()
    sign = -1 if text.startswith("-") else 1
    whole, _, rest = text.lstrip("+-").partition(".")
    rest = (rest + "000000")[:6]
    return sign * ((int(whole or 0) * 1000000 + int(rest) + 5) // 10)
