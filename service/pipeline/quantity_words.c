/* Each list is sorted for a binary search (the unit test checks it). */
#include "pipeline/quantity_words.h"

#include <string.h>

#include "pipeline/lexicon.h"
#include "pipeline/scan.h"

static const char *const time_units[] = {
    "afternoon",    "afternoons", "centuries", "century",    "day",         "daylong",
    "days",         "decade",     "decades",   "evening",    "evenings",    "fortnight",
    "fortnights",   "hour",       "hours",     "hr",         "hrs",         "microsecond",
    "microseconds", "midnight",   "millennia", "millennium", "millisecond", "milliseconds",
    "min",          "mins",       "minute",    "minutes",    "month",       "monthlong",
    "months",       "morning",    "mornings",  "nanosecond", "nanoseconds", "night",
    "nights",       "quarter",    "quarters",  "season",     "seasons",     "sec",
    "second",       "seconds",    "secs",      "semester",   "semesters",   "week",
    "weekday",      "weekdays",   "weekend",   "weekends",   "weeklong",    "weeks",
    "year",         "yearlong",   "years",     "yr",         "yrs",
};

static const char *const time_adjectives[] = {
    "academic", "additional", "business", "calendar",   "consecutive", "difficult", "extra",
    "fiscal",   "full",       "further",  "hard",       "last",        "light",     "long",
    "more",     "next",       "other",    "past",       "previous",    "school",    "separate",
    "short",    "solid",      "straight", "successive", "whole",       "working",
};

static const char *const before_label[] = {
    "act",      "age",      "aged",      "airbus",     "annex",      "apartment",   "apollo",
    "appendix", "apt",      "arch",      "article",    "block",      "boeing",      "boulevard",
    "bus",      "cabin",    "camp",      "channel",    "chapter",    "class",       "clause",
    "count",    "covid",    "day",       "district",   "division",   "electorate",  "episode",
    "euro",     "exhibit",  "exit",      "falcon",     "figure",     "flat",        "flight",
    "floor",    "formula",  "gate",      "generation", "goal",       "grade",       "group",
    "hall",     "highway",  "hole",      "hotel",      "house",      "interstate",  "item",
    "judgment", "junction", "kilometre", "lane",       "lap",        "lesson",      "level",
    "ligue",    "line",     "loop",      "lot",        "mach",       "map",         "mark",
    "match",    "mission",  "model",     "month",      "no",         "no.",         "nos",
    "number",   "numbers",  "order",     "page",       "pages",      "paragraph",   "part",
    "pc",       "phase",    "pier",      "pillar",     "platform",   "plot",        "point",
    "pole",     "position", "precinct",  "project",    "proposal",   "proposition", "protocol",
    "psalm",    "quarter",  "ranger",    "reactor",    "regulation", "resolution",  "room",
    "round",    "route",    "row",       "rule",       "scene",      "season",      "seat",
    "seats",    "sect",     "section",   "sector",     "series",     "size",        "slide",
    "soyuz",    "spot",     "stage",     "stand",      "step",       "stop",        "suite",
    "table",    "team",     "terminal",  "tier",       "track",      "train",       "type",
    "unit",     "units",    "usc",       "verse",      "version",    "vol",         "volume",
    "ward",     "week",     "windows",   "year",       "zone",
};

static const char *const date_prepositions[] = {
    "after", "around", "autumn", "before", "by",     "circa",  "during",  "early",
    "end",   "fall",   "from",   "in",     "late",   "latest", "mid",     "of",
    "post",  "pre",    "since",  "spring", "summer", "the",    "through", "throughout",
    "till",  "to",     "until",  "winter", "year",   "years",
};

static const char *const streets[] = {
    "ave",  "avenue", "avenues", "blvd",    "boulevard", "close", "court", "crescent",
    "dr",   "drive",  "highway", "hwy",     "lane",      "ln",    "mews",  "parade",
    "pike", "place",  "plaza",   "quay",    "rd",        "road",  "row",   "square",
    "st",   "street", "streets", "terrace", "turnpike",  "walk",  "way",
};

static const char *const stop[] = {
    "a",         "about",    "above",        "according", "across",
    "after",     "against",  "ago",          "ahead",     "all",
    "along",     "also",     "although",     "am",        "amid",
    "among",     "an",       "and",          "annually",  "another",
    "any",       "apiece",   "are",          "aren't",    "around",
    "as",        "at",       "away",         "back",      "be",
    "became",    "because",  "become",       "becomes",   "been",
    "before",    "began",    "begin",        "begins",    "behind",
    "being",     "below",    "beneath",      "beside",    "besides",
    "between",   "beyond",   "both",         "but",       "by",
    "came",      "can",      "cannot",       "could",     "couldn't",
    "daily",     "dead",     "del",          "della",     "des",
    "despite",   "did",      "didn't",       "died",      "displaced",
    "do",        "does",     "doesn't",      "doing",     "don't",
    "down",      "du",       "during",       "each",      "either",
    "else",      "even",     "ever",         "every",     "except",
    "far",       "for",      "from",         "further",   "gave",
    "get",       "gets",     "getting",      "go",        "goes",
    "going",     "gone",     "got",          "had",       "hadn't",
    "has",       "hasn't",   "have",         "haven't",   "having",
    "he",        "her",      "here",         "hers",      "him",
    "his",       "homeless", "how",          "however",   "hurt",
    "i",         "if",       "in",           "including", "injured",
    "inside",    "instead",  "into",         "is",        "isn't",
    "it",        "it's",     "its",          "itself",    "just",
    "killed",    "last",     "later",        "least",     "left",
    "less",      "like",     "made",         "make",      "makes",
    "making",    "many",     "may",          "me",        "might",
    "mine",      "missing",  "monthly",      "more",      "most",
    "much",      "must",     "my",           "near",      "nearly",
    "neither",   "never",    "nevertheless", "next",      "no",
    "nor",       "not",      "now",          "of",        "off",
    "often",     "on",       "once",         "only",      "onto",
    "opposite",  "or",       "other",        "otherwise", "our",
    "ours",      "out",      "outside",      "over",      "overnight",
    "own",       "per",      "perhaps",      "plus",      "prior",
    "rather",    "remain",   "remained",     "remains",   "respectively",
    "said",      "same",     "say",          "saying",    "says",
    "seem",      "seems",    "she",          "should",    "shouldn't",
    "since",     "so",       "some",         "soon",      "still",
    "such",      "than",     "that",         "that's",    "the",
    "their",     "theirs",   "them",         "then",      "there",
    "therefore", "these",    "they",         "this",      "those",
    "though",    "through",  "throughout",   "thus",      "till",
    "to",        "today",    "together",     "tomorrow",  "tonight",
    "too",       "toward",   "towards",      "under",     "underneath",
    "unless",    "unlike",   "until",        "up",        "upon",
    "us",        "van",      "very",         "via",       "von",
    "was",       "wasn't",   "we",           "weekly",    "well",
    "went",      "were",     "weren't",      "what",      "when",
    "whenever",  "where",    "whereas",      "wherever",  "whether",
    "which",     "while",    "who",          "whoever",   "whom",
    "whose",     "why",      "will",         "with",      "within",
    "without",   "won't",    "worth",        "would",     "wouldn't",
    "wounded",   "yearly",   "yesterday",    "yet",       "you",
    "your",      "yours",
};

static const char *const not_plural[] = {
    "access",     "across",    "address",      "afterwards", "always",      "ambitious",
    "analysis",   "anonymous", "basis",        "besides",    "bonus",       "business",
    "campus",     "census",    "chaos",        "christmas",  "class",       "congress",
    "consensus",  "crisis",    "cross",        "dangerous",  "discuss",     "does",
    "emphasis",   "endless",   "enormous",     "express",    "famous",      "focus",
    "gas",        "generous",  "genius",       "goes",       "gross",       "has",
    "hers",       "his",       "homeless",     "hopeless",   "hypothesis",  "indigenous",
    "its",        "james",     "jobless",      "less",       "los",         "minus",
    "miss",       "nervous",   "nevertheless", "news",       "nonetheless", "numerous",
    "obvious",    "otherwise", "overseas",     "paris",      "pass",        "perhaps",
    "plus",       "precious",  "press",        "previous",   "process",     "progress",
    "religious",  "ruthless",  "serious",      "stateless",  "status",      "success",
    "suspicious", "texas",     "thesis",       "thus",       "towards",     "unanimous",
    "us",         "various",   "versus",       "virus",      "wales",       "was",
    "wireless",   "yes",       "yours",
};

static const char *const plurals[] = {
    "aircraft",   "alumni",     "bacteria",  "bison",      "cattle",       "cavalry",
    "children",   "clergy",     "clergymen", "crew",       "crewmen",      "criteria",
    "data",       "dead",       "deer",      "elderly",    "faithful",     "feet",
    "fish",       "fishermen",  "folk",      "geese",      "gendarmerie",  "homeless",
    "hovercraft", "infantry",   "lives",     "livestock",  "media",        "men",
    "mice",       "military",   "moose",     "offspring",  "oxen",         "people",
    "percent",    "personnel",  "phenomena", "police",     "policemen",    "poor",
    "poultry",    "salmon",     "series",    "servicemen", "servicewomen", "sheep",
    "shrimp",     "spacecraft", "species",   "sperm",      "squid",        "staff",
    "strong",     "swine",      "teens",     "teeth",      "troops",       "trout",
    "vermin",     "watercraft", "wildlife",  "women",      "youth",
};

static const char *const people[] = {
    "activist",      "actor",         "adult",       "adviser",      "advisor",
    "agent",         "aide",          "ally",        "ambassador",   "artist",
    "assailant",     "asylum-seeker", "athlete",     "attacker",     "author",
    "baby",          "backer",        "banker",      "bishop",       "blogger",
    "bomber",        "boy",           "brother",     "builder",      "burglar",
    "buyer",         "bystander",     "cadet",       "campaigner",   "candidate",
    "captain",       "cardinal",      "caretaker",   "chef",         "child",
    "civilian",      "cleaner",       "clerk",       "client",       "climber",
    "coach",         "colleague",     "colonel",     "commander",    "commuter",
    "conscript",     "consumer",      "contractor",  "cook",         "cop",
    "correspondent", "councillor",    "councilor",   "cousin",       "creditor",
    "critic",        "customer",      "cyclist",     "dancer",       "daughter",
    "delegate",      "demonstrator",  "deputy",      "detainee",     "diplomat",
    "director",      "dissident",     "diver",       "doctor",       "donor",
    "driver",        "editor",        "electrician", "emigrant",     "employee",
    "engineer",      "evacuee",       "executive",   "expert",       "extremist",
    "fan",           "farmer",        "fighter",     "firefighter",  "fisherman",
    "footballer",    "foreigner",     "friend",      "general",      "girl",
    "governor",      "grandchild",    "guard",       "guerrilla",    "guest",
    "guide",         "gunman",        "hiker",       "homeowner",    "hostage",
    "hunter",        "husband",       "imam",        "immigrant",    "infant",
    "informant",     "inmate",        "inspector",   "insurgent",    "interpreter",
    "intruder",      "investigator",  "investor",    "jihadi",       "jihadist",
    "journalist",    "judge",         "kidnapper",   "lawmaker",     "lawyer",
    "leader",        "legislator",    "lodger",      "looter",       "man",
    "mayor",         "mechanic",      "medic",       "member",       "mercenary",
    "migrant",       "militant",      "militiaman",  "miner",        "minister",
    "minor",         "monk",          "mother",      "motorist",     "mourner",
    "musician",      "neighbor",      "neighbour",   "nun",          "nurse",
    "officer",       "official",      "operative",   "opponent",     "orphan",
    "owner",         "paramedic",     "paratrooper", "parent",       "parliamentarian",
    "passenger",     "passer-by",     "patient",     "peacekeeper",  "peasant",
    "pedestrian",    "pensioner",     "person",      "photographer", "pilgrim",
    "pilot",         "pirate",        "player",      "poacher",      "poet",
    "policeman",     "policewoman",   "politician",  "porter",       "president",
    "priest",        "prince",        "prisoner",    "prosecutor",   "protester",
    "protestor",     "pupil",         "rabbi",       "rebel",        "recruit",
    "refugee",       "relative",      "reporter",    "rescuer",      "researcher",
    "reservist",     "resident",      "rioter",      "robber",       "sailor",
    "scholar",       "schoolboy",     "schoolgirl",  "scientist",    "scout",
    "seller",        "senator",       "separatist",  "sergeant",     "serviceman",
    "settler",       "shareholder",   "sherpa",      "shopper",      "sibling",
    "singer",        "sister",        "skier",       "smuggler",     "sniper",
    "soldier",       "son",           "spectator",   "spouse",       "staffer",
    "student",       "subscriber",    "supporter",   "surgeon",      "suspect",
    "swimmer",       "teacher",       "technician",  "teen",         "teenager",
    "tenant",        "terrorist",     "thief",       "toddler",      "tourist",
    "trader",        "trafficker",    "translator",  "traveler",     "traveller",
    "trooper",       "user",          "victim",      "viewer",       "villager",
    "volunteer",     "voter",         "waiter",      "warden",       "widow",
    "widower",       "wife",          "witness",     "woman",        "worker",
    "worshiper",     "worshipper",    "writer",      "youngster",    "youth",
};

static const char *const sport[] = {
    "advanced",  "aggregate", "beat",      "beaten",    "beating",   "beats",     "comeback",
    "crushed",   "decision",  "defeat",    "defeated",  "defeating", "defeats",   "dissent",
    "down",      "downed",    "draw",      "drawn",     "draws",     "drew",      "edge",
    "edged",     "final",     "finished",  "goal",      "goals",     "half-time", "halftime",
    "hammered",  "lead",      "leading",   "leads",     "led",       "leveled",   "levelled",
    "lose",      "loses",     "losing",    "loss",      "lost",      "majority",  "match",
    "overcame",  "passed",    "penalties", "playoff",   "rout",      "routed",    "ruled",
    "ruling",    "score",     "scored",    "scoreline", "scores",    "scoring",   "series",
    "set",       "sets",      "shootout",  "shutout",   "split",     "stalemate", "thrashed",
    "thrashing", "tie",       "tied",      "trailed",   "trailing",  "triumph",   "trounced",
    "up",        "upset",     "verdict",   "victory",   "vote",      "voted",     "win",
    "winning",   "wins",      "won",
};

static const char *const adjectives_skipped[] = {
    "additional", "extra", "further", "more", "new", "other", "such",
};

static const char *const killing[] = {
    "assassinated", "assassinating", "beheaded",     "beheading",  "drowned",  "drowning",
    "executed",     "executing",     "kill",         "killed",     "killing",  "kills",
    "lynched",      "lynching",      "massacred",    "massacring", "murdered", "murdering",
    "murders",      "slaughtered",   "slaughtering", "slaying",    "slew",
};

static const char *const animals[] = {
    "animals",    "bears",   "birds",    "bison",     "buffaloes", "bulls",    "calves",
    "camels",     "cats",    "cattle",   "chickens",  "chicks",    "cows",     "crabs",
    "crocodiles", "deer",    "dogs",     "dolphins",  "donkeys",   "ducks",    "eagles",
    "elephants",  "fish",    "fowl",     "foxes",     "frogs",     "geese",    "goats",
    "hens",       "horses",  "insects",  "kangaroos", "koalas",    "lambs",    "lions",
    "livestock",  "mammals", "mice",     "monkeys",   "oxen",      "penguins", "pets",
    "pigs",       "poultry", "puppies",  "rabbits",   "rats",      "reindeer", "rhinos",
    "salmon",     "seals",   "sharks",   "sheep",     "snakes",    "swans",    "tigers",
    "turkeys",    "turtles", "vultures", "whales",    "wolves",
};

static const char *const claiming[] = {
    "claim", "claimed", "claiming", "claims", "cost", "costing", "costs",
};

static const char *const tolls[] = {
    "dead", "death", "deaths", "fatalities", "toll",
};

static const char *const persons[] = {
    "children",  "crew",      "crewmen",    "fishermen", "men",   "people",
    "personnel", "policemen", "servicemen", "staff",     "women",
};

static const char *const wounding[] = {
    "hospitalised", "hospitalising", "hospitalized", "hospitalizing", "hurt",   "hurting",
    "injure",       "injured",       "injures",      "injuring",      "maimed", "maiming",
    "wound",        "wounded",       "wounding",     "wounds",
};

static const char *const displacing[] = {
    "displace",  "displaced",  "displaces", "displacing", "evacuated",
    "evacuates", "evacuating", "uprooted",  "uprooting",  "uproots",
};

static const char *const dead[] = {
    "asphyxiated", "assassinated", "beheaded", "bodies",     "corpses",  "dead",
    "death",       "deaths",       "die",      "died",       "dies",     "drowned",
    "dying",       "electrocuted", "executed", "fatalities", "fatality", "killed",
    "lynched",     "massacred",    "murdered", "perished",   "slain",    "slaughtered",
    "suffocated",  "toll",
};

static const char *const injured[] = {
    "hospitalised", "hospitalized", "hurt", "injured", "injuries", "injury", "maimed", "wounded",
};

static const char *const missing[] = {
    "disappearances", "disappeared", "missing", "unaccounted", "vanished",
};

static const char *const displaced[] = {
    "displaced", "displacements", "evacuated", "evacuations", "evacuees", "homeless", "uprooted",
};

static const char *const auxiliaries[] = {
    "all",        "already",    "also",      "are",      "as",      "badly",    "be",
    "beaten",     "been",       "being",     "believed", "both",    "burned",   "burnt",
    "confirmed",  "critically", "crushed",   "declared", "either",  "fatally",  "feared",
    "found",      "go",         "gone",      "gravely",  "had",     "has",      "have",
    "himself",    "is",         "later",     "left",     "lightly", "listed",   "now",
    "officially", "others",     "people",    "presumed", "remain",  "remained", "remains",
    "reported",   "reportedly", "seriously", "severely", "shot",    "slightly", "stabbed",
    "still",      "trampled",   "was",       "went",     "were",    "when",
};

static const char *const links[] = {
    "a",         "after",     "all",        "approaching", "at",        "be",         "by",
    "climb",     "climbed",   "climbing",   "climbs",      "currently", "exceed",     "exceeded",
    "exceeding", "exceeds",   "far",        "from",        "had",       "has",        "have",
    "hit",       "increased", "increasing", "is",          "jumped",    "killed",     "near",
    "nearing",   "now",       "of",         "passed",      "passing",   "people",     "put",
    "puts",      "putting",   "reach",      "reached",     "reaches",   "reaching",   "rise",
    "risen",     "rises",     "rising",     "rose",        "so",        "soared",     "stand",
    "standing",  "stands",    "stood",      "surpass",     "surpassed", "surpassing", "the",
    "to",        "top",       "topped",     "topping",     "total",     "totaled",    "totalled",
    "totals",    "was",       "were",
};

static const char *const objects[] = {
    "a",          "an",    "another",  "dozens", "eight",     "five",  "four",   "her",   "him",
    "himself",    "his",   "hundreds", "its",    "many",      "more",  "nearly", "nine",  "one",
    "our",        "seven", "several",  "six",    "some",      "ten",   "the",    "their", "them",
    "themselves", "these", "this",     "those",  "thousands", "three", "two",
};

static const char *const determiners[] = {
    "all",  "her", "his",   "its",   "my",   "our",   "some",
    "such", "the", "their", "these", "this", "those", "your",
};

static const char *const ordinal_before[] = {
    "a",  "an", "and",  "another", "each", "every", "for",  "her", "his",   "its",  "my",
    "no", "on", "only", "or",      "our",  "s",     "that", "the", "their", "this", "your",
};

static const char *const ordinal_not[] = {
    "aid",      "and",    "bell",   "birthday", "by",    "came",     "century",  "class",   "come",
    "day",      "degree", "glance", "half",     "hand",  "hand-off", "he",       "i",       "in",
    "instance", "it",     "lady",   "language", "light", "look",     "minister", "moment",  "month",
    "months",   "name",   "night",  "of",       "or",    "place",    "quarter",  "reading", "she",
    "sight",    "sit",    "teamer", "they",     "thing", "things",   "thought",  "time",    "to",
    "was",      "we",     "week",   "world",    "year",  "years",    "you",
};

static const char *const money_materials[] = {
    "beef",      "body",       "carbon",   "cargo",    "coal",      "cocaine",
    "cocoa",     "coffee",     "copper",   "cotton",   "debris",    "drugs",
    "explosive", "explosives", "fat",      "fentanyl", "fish",      "flour",
    "food",      "fruit",      "garbage",  "gold",     "gunpowder", "heroin",
    "ice",       "marijuana",  "material", "meat",     "meth",      "methamphetamine",
    "muscle",    "plastic",    "pork",     "pressure", "produce",   "rice",
    "rock",      "salt",       "sand",     "silver",   "steel",     "sugar",
    "tea",       "thrust",     "tnt",      "tobacco",  "trash",     "uranium",
    "waste",     "weed",       "weight",   "wheat",
};

static const char *const length_context[] = {
    "above",      "across",    "apart",  "away",     "backstroke", "below", "breaststroke",
    "butterfly",  "dash",      "deep",   "diameter", "distance",   "event", "fence",
    "final",      "freestyle", "from",   "further",  "gap",        "high",  "hurdles",
    "individual", "long",      "mark",   "medley",   "of",         "pool",  "race",
    "relay",      "run",       "sprint", "tall",     "telescope",  "thick", "walk",
    "wall",       "wave",      "waves",  "wide",     "world",      "x",     "yacht",
};

static const char *const not_counted[] = {
    "a",         "act",       "and",   "ass",    "day",   "fold",    "hand",    "hour",  "in",
    "ish",       "minute",    "month", "odd",    "of",    "off",     "old",     "one",   "ons",
    "out",       "part",      "plus",  "point",  "prong", "pronged", "quarter", "sided", "some",
    "something", "star",      "step",  "strong", "three", "time",    "times",   "to",    "two",
    "up",        "upmanship", "way",   "week",   "wheel", "year",    "years",
};

#define LIST(words)                                                                                \
    {                                                                                              \
        words, sizeof(words) / sizeof(words)[0]                                                    \
    }
static const struct word_list lists[QUANTITY_LISTS] = {
    [QUANTITY_TIME_UNITS] = LIST(time_units),
    [QUANTITY_TIME_ADJECTIVES] = LIST(time_adjectives),
    [QUANTITY_BEFORE_LABEL] = LIST(before_label),
    [QUANTITY_DATE_PREPOSITIONS] = LIST(date_prepositions),
    [QUANTITY_STREETS] = LIST(streets),
    [QUANTITY_STOP] = LIST(stop),
    [QUANTITY_NOT_PLURAL] = LIST(not_plural),
    [QUANTITY_PLURALS] = LIST(plurals),
    [QUANTITY_PEOPLE] = LIST(people),
    [QUANTITY_SPORT] = LIST(sport),
    [QUANTITY_ADJECTIVES_SKIPPED] = LIST(adjectives_skipped),
    [QUANTITY_KILLING] = LIST(killing),
    [QUANTITY_ANIMALS] = LIST(animals),
    [QUANTITY_CLAIMING] = LIST(claiming),
    [QUANTITY_TOLLS] = LIST(tolls),
    [QUANTITY_PERSONS] = LIST(persons),
    [QUANTITY_WOUNDING] = LIST(wounding),
    [QUANTITY_DISPLACING] = LIST(displacing),
    [QUANTITY_DEAD] = LIST(dead),
    [QUANTITY_INJURED] = LIST(injured),
    [QUANTITY_MISSING] = LIST(missing),
    [QUANTITY_DISPLACED] = LIST(displaced),
    [QUANTITY_AUXILIARIES] = LIST(auxiliaries),
    [QUANTITY_LINKS] = LIST(links),
    [QUANTITY_OBJECTS] = LIST(objects),
    [QUANTITY_DETERMINERS] = LIST(determiners),
    [QUANTITY_ORDINAL_BEFORE] = LIST(ordinal_before),
    [QUANTITY_ORDINAL_NOT] = LIST(ordinal_not),
    [QUANTITY_MONEY_MATERIALS] = LIST(money_materials),
    [QUANTITY_LENGTH_CONTEXT] = LIST(length_context),
    [QUANTITY_NOT_COUNTED] = LIST(not_counted),
};

void quantity_words_mark(struct lexicon *x)
{
    for (uint32_t list = 0; list < QUANTITY_LISTS; list++) {
        for (uint32_t i = 0; i < lists[list].count; i++) {
            lexicon_mark(x, str_of(lists[list].words[i]), list);
        }
    }
    for (uint32_t i = 0; i < lists[QUANTITY_PEOPLE].count; i++) {
        lexicon_mark_plural(x, str_of(lists[QUANTITY_PEOPLE].words[i]), MARK_PERSONS);
    }
}

bool quantity_words_sorted(void)
{
    for (int i = 0; i < QUANTITY_LISTS; i++) {
        for (uint32_t k = 1; k < lists[i].count; k++) {
            if (strcmp(lists[i].words[k - 1], lists[i].words[k]) >= 0) {
                return false;
            }
        }
    }
    return true;
}
