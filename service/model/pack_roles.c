/* Roles: who was what, when. Each file keeps them by person, and their numbers by what they are
   roles of. */
#include "model/pack_inside.h"

static bool holds_on(const struct file_role *role, int32_t day)
{
    return day == PACK_ANY_DAY ||
           ((role->from == PACK_DAY_UNKNOWN || role->from <= day) && day <= role->to);
}

static struct pack_role read_role(const struct part *part, const struct file_role *role)
{
    return (struct pack_role){.person = role->person,
                              .of = role->of,
                              .office = (enum pack_office)role->office,
                              .title = pack_string(&part->titles, role->title),
                              .cameo = pack_string(&part->cameo, role->cameo),
                              .from = role->from,
                              .to = role->to};
}

static uint32_t first_of_person(const struct part *part, uint32_t person)
{
    uint32_t low = 0, high = part->role_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (part->roles[middle].person < person) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t pack_roles(const struct pack *p, uint32_t person, int32_t day, struct pack_role *out,
                  size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        for (uint32_t k = first_of_person(part, person);
             k < part->role_count && part->roles[k].person == person && count < max; k++) {
            if (holds_on(&part->roles[k], day)) {
                out[count++] = read_role(part, &part->roles[k]);
            }
        }
    }
    return count;
}

/* PACK_OFFICE_COUNT stands for any office and comes before all: it begins where the first one does.
   */
static uint32_t first_of(const struct part *part, uint32_t of, enum pack_office office)
{
    unsigned least = office == PACK_OFFICE_COUNT ? 0 : (unsigned)office;
    uint32_t low = 0, high = part->roles_of_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct file_role *role = &part->roles[part->roles_of[middle]];
        if (role->of < of || (role->of == of && role->office < least)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t pack_holders(const struct pack *p, uint32_t of, enum pack_office office, int32_t day,
                    struct pack_role *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        for (uint32_t k = first_of(part, of, office); k < part->roles_of_count && count < max;
             k++) {
            const struct file_role *role = &part->roles[part->roles_of[k]];
            if (role->of != of || (office != PACK_OFFICE_COUNT && role->office != office)) {
                break;
            }
            if (holds_on(role, day)) {
                out[count++] = read_role(part, role);
            }
        }
    }
    return count;
}

/* Words that mean an office rather than a title of their own. `leads` is the office of whoever
   leads the country. */
static enum pack_office office_of(struct str title, enum pack_office leads)
{
    static const struct {
        struct str title;
        enum pack_office office; /* OTHER: whoever leads */
    } words[] = {
        {STR_INIT("leader"), PACK_OFFICE_OTHER},
        {STR_INIT("ruler"), PACK_OFFICE_OTHER},
        {STR_INIT("strongman"), PACK_OFFICE_OTHER},
        {STR_INIT("head of state"), PACK_OFFICE_STATE},
        {STR_INIT("head of government"), PACK_OFFICE_GOVERNMENT},
        {STR_INIT("premier"), PACK_OFFICE_GOVERNMENT},
        {STR_INIT("prime minister"), PACK_OFFICE_GOVERNMENT},
        {STR_INIT("pm"), PACK_OFFICE_GOVERNMENT},
        {STR_INIT("chief"), PACK_OFFICE_BODY},
        {STR_INIT("head"), PACK_OFFICE_BODY},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(words[i].title, title)) {
            return words[i].office == PACK_OFFICE_OTHER ? leads : words[i].office;
        }
    }
    return PACK_OFFICE_COUNT;
}

static enum pack_office leads_of(const struct pack *p, uint32_t of)
{
    const struct pack_entry e = pack_entry(p, of);
    if (e.kind == PACK_COUNTRY && e.country_number != PACK_NONE) {
        return pack_country(p, e.country_number).leads;
    }
    return PACK_OFFICE_BODY;
}

/* Of several holders the one that came last where the list may not have seen the others go. */
struct choice {
    uint32_t person;
    int32_t from;
    bool two;
};

static void choose(struct choice *c, const struct pack_role *role, int32_t day)
{
    bool one_at_a_time = role->office == PACK_OFFICE_STATE || role->office == PACK_OFFICE_BODY ||
                         role->office == PACK_OFFICE_GOVERNMENT;
    if (c->person == PACK_NONE || c->person == role->person) {
        c->person = role->person;
        c->from = role->from;
    } else if (day != PACK_ANY_DAY && one_at_a_time && role->from != c->from) {
        c->person = role->from > c->from ? role->person : c->person;
        c->from = role->from > c->from ? role->from : c->from;
    } else {
        c->two = true;
    }
}

uint32_t pack_holder(const struct pack *p, uint32_t of, struct str title, int32_t day)
{
    struct pack_role roles[PACK_ROLES_MAX];
    struct name_key bytes;
    struct str key = name_key_of(title, &bytes);
    enum pack_office office = office_of(key, leads_of(p, of));
    struct choice exact = {.person = PACK_NONE}, by_office = {.person = PACK_NONE};
    size_t count = pack_holders(p, of, PACK_OFFICE_COUNT, day, roles, PACK_ROLES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(roles[i].title, key)) {
            choose(&exact, &roles[i], day);
        }
        if (roles[i].office == office) {
            choose(&by_office, &roles[i], day);
        }
    }
    const struct choice *c = exact.person != PACK_NONE ? &exact : &by_office;
    return c->two ? PACK_NONE : c->person;
}
