"""Reads the actor and agent dictionaries of PETRARCH 2 (format: README-format.md beside them)."""
import datetime
import re
import tarfile

FILES = {"countries": "Phoenix.Countries.actors.txt", "international": "Phoenix.International.actors.txt",
         "armed": "Phoenix.MilNonState.actors.txt"}
EPOCH = datetime.date(1970, 1, 1).toordinal()
SMALL = set("OF THE AND FOR IN ON TO A DE LA DU DES VAN VON DER DEN BIN BINT AL EL DA DOS DI Y E ET UND AT WITH BY".split())
SECOND_SMALL = set("KI JONG JAE HYUN YONG YING ING SHUI MYUNG GEUN MOO".split())   # Ban Ki-moon
PERSON_TITLES = re.compile(r"\b(PRESIDENT|PRIME|MINISTER|PREMIER|SECRETARY|CHANCELLOR|KING|QUEEN|SPOKES\w+|CHIEF|GENERAL|"
                           r"SENATOR|LEADER|COL|GEN|MR|MRS|MS|DR|SHEIKH?|EMIR|SULTAN|POPE|FOREIGN|DEFEN[CS]E|OFFICIAL|AMBASSADOR|DEPUTY|VICE|DICTATOR|RULER|LT|"
                           r"MAYOR|GOVERNOR|JUSTICE|JUDGE|THE|PRINCE|CROWN|RUSSIAN|CHINESE|FORMER|COLONEL|MAJOR|ADMIRAL|CHAIRMAN)\b")


class Record:
    """A name, further names, a code without dates, and (code, first day, last day) with dates."""

    def __init__(self, file, name, code):
        self.file, self.name, self.code = file, name, code
        self.names, self.dated, self.leader, self.comment = [], [], False, ""

    @property
    def is_person(self):
        return self.leader or bool(self.dated) or "spokesman" in self.comment


def day(text):
    """YYMMDD or YYYYMMDD as days since 1970; None for what is no date."""
    if not text.isdigit() or len(text) not in (6, 8):
        return None
    if len(text) == 6:
        text = ("19" if int(text[:2]) > 20 else "20") + text
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - EPOCH
    except ValueError:
        return None


def restriction(text):
    """What stands in brackets: code and first and last day, each None where it is open."""
    code, _, when = text.partition(" ")
    when = when.strip()
    if when.startswith(">"):
        return code, day(when[1:]), None
    if when.startswith("<"):
        return code, None, day(when[1:])
    first, dash, last = when.partition("-")
    return (code, day(first), day(last)) if dash else (code, None, None)


def is_code(text):
    return re.fullmatch(r"[A-Z]{3,12}", text) is not None


def clean(name):
    name = re.sub(r"\(.*?\)_?", "", name)
    return name.strip().strip("_+ ").replace(" ", "_")


def records_of(file, text):
    current, out = None, []
    for line in text.splitlines():
        body, _, comment = line.partition("#")
        if not body.strip() or body.startswith("<!--"):
            continue
        brackets = re.findall(r"\[([^\]]*)\]", body)
        name = clean(re.split(r"[\[{;]", body)[0])
        starts = body[0] not in "+\t "
        if starts and name:
            current = Record(file, name, "")
            current.leader = "CountryInfo" in comment
            current.comment = comment
            out.append(current)
        elif body.startswith("+") and current and name:
            current.names.append(name)
        for bracket in brackets if current else ():
            code, first, last = restriction(bracket.strip())
            if not is_code(code):
                continue
            if first is None and last is None:
                current.code = current.code or code
            else:
                current.dated.append((code, first, last))
    return out


def open_text(folder, name):
    with tarfile.open(folder / "cameo/cameo-dictionaries.tar.xz") as tar:
        member = next(m for m in tar if m.name.endswith(name))
        return tar.extractfile(member).read().decode("utf-8", "replace")


def actors(folder):
    return [record for file, name in FILES.items() for record in records_of(file, open_text(folder, name))]


def word_title(word, first):
    if not first and word in SMALL:
        return word.lower()
    if re.fullmatch(r"([A-Z]\.)+", word) or len(word) == 1:
        return word
    for begin in ("MC", "O'", "D'"):
        if word.startswith(begin) and len(word) > len(begin) + 2:
            return begin.title() + word[len(begin):].capitalize()
    if "-" in word:
        parts = word.split("-")
        if parts[0] in ("AL", "EL", "UL", "AS", "AN", "AR") and not first:
            return "-".join([parts[0].lower()] + [word_title(p, True) for p in parts[1:]])
        lower_second = len(parts) == 2 and parts[0] in SECOND_SMALL
        return "-".join(p.capitalize() if i == 0 or not lower_second else p.lower() for i, p in enumerate(parts))
    return word.capitalize()


def title(name):
    """A NAME_IN_CAPITALS as it is written in running text."""
    words = [w for w in name.replace("_", " ").split() if w]
    return " ".join(word_title(w, i == 0) for i, w in enumerate(words))


# ---- agents ----

def agents(folder):
    """Pairs of a role noun, singular or plural, and the code of its sector ("GOV", "MILMED")."""
    text = open_text(folder, "Phoenix.agents.txt")
    sets = {m[1]: [w.strip() for w in m[2].split(",")] for m in re.finditer(r"^!(\w+)!\s*=\s*(.*)$", text, re.M)}
    for line in text.splitlines():
        line = line.partition("#")[0]
        match = re.match(r"([^\[{]+?)\s*(\{[^}]*\})?\s*\[~([A-Z]+)\]", line)
        if not match:
            continue
        for name in expand(match[1].strip(), sets):
            yield name.replace("_", " ").lower(), match[3]
        for name in (match[2] or "{}").strip("{}").split(","):
            if name.strip():
                yield name.strip().strip("_").replace("_", " ").lower(), match[3]


def expand(name, sets):
    match = re.search(r"!(\w+)!", name)
    if not match:
        return [name.strip("_ ")]
    glue = lambda before, word: before + word
    return [x for word in sets.get(match[1], []) for x in expand(glue(name[:match.start()], word) + name[match.end():], sets)]
