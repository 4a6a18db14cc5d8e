"""Word pieces and case classes of words; service/model/wordpiece.c does exactly the same.

The basic step is BERT's for uncased models, on one word at a time: control characters go, letters become lower case one by one
(a sigma at the end is as one within), the result is taken apart by NFD and nonspacing marks go, each punctuation character (all
ASCII that is neither letter, digit nor blank, and the Unicode categories P*) and each CJK ideograph stands alone. Then the longest
piece in the vocabulary is taken from the left; a part with more than 100 characters, or without such pieces, is [UNK]. A word
without any is [UNK].
"""
import unicodedata

PAD, UNK, CLS, SEP = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNK, CLS, SEP)
LOWER, TITLE, CAPS, MIXED, DIGITS, PUNCTUATION, FIRST_TITLE, OTHER = range(8)
CJK = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
       (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def keep_piece(piece):
    """Whether a public piece stays: the unused ones, [MASK] and those with letters that are not Latin go."""
    if piece in SPECIAL:
        return True
    if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
        return False
    return all(unicodedata.category(c)[0] not in "LM" or unicodedata.name(c, "").startswith("LATIN") for c in piece.removeprefix("##"))


def read_vocabulary(path):
    """(pieces kept, their ids in the public vocabulary)."""
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    kept = [(p, i) for i, p in enumerate(lines) if p and keep_piece(p)]
    return [p for p, _ in kept], [i for _, i in kept]


def is_punctuation(c):
    code = ord(c)
    ascii_sign = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_sign or unicodedata.category(c).startswith("P")


def basic(word):
    """The parts of a word that are cut into pieces one by one."""
    parts, part = [], ""
    for c in unicodedata.normalize("NFD", "".join(c.lower() for c in word)):
        category, code = unicodedata.category(c), ord(c)
        if category in ("Mn", "Cc", "Cf", "Cs", "Co", "Cn") or code in (0, 0xFFFD):
            continue
        alone = is_punctuation(c) or any(a <= code <= b for a, b in CJK)
        if (alone or c.isspace()) and part:
            parts.append(part)
            part = ""
        if alone:
            parts.append(c)
        elif not c.isspace():
            part += c
    return parts + [part] if part else parts


class Pieces:
    def __init__(self, vocabulary):
        self.ids = {p: i for i, p in enumerate(vocabulary)}
        self.unknown, self.cls, self.sep = self.ids[UNK], self.ids[CLS], self.ids[SEP]
        self.known = {}

    def of(self, word):
        """The ids of a word's pieces, at least one."""
        if word not in self.known:
            self.known[word] = [i for part in basic(word) for i in self.cut(part)] or [self.unknown]
        return self.known[word]

    def cut(self, part):
        if len(part) > 100:
            return [self.unknown]
        found, at = [], 0
        while at < len(part):
            for end in range(len(part), at, -1):
                piece = self.ids.get(("##" if at else "") + part[at:end])
                if piece is not None:
                    break
            else:
                return [self.unknown]
            found.append(piece)
            at = end
        return found


def case_of(word):
    """The case class of a word by itself: FIRST_TITLE is for the caller, who knows where sentences begin."""
    upper = sum(c != c.lower() for c in word)
    lower = sum(c != c.upper() for c in word)
    if not upper and not lower:
        if any(unicodedata.category(c) == "Nd" for c in word):
            return DIGITS
        return OTHER if any(unicodedata.category(c)[0] in "LMN" for c in word) else PUNCTUATION
    if not upper:
        return LOWER
    if not lower:
        return TITLE if upper == 1 else CAPS
    first = next(c for c in word if c != c.lower() or c != c.upper())
    return TITLE if upper == 1 and first != first.lower() else MIXED


def cases_of(words):
    """The classes of a sentence: a Title word is FIRST_TITLE where only punctuation stands before it."""
    found, begun = [], False
    for word in words:
        case = case_of(word)
        found.append(FIRST_TITLE if case == TITLE and not begun else case)
        begun = begun or case != PUNCTUATION
    return found
