"""Reads the dictionaries of PETRARCH: verbs (both its formats), actors, agents; see README-format.md of petrarch2."""
import re


def _lines(path):
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.S)
    for line in text.splitlines():
        line = re.split(r"\s[;#]|^#", line)[0].rstrip()
        if line.strip():
            yield line


def regular_forms(verb):
    """The forms that PETRARCH makes of a regular verb."""
    if verb.endswith("e"):
        return {verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    double = verb + verb[-1] if verb[-1:] in "bdglmnprt" and verb[-2:-1] in tuple("aeiou") else verb
    return {double + "ed", double + "ing"} | {verb + ("es" if verb.endswith(("s", "x", "sh", "ch", "z")) else "s"), verb + "ed", verb + "ing"}


def plural(noun):
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "sh", "ch")) else "s")


def _words(text):
    return [w for w in text.lower().replace("-", " ").split("_") if w]


class _Sets:
    """Synonym sets; a member may name another set."""

    def __init__(self):
        self.members = {}

    def alternatives(self, word):
        """Of one word of a pattern, with '_' for 'next to': every sequence of words that it stands for."""
        out = [[]]
        for part in word.lower().split("_"):
            if part.startswith("&"):
                name = part if part in self.members else part + "_" if part + "_" in self.members else None
                if name is None:
                    return []
                more = self.members[name]
            else:
                more = [re.split(r"-", part)] if part else [[]]
            out = [a + b for a in out for b in more]
            if len(out) > 4000:
                return []
        return [a for a in out if a]

    def add(self, name, member):
        noun = not member.endswith("_") and not name.endswith("_")
        words = self.alternatives("_".join(member.strip("_").split()))
        self.members[name] += words
        if noun:
            self.members[name] += [w[:-1] + [plural(w[-1])] for w in words]


def _pattern(text, sets):
    """(left elements from the verb outwards, right elements), or None if a set is not defined."""
    text = re.sub(r"[{}()]", " ", text).replace("_*", " *").replace("*_", "* ")
    if text.count("*") != 1:
        return None
    sides = []
    for side in text.split("*"):
        elements = []
        for word in side.split():
            if word in ("+", "$", "^", "%") or set(word) <= set("+$^%_"):
                continue
            found = sets.alternatives(word.strip("_"))
            if not found:
                return None
            elements.append(found)
        sides.append(elements)
    return sides[0][::-1], sides[1]


def _codes(text):
    """[(code, code of the way back)] of "032:033" """
    code, _, back = text.strip().partition(":")
    clean = lambda c: "" if c in ("---", "") else c
    return clean(code), clean(back)


class _Block:
    def __init__(self, code):
        self.code, self.verbs, self.rules = code, [], []


def read_verbs(pack, path, defaults):
    """Blocks of verbs with their patterns. Without `defaults` a verb alone means nothing."""
    sets, block, name, blocks = _Sets(), None, None, []
    for line in _lines(path):
        head = re.match(r"---\s*(\S+)\s*\[(.*?)\]", line)
        if line.startswith("~"):
            break
        if head:
            block, name = _Block(_codes(head.group(2))), None
            blocks.append(block)
        elif line.startswith("&"):
            name = line.split()[0].lower()
            sets.members.setdefault(name, [])
        elif line.startswith("+") and name:
            sets.add(name, line[1:].split("[")[0].strip())
        elif line.lstrip().startswith("-") and block:
            code = re.search(r"\[(.*?)\]\s*$", line)
            sides = code and _pattern(line.lstrip()[1:line.index("[")], sets)
            if sides and (sides[0] or sides[1]):
                block.rules.append((*sides, _codes(code.group(1))))
        elif block:
            name = None
            code = re.search(r"\[(.*?)\]", line)
            forms = re.search(r"\{(.*?)\}", line)
            verb = re.split(r"[\s\[{]", line.strip())[0]
            block.verbs.append((verb, forms and forms.group(1).split(), _codes(code.group(1)) if code else block.code))
    for block in blocks:
        for verb, forms, code in block.verbs:
            for word, before, after in _forms(verb, forms):
                pack.block_verb(word, before, after, code if defaults else ("", ""), block)


def _forms(verb, forms):
    """(word, words before, words after) of each form of a verb; "+" marks the verb within several words."""
    for form in [verb] + (forms or []):
        parts = form.lower().split("_")
        at = next((i for i, p in enumerate(parts) if p.startswith("+")), 0)
        word = parts[at].lstrip("+").strip()
        if not re.fullmatch(r"[a-z'-]+", word):
            continue
        for one in {word} | (regular_forms(word) if form == verb and not (forms and "+" in verb) else set()):
            yield one, [p.lstrip("+") for p in parts[:at][::-1]], [p.lstrip("+") for p in parts[at + 1:] if p]


def read_agents(pack, path, leave=()):
    """Role nouns but those to leave: words, code, whether the code stands before that of the actor."""
    sets = {}
    for line in _lines(path):
        define = re.match(r"(!\w+!)\s*=\s*(.*)", line)
        if define:
            sets[define.group(1)] = [w.strip() for w in define.group(2).split(",")]
            continue
        match = re.match(r"([^\[{]+?)\s*(?:\{(.*?)\})?\s*\[\s*(~?)\s*(\w+)\s*(~?)", line)
        if not match or match.group(1).strip() in leave:
            continue
        text, forms, _, code, before = match.groups()
        for words in _substituted(text.strip(), sets):
            plain = words.strip("_").lower().replace("_", " ").split()
            made = forms is None and "!" not in text
            everyone = [plain] + ([plain[:-1] + [plural(plain[-1])]] if made and plain else [])
            everyone += [f.lower().replace("_", " ").split() for f in (forms or "").split(",") if f.strip()]
            for one in everyone:
                pack.agent([p for w in one for p in w.split("-") if p], code, bool(before))


def _substituted(text, sets):
    for name, members in sets.items():
        if name in text:
            return [text.replace(name, m) for m in members]
    return [text]


def _day(text):
    """A date of the dictionary as YYYYMMDD."""
    text = text.strip()
    if len(text) == 6:
        text = ("19" if text[:2] > "20" else "20") + text
    return int(text)


def read_actors(pack, path):
    """Names with codes, some only between two days."""
    names, default, dated = [], None, []

    def flush():
        for name in names:
            words = [p for w in name.lower().replace("_", " ").split() for p in w.split("-") if p]
            for code, first, last in dated + ([(default, 0, 99999999)] if default else []):
                pack.actor(words, code, first, last)
    for line in _lines(path):
        code = re.search(r"\[(.*?)\]", line)
        if line[0] in " \t" and code:
            fields = code.group(1).split(None, 1)
            when = fields[1] if len(fields) > 1 else ""
            if when.startswith("<"):
                dated.append((fields[0], 0, _day(when[1:])))
            elif when.startswith(">"):
                dated.append((fields[0], _day(when[1:]), 99999999))
            elif "-" in when:
                dated.append((fields[0], _day(when.split("-")[0]), _day(when.split("-")[1])))
            elif fields:
                dated.append((fields[0], 0, 99999999))
        elif line.startswith("+"):
            names.append(re.split(r"[\[{]", line[1:])[0].strip())
        else:
            flush()
            names, dated = [re.split(r"[\[{]", line)[0].strip()], []
            default = code.group(1).split()[0] if code and code.group(1).strip() else None
    flush()
