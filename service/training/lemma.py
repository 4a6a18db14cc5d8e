"""Lemma rules: how a lemma is made of a form.

A rule is "case|cut|add". First the form gets its case: `l` all lower, `k` kept, `t` first character upper and the rest
lower, `u` all upper (each code point by its simple mapping). Then `cut` code points go from its end and `add` is put there.
"""


def simple(mapped, c):
    """The one-to-one case mapping of a code point, as C has it."""
    return mapped if len(mapped) == 1 else c


def lower(word):
    return "".join(simple(c.lower(), c) for c in word)


def upper(word):
    return "".join(simple(c.upper(), c) for c in word)


def cased(form, case):
    if case == "k":
        return form
    if case == "l":
        return lower(form)
    return upper(form) if case == "u" else upper(form[:1]) + lower(form[1:])


def rule_of(form, lemma):
    """The shortest rule; of equals the first of l, k, t, u. A rule that adds more than it keeps replaces the whole form."""
    best = None
    for case in "lktu":
        start = cased(form, case)
        same = 0
        while same < min(len(start), len(lemma)) and start[same] == lemma[same]:
            same += 1
        cut, add = len(start) - same, lemma[same:]
        if best is None or cut + len(add) < best[0]:
            best = (cut + len(add), "%s|%d|%s" % (case, cut, add))
    return best[1]


def apply(rule, form):
    """The lemma; a rule that cuts more than there is leaves the cased form."""
    case, cut, add = rule.split("|", 2)
    start = cased(form, case)
    keep = len(start) - int(cut)
    return start[:keep] + add if keep >= 0 and start[:keep] + add else start
