"""The form in which names are compared: the twin of service/text/name_key.c, which says the rules.

The shared cases are tests/unit/text/name_key.tsv.
"""
import functools
import unicodedata

KEY_MAX = 120
LETTERS = {
    "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ł": "l", "ŋ": "ng", "œ": "oe", "ŧ": "t",
    "ƀ": "b", "ƙ": "k", "ǥ": "g", "ɓ": "b", "ɗ": "d", "ə": "a", "ɨ": "i", "ẞ": "ss",
}
LEFT_OUT = set(".'`\u00b4\u00ad\u2018\u2019\u201b\u2032\u200b\u200c\u200d") | {chr(c) for c in range(0x300, 0x370)} | \
    {chr(c) for c in range(0x2B9, 0x2C0)}


@functools.lru_cache(maxsize=None)
def fold(char):
    """What one character becomes: text, with a blank where words part."""
    out = []
    for c in unicodedata.normalize("NFKD", char.casefold()):
        if c in LEFT_OUT:
            continue
        if c in LETTERS:
            out.append(LETTERS[c])
        elif c == "&":
            out.append(" and ")
        elif unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd":
            out.append(c)
        else:
            out.append(" ")
    return "".join(out)


def name_key(text):
    key = " ".join("".join(map(fold, text)).split(" ")).strip()
    key = " ".join(key.split())
    if len(key.encode()) > KEY_MAX:
        return ""
    return key[4:] if key.startswith("the ") and len(key) > 4 else key
