"""Names of the whole world from the gazetteers: a country is drawn first, then a name of it, so that no part of the world counts for
more than another. For renaming.py and alone.py.

Persons: common forenames with surnames of the same country, and officials of CAMEO's dictionary. Places: towns over 20,000, countries,
capitals, and what is called after them (PATTERNS). Organizations: parties, universities, companies, papers, international bodies, and
what is called after places. A name is a tuple of words.
"""
import csv
import lzma
import pathlib

import cameo

LATIN = set("abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿāăąćčďđēėęěğģīįıķļłńņňōőœŕřśşšţťūůűųźżžșț'’-. &")
SMALL = set("of the and for de la del da do dos das di du al el y e in des van der den und &".split())
LONGEST = 60
SEATS = {"university", "institute", "college", "school", "academy"}  # the English ones of a list in all languages
TAILS = set("Inc. Inc Ltd Ltd. Limited PLC plc Plc Corp. Corp Corporation Company Co. Co S.A. SA AG SE NV N.V. Tbk Berhad Bhd ASA AB Oyj "
            "KGaA SpA S.p.A. Holdings Group A/S Public (publ) PT JSC PJSC".split())
TOWN, COUNTRY = 20000, 300000  # people at least
SHORT = {"U.S.", "U.S", "US", "America", "U.K.", "Britain"}  # of countries, as papers have them
PATTERNS = {
    "ORG": """Bank of _|Central Bank of _|Reserve Bank of _|National Bank of _|University of _|_ University|_ FC|_ United|FC _|_ City|_ Airlines
        _ Airways|Air _|_ Police|_ Police Service|_ Army|_ Navy|Ministry of Finance of _|_ Chamber of Commerce|_ Stock Exchange|_ Football Association
        _ Football Federation|_ Cricket Board|_ Olympic Committee|_ Medical Association|_ Red Cross|_ City Council|_ Times|_ Post|_ Daily News
        _ Telecom|_ Power Company|_ Electricity Board|_ Revenue Authority|_ Ports Authority|_ Law Society|_ Liberation Front|_ National Congress
        _ Democratic Party|_ Labour Party|_ People 's Party|Communist Party of _|Supreme Court of _|_ High Court|Parliament of _
        _ Broadcasting Corporation|_ Development Bank|Bank _|_ Steel|_ Petroleum Corporation|_ Railways|_ Electoral Commission
        Independent Electoral Commission of _|Amnesty International _|_ Human Rights Commission|_ Teachers Union|_ Trade Union Congress""",
    "LOC": """_ Province|_ District|_ State|_ County|_ Region|Lake _|_ River|Mount _|_ Island|Gulf of _|Port of _|_ Airport|_ International Airport
        _ Stadium|_ Bay|_ Valley|_ Street|North _|South _|_ National Park|Republic of _|New _|Port _|_ Square|_ Bridge|_ Central Hospital
        Greater _|Kingdom of _"""}
MADE = {"ORG": 0.5, "LOC": 0.3}  # of the names of two words and more
KNOWN = 0.4  # of the places are countries and capitals


def words_of(text):
    """The words of a name in Latin letters, each with a capital but small words, or nothing."""
    words = tuple(text.replace(",", " ").split())
    plain = words and len(text) <= LONGEST and not set(text.lower()) - LATIN - {","}
    return words if plain and words[0][0].isupper() and all(w[0].isupper() or w in SMALL for w in words) else ()


def table(path):
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8-sig", newline="") as f:
        quoted = path.suffix == ".csv"
        yield from csv.DictReader(f, dialect="excel" if quoted else "excel-tab", quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def patterns_of(kind):
    return [p.split() for line in PATTERNS[kind].split("\n") for p in line.strip().split("|")]


class World:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.found = {}  # (type, number of words) -> {group: {name}}; a group is a country, of one kind of body
        self.given, self.family = {}, {}
        self.countries, self.capitals = [], []
        self.patterns = {kind: patterns_of(kind) for kind in PATTERNS}
        self.read_persons(folder)
        self.read_places(folder)
        self.read_bodies(folder)
        self.names = {k: [sorted(g) for _, g in sorted(groups.items())] for k, groups in self.found.items()}
        self.families = [(sorted(self.given[c]), sorted(f)) for c, f in sorted(self.family.items()) if len(self.given.get(c, ())) > 4]
        self.known = {" ".join(w) for w in self.countries + self.capitals} | SHORT

    def add(self, kind, group, words):
        if words:
            self.found.setdefault((kind, len(words)), {}).setdefault(group, set()).add(words)

    def read_persons(self, folder):
        for kind, of in (("forenames", self.given), ("surnames", self.family)):
            for r in table(folder / "names" / ("common-%s-by-country.csv" % kind)):
                words = words_of(r["Romanized Name"] or r["Localized Name"] or "")
                if len(words) == 1:
                    of.setdefault(r["Country"], set()).add(words[0])
        for record in cameo.records_of("", cameo.open_text(folder, cameo.FILES["countries"])):
            words = words_of(cameo.title(record.name))
            if record.leader and record.dated and 2 <= len(words) <= 3 and not cameo.PERSON_TITLES.search(record.name.replace("_", " ")):
                country = record.dated[0][0][:3]
                self.given.setdefault(country, set()).add(words[0])
                self.family.setdefault(country, set()).add(words[-1])
                self.add("PER", country, words)
        for country, names in self.family.items():
            for name in names:
                self.add("PER", country, (name,))

    def read_places(self, folder):
        for r in table(folder / "cities1000/cities1000-2023-03.tsv.xz"):
            if int(r["population"] or 0) >= TOWN:
                self.add("LOC", r["country"], words_of(r["name"]))
        for r in table(folder / "countries/countries-points.tsv"):
            if int(r["population"] or 0) >= COUNTRY:
                self.countries += filter(None, [words_of(r["name"])])
                self.capitals += filter(None, [words_of(r["capital"] or "")])

    def read_bodies(self, folder):
        for r in table(folder / "parties/partyfacts-wikidata.tsv.xz"):
            self.add("ORG", "party " + r["country_iso3"], words_of(r["name"]))
        for r in table(folder / "organisations/universities-2026-06-20.tsv"):
            if SEATS & set(r["name"].lower().split()):
                self.add("ORG", "university " + r["country_alpha2"], words_of(r["name"]))
        for r in table(folder / "companies-world/large-companies.tsv"):
            words = r["name"].split()
            while len(words) > 1 and words[-1].strip(",") in TAILS:
                words.pop()
            self.add("ORG", "company " + r["country"], words_of(" ".join(words)))
        for r in table(folder / "media/fundus-publishers.tsv"):
            self.add("ORG", "paper " + r["country"], words_of(r["name"]))
        for r in table(folder / "intl-bodies/org-members.tsv"):
            self.add("ORG", "body", words_of(r["name"]))

    def place(self, size, rng):
        """A place of so many words, or None."""
        known, groups = [w for w in self.countries + self.capitals if len(w) == size], self.names.get(("LOC", size))
        if known and (rng.random() < KNOWN or not groups):
            return rng.choice(known)
        return rng.choice(rng.choice(groups)) if groups else None

    def made(self, kind, size, rng):
        """What is called after a place, in so many words, or None."""
        pattern = rng.choice(self.patterns[kind])
        place = self.place(size - len(pattern) + 1, rng)
        at = pattern.index("_")
        return (*pattern[:at], *place, *pattern[at + 1:]) if place else None

    def draw(self, kind, size, rng):
        """A name of the type in so many words, or None."""
        made = self.made(kind, size, rng) if size > 1 and rng.random() < MADE.get(kind, 0) else None
        if made or kind == "LOC":
            return made or self.place(size, rng)
        if kind == "PER" and size == 2 and self.families:
            return tuple(rng.choice(names) for names in rng.choice(self.families))
        groups = self.names.get((kind, size))
        return rng.choice(rng.choice(groups)) if groups else None
