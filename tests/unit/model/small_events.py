#!/usr/bin/env python3
"""An event pack of a few words, for fuzzing: writes small-events.pack here."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "service", "training"))

from event_pack_file import OPERATORS, Pack  # noqa: E402


def data():
    pack = Pack()
    for row in (("190", -10.0, "ASSAULT", "", []), ("138", -7.0, "THREATEN", "", ["military"]), ("042", 1.9, "CONSULT", "visit", [])):
        pack.code(*row)
    pack.rule("verbs", "raid", [], [], ("code", "190"), obj=True)
    pack.rule("verbs", "fly", [[["north"], ["far", "west"]]], [[["in"]], [["talks"]]], ("code", "042"), obj=False, particle=True)
    pack.rule("verbs", "threaten", [], [], ("op", "THREATEN"), obj=False)
    pack.rule("verbs", "sink", [], [], ("class", "disaster"), obj=False)
    pack.rule("verbs", "raid", [], [[["fridge"]]], ("none", ""), obj=False)
    pack.rule("nouns", "raid", [], [], ("code", "190"), obj=False)
    pack.compose(OPERATORS.index("THREATEN"), "19", "138")
    pack.compose(OPERATORS.index("THREATEN"), "13", "=")
    pack.agent(["pirate"], "CRM", False)
    pack.agent(["harbour", "master"], "GOV", True)
    pack.actor(["north", "land"], "NLD", 19900101, 99999999)
    return pack.file_bytes()


if __name__ == "__main__":
    with open(os.path.join(HERE, "small-events.pack"), "wb") as f:
        f.write(data())
