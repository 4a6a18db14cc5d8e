/* pack: which knowledge pack this program uses, whether all of its bytes are what they should be,
 * and what it knows of a name. Starting checks the CRC and every offset; the SHA-256 is checked
 * here. */
#include <stdio.h>

#include "base/clock.h"
#include "cli.h"
#include "local.h"
#include "model/pack.h"

static void print_head(const struct pack *p, uint64_t opened_us)
{
    struct str name, text;
    printf("sha256   %.*s\n", STR_ARG(pack_sha256(p)));
    printf("entries  %u, opened in %.1f ms\n", pack_entries(p), (double)opened_us / 1000);
    for (size_t i = 0; pack_about(p, i, &name, &text); i++) {
        printf("%-8.*s %.*s\n", STR_ARG(name), STR_ARG(text));
    }
}

static void print_field(const char *name, struct str value)
{
    if (value.len) {
        printf(" %s=%.*s", name, STR_ARG(value));
    }
}

static void print_number(const char *name, uint32_t value)
{
    if (value) {
        printf(" %s=%u", name, value);
    }
}

static void print_match(const struct pack *p, const struct pack_match *m)
{
    struct pack_entry e = pack_entry(p, m->entry);
    struct pack_role roles[PACK_ROLES_MAX];
    printf("%u %s \"%.*s\" by=%s", m->entry, pack_kind_name(e.kind), STR_ARG(e.name),
           pack_form_name(m->form));
    print_field("country", e.country);
    print_field("region", e.region);
    print_field("feature", e.feature);
    print_field("cameo", e.cameo);
    print_number("wikidata", e.wikidata);
    print_number("geonames", e.geonames);
    print_number("population", e.population);
    if (e.has_point) {
        printf(" at=%.5f,%.5f", e.lat_e5 / 1e5, e.lon_e5 / 1e5);
    }
    printf(" prominence=%u\n", e.prominence);
    size_t count = pack_roles(p, m->entry, PACK_ANY_DAY, roles, PACK_ROLES_MAX);
    for (size_t i = 0; i < count; i++) {
        printf("    days %d..%d title=%.*s cameo=%.*s of=%d\n", roles[i].from, roles[i].to,
               STR_ARG(roles[i].title), STR_ARG(roles[i].cameo), (int)roles[i].of);
    }
}

static int print_name(const struct pack *p, const char *text)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(p, str_of(text), found, PACK_MATCHES_MAX);
    struct pack_word word = pack_word(p, str_of(text));
    for (size_t i = 0; i < count; i++) {
        print_match(p, &found[i]);
    }
    if (word.classes) {
        printf("word classes=%#x women=%d level=%d gender=%d cameo=%.*s\n", word.classes,
               word.women, word.level, (int)word.gender, STR_ARG(word.cameo));
    }
    if (count == 0 && word.classes == 0) {
        fprintf(stderr, "dateline: the pack knows no '%s'\n", text);
        return CLI_FAILED;
    }
    return CLI_OK;
}

static int check(const struct pack *p, uint64_t opened_us)
{
    const char *problem = NULL;
    print_head(p, opened_us);
    if (pack_verify(p, &problem) != STATUS_OK) {
        fprintf(stderr, "dateline: %s\n", problem);
        return CLI_FAILED;
    }
    return CLI_OK;
}

static bool take_option(void *state, int which, const char *value)
{
    (void)which; /* there is but one */
    *(const char **)state = value;
    return true;
}

static int pack(int argc, char **argv)
{
    static const struct option options[] = {{"find", required_argument, NULL, 'f'}, {0}};
    struct models m = {0};
    const char *name = NULL;
    if (!cli_options(argc, argv, options, take_option, &name)) {
        return CLI_USAGE;
    }
    if (argc > optind + 1) {
        return cli_wrong("pack takes one file");
    }
    const char *file = optind < argc ? argv[optind] : local_defaults().pack;
    if (!local_readable(file)) {
        return CLI_USAGE;
    }
    uint64_t begin = clock_monotonic_us();
    if (models_load_pack(&m, file) != STATUS_OK) {
        return cli_wrong("the knowledge pack cannot be used");
    }
    if (!m.pack) {
        return cli_wrong("there is no knowledge pack");
    }
    uint64_t opened_us = clock_monotonic_us() - begin;
    int status = name ? print_name(m.pack, name) : check(m.pack, opened_us);
    models_release(&m);
    return status;
}

const struct command pack_command = {
    "pack",
    pack,
    "print what the knowledge pack is, check all of it, look a name up",
    "usage: dateline pack [--find NAME] [FILE]\n"
    "\n"
    "Prints the pack's SHA-256, licences and sources, and checks the SHA-256. FILE: another than\n"
    "DATELINE_PACK_FILE or, where that is not set, the one beside the program; its supplement "
    "(FILE\n"
    "with -sharealike before .pack) is read with it.\n"
    "\n"
    "  --find NAME       what the pack knows of the name, the most prominent first\n"
    "\n"
    "Exit status: 0 it is whole or the name is known, 1 it is not, 2 it does not load.\n",
};
