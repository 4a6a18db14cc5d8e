/* feasts: the day of the year (1 to 366) on which feasts of lunar calendars fall.
 *
 * A table that service/training/feasts.py computed, for the years that news names: Islamic feasts
 * by the Umm al-Qura calendar, Chinese, Hebrew, Orthodox and Hindu ones by their own rules. Where
 * the moon has to be seen a country may keep a feast a day earlier or later.
 */
#ifndef DATELINE_TEXT_FEASTS_H
#define DATELINE_TEXT_FEASTS_H

#include <stdint.h>

/* The columns, in the order of the script. */
enum feast {
    FEAST_CHINESE_NEW_YEAR,
    FEAST_DRAGON_BOAT,
    FEAST_MID_AUTUMN,
    FEAST_PASSOVER,
    FEAST_ROSH_HASHANAH,
    FEAST_HANUKKAH,
    FEAST_ISLAMIC_NEW_YEAR,
    FEAST_MAWLID,
    FEAST_RAMADAN,
    FEAST_EID_AL_FITR,
    FEAST_EID_AL_ADHA,
    FEAST_ORTHODOX_EASTER,
    FEAST_DIWALI,
    FEASTS
};

enum { FEAST_FIRST_YEAR = 1990, FEAST_YEARS = 61 };

extern const uint16_t feast_days[FEAST_YEARS][FEASTS];

#endif
