/* Ways of writing the name of a place that the pack has in another form. */
#include "pipeline/places.h"

/* What the post of the United States (Publication 28, appendix B) and of Canada write, and two that
 * newspapers do. */
static const struct {
    struct str brief, full;
} states[] = {{STR_INIT("AL"), STR_INIT("Alabama")},
              {STR_INIT("AK"), STR_INIT("Alaska")},
              {STR_INIT("AZ"), STR_INIT("Arizona")},
              {STR_INIT("AR"), STR_INIT("Arkansas")},
              {STR_INIT("CA"), STR_INIT("California")},
              {STR_INIT("CO"), STR_INIT("Colorado")},
              {STR_INIT("CT"), STR_INIT("Connecticut")},
              {STR_INIT("DE"), STR_INIT("Delaware")},
              {STR_INIT("FL"), STR_INIT("Florida")},
              {STR_INIT("GA"), STR_INIT("Georgia")},
              {STR_INIT("HI"), STR_INIT("Hawaii")},
              {STR_INIT("ID"), STR_INIT("Idaho")},
              {STR_INIT("IL"), STR_INIT("Illinois")},
              {STR_INIT("IN"), STR_INIT("Indiana")},
              {STR_INIT("IA"), STR_INIT("Iowa")},
              {STR_INIT("KS"), STR_INIT("Kansas")},
              {STR_INIT("KY"), STR_INIT("Kentucky")},
              {STR_INIT("LA"), STR_INIT("Louisiana")},
              {STR_INIT("ME"), STR_INIT("Maine")},
              {STR_INIT("MD"), STR_INIT("Maryland")},
              {STR_INIT("MA"), STR_INIT("Massachusetts")},
              {STR_INIT("MI"), STR_INIT("Michigan")},
              {STR_INIT("MN"), STR_INIT("Minnesota")},
              {STR_INIT("MS"), STR_INIT("Mississippi")},
              {STR_INIT("MO"), STR_INIT("Missouri")},
              {STR_INIT("MT"), STR_INIT("Montana")},
              {STR_INIT("NE"), STR_INIT("Nebraska")},
              {STR_INIT("NV"), STR_INIT("Nevada")},
              {STR_INIT("NH"), STR_INIT("New Hampshire")},
              {STR_INIT("NJ"), STR_INIT("New Jersey")},
              {STR_INIT("NM"), STR_INIT("New Mexico")},
              {STR_INIT("NY"), STR_INIT("New York")},
              {STR_INIT("NC"), STR_INIT("North Carolina")},
              {STR_INIT("ND"), STR_INIT("North Dakota")},
              {STR_INIT("OH"), STR_INIT("Ohio")},
              {STR_INIT("OK"), STR_INIT("Oklahoma")},
              {STR_INIT("OR"), STR_INIT("Oregon")},
              {STR_INIT("PA"), STR_INIT("Pennsylvania")},
              {STR_INIT("RI"), STR_INIT("Rhode Island")},
              {STR_INIT("SC"), STR_INIT("South Carolina")},
              {STR_INIT("SD"), STR_INIT("South Dakota")},
              {STR_INIT("TN"), STR_INIT("Tennessee")},
              {STR_INIT("TX"), STR_INIT("Texas")},
              {STR_INIT("UT"), STR_INIT("Utah")},
              {STR_INIT("VT"), STR_INIT("Vermont")},
              {STR_INIT("VA"), STR_INIT("Virginia")},
              {STR_INIT("WA"), STR_INIT("Washington")},
              {STR_INIT("WV"), STR_INIT("West Virginia")},
              {STR_INIT("WI"), STR_INIT("Wisconsin")},
              {STR_INIT("WY"), STR_INIT("Wyoming")},
              {STR_INIT("ON"), STR_INIT("Ontario")},
              {STR_INIT("QC"), STR_INIT("Quebec")},
              {STR_INIT("BC"), STR_INIT("British Columbia")},
              {STR_INIT("AB"), STR_INIT("Alberta")},
              {STR_INIT("SK"), STR_INIT("Saskatchewan")},
              {STR_INIT("MB"), STR_INIT("Manitoba")},
              {STR_INIT("NS"), STR_INIT("Nova Scotia")},
              {STR_INIT("NB"), STR_INIT("New Brunswick")},
              {STR_INIT("Ky."), STR_INIT("Kentucky")},
              {STR_INIT("Mont."), STR_INIT("Montana")}};

struct str places_written_out(struct str name, struct arena *arena)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (str_equal(name, states[i].brief)) {
            return states[i].full;
        }
    }
    bool county = str_ends_with(name, STR(" Co.")) || str_ends_with(name, STR(" CO."));
    return county ? arena_printf(arena, "%.*s County", (int)name.len - 4, name.ptr) : name;
}

/* A word that says what kind of place a name is. */
struct class_word {
    struct str word;
    uint32_t kinds; /* bits of 1 << enum pack_kind */
};

static const struct class_word before[] = {
    {STR_INIT("City of "), 1u << PACK_CITY},
    {STR_INIT("Port of "), 1u << PACK_CITY},
    {STR_INIT("Province of "), 1u << PACK_REGION},
    {STR_INIT("State of "), 1u << PACK_REGION | 1u << PACK_COUNTRY},
    {STR_INIT("Republic of "), 1u << PACK_COUNTRY},
    {STR_INIT("Lake "), 1u << PACK_NATURAL},
    {STR_INIT("Mount "), 1u << PACK_NATURAL},
};

/* What says so behind it. */
static const struct class_word after[] = {
    {STR_INIT(" Province"), 1u << PACK_REGION},
    {STR_INIT(" province"), 1u << PACK_REGION},
    {STR_INIT(" State"), 1u << PACK_REGION},
    {STR_INIT(" state"), 1u << PACK_REGION},
    {STR_INIT(" Region"), 1u << PACK_REGION | 1u << PACK_AREA},
    {STR_INIT(" region"), 1u << PACK_REGION | 1u << PACK_AREA},
    {STR_INIT(" Oblast"), 1u << PACK_REGION},
    {STR_INIT(" Governorate"), 1u << PACK_REGION},
    {STR_INIT(" Prefecture"), 1u << PACK_REGION},
    {STR_INIT(" Territory"), 1u << PACK_REGION},
    {STR_INIT(" County"), 1u << PACK_DISTRICT | 1u << PACK_REGION},
    {STR_INIT(" Parish"), 1u << PACK_DISTRICT},
    {STR_INIT(" District"), 1u << PACK_DISTRICT | 1u << PACK_CITY},
    {STR_INIT(" district"), 1u << PACK_DISTRICT | 1u << PACK_CITY},
    {STR_INIT(" City"), 1u << PACK_CITY},
    {STR_INIT(" city"), 1u << PACK_CITY},
    {STR_INIT(" Township"), 1u << PACK_CITY},
    {STR_INIT(" Island"), 1u << PACK_NATURAL | 1u << PACK_REGION},
    {STR_INIT(" Islands"), 1u << PACK_NATURAL | 1u << PACK_COUNTRY},
    {STR_INIT(" River"), 1u << PACK_NATURAL},
    {STR_INIT(" Valley"), 1u << PACK_NATURAL | 1u << PACK_REGION},
    {STR_INIT(" Peninsula"), 1u << PACK_NATURAL | 1u << PACK_REGION},
    {STR_INIT(" Sea"), 1u << PACK_NATURAL}};

struct str places_without_class(struct str name, uint32_t *kinds)
{
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if (str_starts_with(name, before[i].word)) {
            *kinds = before[i].kinds;
            return str_slice(name, before[i].word.len, name.len);
        }
    }
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        if (str_ends_with(name, after[i].word)) {
            *kinds = after[i].kinds;
            return str_slice(name, 0, name.len - after[i].word.len);
        }
    }
    return (struct str){0};
}

struct str places_without_direction(struct str name)
{
    static const struct str words[] = {
        STR_INIT("north"),        STR_INIT("south"),        STR_INIT("east"),
        STR_INIT("west"),         STR_INIT("central"),      STR_INIT("upper"),
        STR_INIT("lower"),        STR_INIT("mainland"),     STR_INIT("inner"),
        STR_INIT("outer"),        STR_INIT("northern"),     STR_INIT("southern"),
        STR_INIT("eastern"),      STR_INIT("western"),      STR_INIT("northwest"),
        STR_INIT("northeast"),    STR_INIT("rural"),        STR_INIT("coastal"),
        STR_INIT("southwest"),    STR_INIT("southeast"),    STR_INIT("far"),
        STR_INIT("mid"),          STR_INIT("metropolitan"), STR_INIT("northeastern"),
        STR_INIT("northwestern"), STR_INIT("southeastern"), STR_INIT("southwestern"),
        STR_INIT("downtown"),     STR_INIT("suburban"),     STR_INIT("greater")};
    for (bool more = true; more;) {
        size_t blank = str_find_byte(name, ' ', 0), hyphen = str_find_byte(name, '-', 0);
        size_t end = hyphen < blank ? hyphen : blank;
        more = false;
        for (size_t i = 0; i < sizeof words / sizeof words[0] && end != SIZE_MAX && !more; i++) {
            more = str_equal_nocase(str_slice(name, 0, end), words[i]);
        }
        name = more ? str_slice(name, end + 1, name.len) : name;
    }
    return name;
}
