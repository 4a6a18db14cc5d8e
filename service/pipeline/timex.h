/* timex: what the parts of the times stage hand to each other.
 *
 *     timex_scan     text → items: words of the lexicon, numbers, dates and clocks in digits
 *     timex_match    items → forms: the patterns of timex_rules, level by level
 *     timex_resolve  forms → points of the calendar (timex_point), by the context and the tense
 *     timex_value    forms and points → TIMEX3 values and intervals
 *     timex          forms → times, in text order, with the state of the narrative
 *
 * A form is what an expression says by itself ("two days later": 2, day, after); a point is a
 * stretch of the calendar that it was resolved to (2024-03-16).
 *
 * Units    years before Christ are negative, 0 is no year; months, days, weekdays, weeks, quarters
 *          count from 1; offsets are bytes of the text.
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_PIPELINE_TIMEX_H
#define DATELINE_PIPELINE_TIMEX_H

#include <stdbool.h>
#include <stdint.h>

#include "article/article.h"
#include "text/calendar.h"

/* From the smallest on: a greater unit holds the smaller ones. */
enum timex_unit {
    UNIT_NONE,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WORKDAY,
    UNIT_WEEKEND,
    UNIT_WEEK,
    UNIT_FORTNIGHT,
    UNIT_MONTH,
    UNIT_SEASON,
    UNIT_QUARTER,
    UNIT_HALF,
    UNIT_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_MILLENNIUM,
    UNIT_PERIOD, /* "period", "time": a stretch without a length */
};

enum timex_part { /* of the day */
                  PART_NONE,
                  PART_MORNING,
                  PART_MIDDAY,
                  PART_AFTERNOON,
                  PART_EVENING,
                  PART_NIGHT,
                  PART_DAYTIME,
                  PART_SMALL_HOURS, /* "the early hours" */
};

enum timex_mod {
    MOD_NONE,
    MOD_START,
    MOD_MID,
    MOD_END,
    MOD_APPROX,
    MOD_LESS_THAN,
    MOD_MORE_THAN,
    MOD_EQUAL_OR_LESS,
    MOD_EQUAL_OR_MORE,
    MOD_BEFORE,
    MOD_AFTER,
    MOD_ON_OR_BEFORE,
    MOD_ON_OR_AFTER,
};

enum timex_ref { REF_NONE, REF_PAST, REF_PRESENT, REF_FUTURE };

/* A count in thousandths, and of what. */
struct timex_amount {
    int32_t count;
    uint8_t unit; /* enum timex_unit */
};

enum { TIMEX_MORE_MAX = 3 };

/* What an expression hangs on. */
enum timex_base {
    BASE_NONE,
    BASE_CALENDAR, /* its own fields; what is missing comes from the anchor */
    BASE_DEICTIC,  /* the article's date: "yesterday", "last week", "two days ago" */
    BASE_NARRATIVE /* the date that the text speaks of: "the next day", "two days later" */
};

struct timex_form {
    uint8_t type;              /* enum timex_type */
    uint8_t base;              /* enum timex_base */
    uint8_t ref;               /* enum timex_ref; the whole value where it is one */
    uint8_t mod;               /* enum timex_mod */
    uint8_t grain;             /* enum timex_unit: what a calendar form is a stretch of */
    int16_t month, day;        /* 0 = none */
    int16_t weekday;           /* 1 = Monday */
    int16_t week, sub;         /* sub: number of season (1 = spring), quarter or half */
    int16_t rel;               /* units from the anchor: -1 last, 0 this, 1 next */
    bool has_rel;              /* rel counts units of `grain` */
    int16_t nth;               /* of nth_unit within the rest; -1 the last */
    uint8_t nth_unit;          /* enum timex_unit; with nth_weekday: that weekday */
    int16_t nth_weekday;       /* "the first Monday of" */
    int16_t direction;         /* -1 or 1: shifted by the duration; 0 not */
    uint8_t holiday;           /* enum calendar_holiday, 0 none */
    uint8_t part;              /* enum timex_part */
    int16_t hour, minute, sec; /* -1 = none */
    bool has_zone, utc;        /* utc: written "UTC", "GMT", "Z" */
    bool vague;                /* "several": the count is X */
    bool past;                 /* "the past ten minutes": surely up to now, unlike "the last ten" */
    bool ahead;                /* "in two weeks": a date where the clause tells of what will be */
    bool within;               /* "within two weeks": then they begin now */
    bool halved;               /* START and END are halves: "the first half of June" */
    bool to_now;               /* "earlier this week": the part of it before the article's day */
    bool last;                 /* "the end of the day", unlike "late": where it closes */
    bool between;              /* "tomorrow between 9": "and" goes on with the other bound */
    bool year_rel;             /* rel counts years, whatever the grain */
    bool open;                 /* a date of which nothing but the grain is known */
    bool fiscal, before_christ, half_day; /* half_day: am or pm stood there */
    bool week_of;                         /* the week of what the rest says */
    int16_t beside;  /* the nearest such weekday after it, negative: before it */
    bool weekend_of; /* the weekend of what the rest says */
    int16_t edge;    /* "the first nine months", "the last two": 1, -1 */
    bool bounded;    /* a stretch of the anchor's side: "the past five days" */
    int16_t zone;    /* minutes east of Greenwich */
    bool seasonal;   /* the zone's name is the same in summer: "ET" */
    int32_t year;
    int32_t count;                            /* thousandths of the unit */
    uint8_t unit;                             /* enum timex_unit */
    struct timex_amount more[TIMEX_MORE_MAX]; /* "two days and an hour": behind the first */
};

/* An expression found in the text. */
struct timex_found {
    struct span span;
    struct timex_form form;
    const char *by;    /* the rule, static */
    uint8_t certainty; /* hundredths */
    bool to_next;      /* the first bound of a range that the next one ends */
    bool of_next;      /* "the first nine months" of the next one */
    bool starts_next;  /* "three days" that begin with the next one */
    bool ends_next;    /* "the three months ended" with the next one */
    bool runs_next;    /* how long the next one says: "10 a.m. for three hours" */
    bool with_next;    /* shares the year of the next one: "April and June 1955" */
};

#endif
