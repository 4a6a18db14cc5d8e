"""Short sentences of our own with names of the whole world: where little is said, a known place is a place."""
import random

from corpora import LABEL_ID, OUTSIDE, is_demonym

TEXTS = """LOC has voted .
LOC goes to the polls on Sunday .
LOC rejected the offer .
LOC accused LOC of breaking the truce .
LOC signed the treaty last week .
LOC and LOC have resumed talks .
LOC beat LOC 2-1 .
LOC is ready to help .
LOC will host the summit next year .
LOC lifted its ban on imports .
LOC closed its border with LOC .
LOC told the court that it had done nothing wrong .
LOC denies this .
LOC expelled two diplomats on Tuesday .
LOC wants more time .
LOC has not yet answered .
LOC 's president resigned .
LOC 's economy shrank last year .
LOC raised interest rates again .
LOC sent soldiers to LOC .
LOC protested .
LOC condemned the bombing .
LOC recalled its ambassador to LOC .
LOC fears a new drought .
LOC welcomes the ceasefire .
Rain fell over LOC .
Thousands fled LOC overnight .
He lives in LOC .
She was born in LOC , LOC .
The ship left LOC on Friday .
Trade with LOC has doubled .
The company is based in LOC .
Talks in LOC ended without a result .
A bomb went off near LOC .
Police in LOC made three arrests .
The road from LOC to LOC is closed .
LOC : two killed in landslide
LOC wins backing for dam
Floods hit LOC
LOC , LOC -- The harvest has begun .
PER has resigned .
PER said he would not stand again .
PER told reporters that talks had failed .
PER denies this .
PER accused PER of lying .
PER was born in LOC .
PER , 45 , was arrested on Monday .
PER won the gold medal .
PER scored twice for ORG .
PER wants more time .
PER met PER in LOC .
PER rejected the offer .
Minister PER will visit LOC .
Coach PER was pleased .
Ms. PER did not comment .
ORG has cut 300 jobs .
ORG said it would appeal .
ORG rejected the offer .
ORG denies this .
ORG and ORG are to merge .
ORG is based in LOC .
ORG welcomed the ruling .
ORG won the match .
ORG closed its office in LOC .
The ORG condemned the attack .
PER of the ORG spoke first .
PER joined ORG in 2012 .
Workers at ORG went on strike .
A spokesman for ORG declined to comment .
The ORG in LOC said no .""".split("\n")
SIZES = {"PER": (1, 2, 2, 2, 3), "LOC": (1, 1, 1, 1, 2), "ORG": (1, 2, 3, 3, 4)}
COUNT = 2500
COMMON = 0.7  # of the places are countries or capitals, and of these are countries
BARE = 0.1  # have lost their full stop


def name(world, kind, rng):
    """A name of the type, or None."""
    known = world.countries if rng.random() < COMMON else world.capitals
    return rng.choice(known) if kind == "LOC" and rng.random() < COMMON else world.draw(kind, rng.choice(SIZES[kind]), rng)


def filled(text, world, rng):
    """Words and labels of a text with names in the place of the types, or None where no name was drawn."""
    words, labels = [], []
    for word in text.split():
        drawn = name(world, word, rng) if word in SIZES else (word,)
        if not drawn or word in SIZES and is_demonym(drawn):
            return None
        places = "S" if len(drawn) == 1 else "B" + "I" * (len(drawn) - 2) + "E"
        words += drawn
        labels += [frozenset([LABEL_ID[p + "-" + word]]) for p in places] if word in SIZES else [OUTSIDE]
    bare = words[-1] == "." and rng.random() < BARE
    return (words[:-1], labels[:-1]) if bare else (words, labels)


def sentences(world, seed):
    """COUNT sentences, two and two together."""
    rng, found = random.Random(seed), []
    while len(found) < COUNT:
        made = filled(rng.choice(TEXTS), world, rng)
        if made:
            number = len(found)
            found.append({"words": made[0], "names": made[1], "doc": "alone:%d" % (number // 2), "par": number % 2 == 0, "id": ""})
    return found
