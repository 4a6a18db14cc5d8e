"""Bodies of the knowledge pack: governments, international bodies, agencies, parties, armed groups, companies, media, courts."""
import csv
import re
import tarfile
from pathlib import Path

import cameo
import pack_format as fmt
from name_key import name_key
from pack_places import item, number, tsv

LISTS = Path(__file__).resolve().parent / "lists"
ORGANISED = ("body", "ngo", "armed", "military", "company", "party", "media", "court", "ministry", "legislature", "school", "club",
             "organization", "group", "government", "facility")
PROMINENCE = {"government": 190, "body": 150, "court": 130, "ministry": 140, "legislature": 130, "military": 130, "armed": 130,
              "facility": 90, "party": 120, "group": 140, "ngo": 110, "media": 120, "organization": 110, "club": 100,
              "company": 100, "school": 70}


def put(book, kind, name, country="", code="", prominence=0, share=False):
    """The body of that name and country, made if nobody has it yet."""
    old = next((e for e in book.by_key.get(name_key(name), ()) if e.kind in ORGANISED and
                (not country or not e.country or e.country == country)), None)
    if old:
        old.cameo = old.cameo or ("" if share else code)
        return old
    return book.add(kind, name, country=country, cameo=code, prominence=prominence or PROMINENCE[kind] - 40, share=share)


# ---- ours ----

def own_rows(book):
    for row in tsv(LISTS / "bodies.tsv"):
        entry = put(book, row["kind"], row["name"], row["country"], row["cameo"], PROMINENCE[row["kind"]])
        if row["name"] in ("United Nations", "European Union", "NATO"):
            entry.prominence = 200
        for field, form in (("abbreviations", "abbreviation"), ("aliases", "alias"), ("seats", "seat")):
            for name in row[field].split("|"):
                if name:
                    book.name(entry, name, form)
        if entry.kind == "government":
            book.country[row["country"]]["government"] = book.country[row["country"]]["government"] or entry
    book.source("international bodies, agencies, seats of government, leaders: written for Dateline; Apache-2.0")


def governments(book):
    """Every country has a government; its capital stands for it."""
    for c in book.countries:
        entry = c["entry"]
        of = ("the " if entry.name.startswith("United") else "") + entry.name
        g = c["government"] or put(book, "government", "Government of " + of, c["iso2"], c["cameo"] + "GOV",
                                   max(60, entry.prominence - 50))
        g.prominence = max(60, entry.prominence - 50)
        c["government"] = g
        for key, form in list(entry.names):
            if form in ("adjective", "name") and not entry.names[key, form]:
                book.name(g, key + " government", "name")
        if c["capital"] and c["capital"].prominence > 90:
            book.name(g, c["capital"].name, "seat")


# ---- CAMEO ----

def kind_of_code(code):
    """What sort of body an actor code of CAMEO stands for, after its country."""
    if code.startswith("IGO"):
        return "body"
    if code.startswith("NGO"):
        return "ngo"
    if code.startswith("MNC"):
        return "company"
    rest = code[3:]
    for part, kind in (("PTY", "party"), ("MIL", "military"), ("COP", "military"), ("SPY", "ministry"), ("LEG", "legislature"),
                       ("JUD", "court"), ("MED", "media"), ("REB", "armed"), ("INS", "armed"), ("SEP", "armed"), ("RAD", "armed"),
                       ("BUS", "company"), ("GOV", "ministry"), ("EDU", "school"), ("OPP", "party")):
        if part in rest:
            return kind
    return "organization"


def cameo_bodies(book, records):
    country = {c["cameo"]: c["iso2"] for c in book.countries}
    for r in records:
        if r.is_person or not r.code or len(r.code) < 6 and r.file == "countries":
            continue
        if any(e.kind == "person" for n in [r.name] + r.names for e in book.by_key.get(name_key(n.replace("_", " ")), ())):
            continue
        kind = "armed" if r.file == "armed" else kind_of_code(r.code)
        if r.code.startswith("MNC"):
            name = cameo.title(re.sub(r"_(INC|CORP|LTD|PLC|CO|COMPANY|CORPORATION|INCORPORATED|LIMITED|HOLDINGS?)_*$", "", r.name))
        else:
            name = cameo.title(r.name)
        where = country.get(r.code[:3]) or country.get(r.code[3:6], "")
        entry = put(book, kind, name, where, r.code)
        for other in r.names[:12] if entry else ():
            short = re.fullmatch(r"[A-Z]{2,6}_*", other)
            book.name(entry, other if short else cameo.title(other), "abbreviation" if short else "alias")


# ---- lists of bodies ----

def members(folder, book):
    for row in tsv(folder / "intl-bodies/org-members.tsv"):
        entry = put(book, "body", row["name"], prominence=100)
        if entry and row["abbreviation"].isupper():
            book.name(entry, row["abbreviation"], "abbreviation")


def agencies(folder, book):
    for row in tsv(folder / "abbreviations/us-federal-agencies.tsv"):
        entry = put(book, "ministry", row["name"], "US", "USAGOV", 80)
        if entry:
            book.name(entry, row["abbreviation"], "abbreviation")


def shared_bodies(folder, book):
    for row in tsv(folder / "intl-bodies-bysa/supraverden.tsv"):
        shorts = [s for s in row["abbreviations"].split("|") if len(s) >= 4]
        same = [e for s in shorts for e in book.by_key.get(name_key(s), ()) if e.kind in ("body", "court")]
        entry = same[0] if same else put(book, "body", row["name"], prominence=90, share=True)
        if same:
            book.name(entry, row["name"], "alias", share=True)
        if not entry:
            continue
        entry.wikidata_share = entry.wikidata_share or item(row["wikidata"])
        for short in row["abbreviations"].split("|"):
            if len(short) < 12:
                book.name(entry, short, "abbreviation", share=True)
        for name in row["other_names"].split("|") + [row["name_fr"], row["name_es"]]:
            book.name(entry, name, "alias", share=True)


NO_PARTY = ("prime minister", "president", "no party affiliation", "independent", "others")


def party_of(book, name, short, country):
    """The party of that name, or of that short name in that country."""
    old = [e for e in book.by_key.get(name_key(short), ()) if e.kind == "party" and e.country == country] if len(short) > 2 else []
    if old and not any(e.kind == "party" and e.country == country for e in book.by_key.get(name_key(name), ())):
        book.name(old[0], name, "alias")
        return old[0]
    return put(book, "party", name, country, "", 84)


def parties(folder, book):
    iso2 = {c["iso3"]: c["iso2"] for c in book.countries}
    for row in tsv(folder / "parties/partyfacts-wikidata.tsv.xz"):
        country = iso2.get(row["country_iso3"], "")
        ended = number(row["dissolved"][:4]) if row["dissolved"][:4].isdigit() else 0
        if not country or ended and ended < 1990:
            continue
        entry = party_of(book, row["name"] or row["native"], row["short"], country)
        if entry:
            entry.wikidata = entry.wikidata or item(row["wikidata"])
            entry.cameo = entry.cameo or book.country[country]["cameo"] + "PTY"
            if 2 <= len(row["short"]) <= 8:
                book.name(entry, row["short"], "abbreviation")
            if row["native"] and row["name"]:
                book.name(entry, row["native"], "alias")
    for row in tsv(folder / "parties/parlgov-parties.tsv"):
        country = iso2.get(row["country_iso3"], "")
        if name_key(row["name_english"]) in NO_PARTY or not country:
            continue
        entry = party_of(book, row["name_english"], row["short"], country)
        if entry and country:
            entry.cameo = entry.cameo or book.country[country]["cameo"] + "PTY"
            if 2 <= len(row["short"]) <= 8:
                book.name(entry, row["short"], "abbreviation")
            book.name(entry, row["name"], "alias")


LEGAL = re.compile(r",?\s+(Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|PLC|plc|AG|SE|S\.?A|N\.?V|SpA|S\.p\.A|ASA|AB|A/S|Oyj|"
                   r"Holdings?|Group|Trust|L\.?P|LLC|Berhad|Tbk|KGaA|GmbH)\.?$|\s*\(.*?\)$|^The\s+|^(PT|Grupo)\s+(?=\w+\s)")


def short_name(name):
    before = None
    while before != name:
        before, name = name, LEGAL.sub("", name).strip(" ,&")
    return name


def company(book, name, country, prominence, industry=""):
    short = short_name(name)
    if len(name_key(short)) < 2:
        return
    media = "Media" in industry or "Broadcast" in industry or "Publishing" in industry
    code = book.country[country]["cameo"] + ("MED" if media else "BUS") if country in book.country else ""
    entry = put(book, "company", short, country, code, prominence)
    if entry:
        entry.prominence = max(entry.prominence, prominence)
        book.name(entry, name, "name")


SMALL_FRY = re.compile(r"Acquisition|Warrant|Units?$|Trust|Fund|ETF|Notes|Capital|Bancorp|Holdings|Financial|II+$|Therapeutics")


def companies(folder, book):
    with open(folder / "organisations/sp500-2026-08-08.csv", encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            company(book, row["Security"], "US", 120, row["GICS Sub-Industry"])
    names = {c["entry"].name: c["iso2"] for c in book.countries}
    for row in tsv(folder / "companies-world/large-companies.tsv"):
        country = names.get(row["country"]) or next((e.country for e in book.by_key.get(name_key(row["country"]), ())
                                                     if e.kind == "country"), "")
        if not row["name"].isupper() or len(row["name"]) < 6:
            company(book, row["name"], country, 104, row["industry"])
    for row in tsv(folder / "organisations/nasdaq-companies-2026-08-01.tsv"):
        if not SMALL_FRY.search(row["company"]):
            company(book, row["company"], "US", 64)


def media(folder, book):
    for row in tsv(folder / "media/fundus-publishers.tsv"):
        name = re.sub(r"\s*\(.*\)", "", row["name"])
        code = book.country[row["country"]]["cameo"] + "MED" if row["country"] in book.country else ""
        put(book, "media", name, row["country"] if code else "", code, 100)
    for row in tsv(folder / "media/markup-news-domains.tsv"):
        if re.search(r"\b(Times|Post|News|Herald|Journal|Tribune|Gazette|Star|Daily|Chronicle|Guardian|Press|Mail|Telegraph|Globe|Courier|"
                     r"Observer|Standard|Sun|Mirror|Independent|Examiner|Sentinel|Review|Express|Register)\b", row["name"]) \
                and 2 <= len(row["name"].split()) <= 5 and not re.search(r"[|:,–•.]|\d", row["name"]):
            put(book, "media", row["name"], "", "", 64)


def courts(folder, book):
    for row in tsv(folder / "courts/courts-db.tsv.xz"):
        if row["end"] or len(row["name"]) > 70:
            continue
        put(book, "court", row["name"], "US", "USAJUD", 64 if row["system"] == "federal" else 50)


def schools(folder, book):
    for row in tsv(folder / "organisations/universities-2026-06-20.tsv"):
        code = book.country[row["country_alpha2"]]["cameo"] + "EDU" if row["country_alpha2"] in book.country else ""
        name = re.sub(r"\s*\(.*?\)", "", row["name"])
        if code and re.search(r"Universit|Institut|College|Polytechnic", name) and len(name) < 56:
            put(book, "school", name, row["country_alpha2"], code, 56)


CLUB_FORM = re.compile(r"^(\d\.\s*)?(FC|AFC|CF|SC|AC|AS|SV|VfL|VfB|TSV|RC|CD|UD|SS|US|SSC|FK|NK|KV|KSC)\s+|\s+(FC|AFC|CF|SC|AC|FK)$")


def clubs(folder, book):
    """Football clubs: a club a line, then lines of further names behind '|'; files are named by country."""
    path = next((folder / "organisations").glob("football-clubs-*.tar.xz"))
    with tarfile.open(path) as tar:
        for member in sorted((m for m in tar if m.isfile() and m.name.endswith(".clubs.txt")), key=lambda m: m.name):
            code = re.search(r"([a-z]{2,4})\.clubs\.txt$", member.name)
            entry = None
            for line in tar.extractfile(member).read().decode("utf-8").splitlines():
                line = line.split("##")[0].rstrip()
                if not line or line[0] in "=#":
                    continue
                if line.lstrip().startswith("|"):
                    for name in line.split("|")[1:]:
                        name = re.sub(r"\s*[\[(].*", "", name).strip()
                        if entry and len(name) > 3:
                            book.name(entry, name, "alias")
                    continue
                if line[0] == " ":
                    continue
                name = re.sub(r"\s*\(.*?\)", "", line.split(",")[0]).strip()
                entry = put(book, "club", name, "", "", 70) if len(name) > 4 and code else None
                short = CLUB_FORM.sub("", name)
                if entry and short != name and " " in short:
                    book.name(entry, short, "alias")


def sources(book):
    book.source("PETRARCH 2 dictionaries (Open Event Data Alliance): actors, agents, their codes and dates; MIT")
    book.source("Country codes and organizations (dieghernan): bodies and their abbreviations; MIT")
    book.source("abbreviations of American agencies (unitedstates/acronym); CC0 1.0")
    book.source("Party Facts (hdigital/partyfactsdata): parties and their Wikidata ids; MIT")
    book.source("ParlGov (hdigital/parlgov): parties; CC0 1.0")
    book.source("S&P 500 and NASDAQ companies (datasets); PDDL")
    book.source("FinanceDatabase (JerBouma): companies; MIT")
    book.source("publishers (flairNLP/fundus), MIT; news sites (The Markup, split-screen), BSD 3-Clause")
    book.source("courts (Free Law Project, courts-db); BSD 2-Clause")
    book.source("universities (Hipo, university-domains-list); MIT")
    book.source("football clubs (openfootball/clubs); CC0 1.0")
    book.source("Supraverden (confirmordeny): international bodies, names and Wikidata ids; CC BY-SA 4.0", share=True)


def read_own(folder, book):
    own_rows(book)
    governments(book)
    members(folder, book)


def read_lists(folder, book, records):
    """After the persons: an actor without dates that has the name of a person is that person."""
    cameo_bodies(book, records)
    agencies(folder, book)
    parties(folder, book)
    companies(folder, book)
    media(folder, book)
    courts(folder, book)
    clubs(folder, book)
    schools(folder, book)
    shared_bodies(folder, book)
    sources(book)


# ---- what names nobody by itself ----

def shared_names(book):
    """A name that parties or houses of several countries bear ("Reform Party", "Senate") means none of them without its country,
    unless one is far better known; nor does a common word ("Republican") mean a party. The names stay as partial ones."""
    for key, entries in book.by_key.items():
        for kind in ("party", "legislature"):
            holders = [e for e in entries if e.kind == kind and any(k == key and f in ("name", "alias") for k, f in e.names)]
            known = sorted((e.prominence for e in holders), reverse=True) + [0]
            common = kind == "party" and book.words.get(key, {}).get("classes", 0) & fmt.WORD["common"] and known[:1] < [PROMINENCE["party"]]
            if not holders or not common and (len({e.country for e in holders}) < 2 or known[0] >= known[1] + 24):
                continue
            for e in holders:
                for form in [f for k, f in list(e.names) if k == key and f in ("name", "alias")]:
                    e.names[key, "partial"] = e.names.pop((key, form))
