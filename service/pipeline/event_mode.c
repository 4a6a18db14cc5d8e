/* How it was done: the weapon or the means that a clause names, as PLOVER's manual tells the modes
 * of ASSAULT and PROTEST apart. Words of our own choice. */
#include "pipeline/event.h"

enum { WORDS = 32, LOOKED_AT_MAX = 120 };

static const struct means {
    const char *event, *mode;
    const char *words[WORDS]; /* lemmas */
} all_means[] = {
    {"ASSAULT", "suicide-attack", {"suicide"}},
    {"ASSAULT",
     "unconventional",
     {"chemical", "nerve", "sarin", "chlorine", "nuclear", "radioactive", "anthrax", "novichok"}},
    {"ASSAULT", "crowd-control", {"teargas", "cannon", "baton", "rubber", "pepper", "stun"}},
    {"ASSAULT", "drone", {"drone", "uav"}},
    {"ASSAULT",
     "aerial",
     {"airstrike", "air", "aircraft", "helicopter", "warplane", "jet", "plane", "airforce",
      "bomber", "gunship"}},
    {"ASSAULT",
     "heavy-weapons",
     {"artillery", "tank", "rocket", "missile", "mortar", "shell", "shelling", "howitzer",
      "grenade-launcher", "bombardment"}},
    {"ASSAULT",
     "explosives",
     {"bomb", "bombing", "mine", "landmine", "minefield", "grenade", "explosive", "explosion",
      "blast", "ied", "roadside", "dynamite"}},
    {"ASSAULT",
     "firearms",
     {"gun", "gunman", "gunfire", "rifle", "pistol", "sniper", "shot", "shoot", "shooting",
      "bullet", "gunbattle", "firearm", "shotgun", "handgun"}},
    {"ASSAULT",
     "primitive",
     {"knife", "machete", "stone", "rock", "sword", "axe", "stab", "stabbing", "spear", "arrow",
      "hammer", "arson", "sickle"}},
    {"PROTEST", "hunger", {"hunger"}},
    {"PROTEST", "boycott", {"boycott"}},
    {"PROTEST", "strike", {"strike", "walkout", "stoppage"}},
    {"PROTEST", "riot", {"riot", "rioter", "rioting"}},
};

/* Modes that say more than a weapon: they stay. */
static bool is_final(struct str mode)
{
    static const struct str modes[] = {
        STR_INIT("abduct"),   STR_INIT("torture"), STR_INIT("sexual"), STR_INIT("targeted"),
        STR_INIT("obstruct"), STR_INIT("hunger"),  STR_INIT("riot"),   STR_INIT("suicide-attack")};
    for (size_t i = 0; mode.ptr && i < sizeof modes / sizeof modes[0]; i++) {
        if (str_equal(mode, modes[i])) {
            return true;
        }
    }
    return false;
}

static bool names(const struct event_view *v, uint32_t token, const struct means *m)
{
    for (size_t i = 0; i < WORDS && m->words[i]; i++) {
        if (event_is_lemma(v, token, m->words[i])) {
            return true;
        }
    }
    return false;
}

/* The first kind of means, in the order of the table, that the words of the clause name. */
static void look(const struct event_view *v, uint32_t token, struct str event, size_t *best,
                 uint32_t *budget)
{
    for (size_t i = 0; i<*best && * budget> 0; i++) {
        if (str_equal(event, str_of(all_means[i].event)) && names(v, token, &all_means[i])) {
            *best = i;
        }
    }
    for (uint32_t c = event_node(v, token)->child; c != NO_INDEX && *budget > 0;
         c = event_node(v, c)->next) {
        uint8_t relation = event_node(v, c)->relation;
        bool apart = relation == RELATION_RELCL || relation == RELATION_ADVCL ||
                     relation == RELATION_PARATAXIS || relation == RELATION_CCOMP ||
                     (relation == RELATION_CONJ && event_is_verbal(v, c));
        if (!apart) {
            (*budget)--;
            look(v, c, event, best, budget);
        }
    }
}

struct str event_mode(const struct event_view *v, uint32_t trigger, struct str event,
                      struct str mode)
{
    size_t none = sizeof all_means / sizeof all_means[0], best = none;
    uint32_t budget = LOOKED_AT_MAX;
    if (!event.ptr || is_final(mode)) {
        return mode;
    }
    look(v, trigger, event, &best, &budget);
    return best < none ? str_of(all_means[best].mode) : mode;
}
