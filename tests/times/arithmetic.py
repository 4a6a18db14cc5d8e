#!/usr/bin/env python3
"""Date arithmetic against Python's datetime: sentences of every kind about random anchors.

    arithmetic.py [--cases N] [--seed S]       10,000 cases unless said otherwise; "N passed, N failed"
"""
import argparse
import os
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

MONTHS = ("January February March April May June July August September October November "
          "December").split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
DAY = timedelta(1)


def month_of(day, by):
    """The first day of the month so many months on."""
    index = day.year * 12 + day.month - 1 + by
    return date(index // 12, index % 12 + 1, 1)


def of_days(day, count=1):
    return day.isoformat(), day, day + count * DAY


def of_week(monday):
    year, week, _ = monday.isocalendar()
    return "%04d-W%02d" % (year, week), monday, monday + 7 * DAY


def of_month(first):
    return first.isoformat()[:7], first, month_of(first, 1)


def of_year(year):
    return "%04d" % year, date(year, 1, 1), date(year + 1, 1, 1)


def monday_of(day):
    return day - day.weekday() * DAY


# Each makes a sentence about the anchor and the (value, begin, end) that must come of it.

def days_ago(rng, today):
    n = rng.randint(2, 400)
    return "The well dried up %d days ago." % n, of_days(today - n * DAY)


def weeks_ago(rng, today):
    n = rng.randint(2, 60)
    return "The well dried up %d weeks ago." % n, of_week(monday_of(today) - 7 * n * DAY)


def months_ago(rng, today):
    n = rng.randint(2, 40)
    return "The well dried up %d months ago." % n, of_month(month_of(today, -n))


def years_ago(rng, today):
    n = rng.randint(2, 90)
    return "The well dried up %d years ago." % n, of_year(today.year - n)


def weekday_past(rng, today):
    day = today - rng.randint(0, 6) * DAY
    return "The envoy resigned on %s." % DAYS[day.weekday()], of_days(day)


def weekday_future(rng, today):
    day = today + rng.randint(0, 6) * DAY
    return "The envoy will resign on %s." % DAYS[day.weekday()], of_days(day)


def weekday_next(rng, today):
    day = monday_of(today) + rng.randint(7, 13) * DAY
    return "The court sits next %s." % DAYS[day.weekday()], of_days(day)


def weekday_next_week(rng, today):
    day = monday_of(today) + rng.randint(7, 13) * DAY
    return "The court sits on %s next week." % DAYS[day.weekday()], of_days(day)


def near_days(rng, today):
    word, by = rng.choice([("yesterday", -1), ("today", 0), ("the day before yesterday", -2)])
    return "The mill burned down %s." % word, of_days(today + by * DAY)


def near_weeks(rng, today):
    word, by = rng.choice([("last", -1), ("this", 0), ("next", 1)])
    return "The mill shuts %s week." % word, of_week(monday_of(today) + 7 * by * DAY)


def near_months(rng, today):
    word, by = rng.choice([("last", -1), ("this", 0), ("next", 1)])
    return "The mill shuts %s month." % word, of_month(month_of(today, by))


def near_years(rng, today):
    word, by = rng.choice([("last", -1), ("this", 0), ("next", 1)])
    return "The mill shuts %s year." % word, of_year(today.year + by)


def near_quarters(rng, today):
    word, by = rng.choice([("last", -1), ("this", 0), ("next", 1)])
    first = month_of(date(today.year, today.month, 1), -((today.month - 1) % 3) + 3 * by)
    value = "%04d-Q%d" % (first.year, (first.month + 2) // 3)
    return "The mill shuts %s quarter." % word, (value, first, month_of(first, 3))


def month_past(rng, today):
    first = month_of(today, -rng.randint(0, 11))
    return "The mill burned down in %s." % MONTHS[first.month - 1], of_month(first)


def month_future(rng, today):
    first = month_of(today, rng.randint(0, 11))
    return "The mill will reopen in %s." % MONTHS[first.month - 1], of_month(first)


def day_past(rng, today):
    day = today - rng.randint(0, 364) * DAY
    if (day.month, day.day) == (2, 29):
        day += DAY
    return "The mill burned down on %s %d." % (MONTHS[day.month - 1], day.day), of_days(day)


def day_after_date(rng, today):
    day, n = today - rng.randint(1000, 30000) * DAY, rng.randint(2, 300)
    text = "The order came %d days after %d %s %d." % (n, day.day, MONTHS[day.month - 1], day.year)
    return text, of_days(day + n * DAY)


def weeks_before_date(rng, today):
    day, n = today - rng.randint(1000, 30000) * DAY, rng.randint(2, 50)
    text = "It came %d weeks before %s %d, %d." % (n, MONTHS[day.month - 1], day.day, day.year)
    return text, of_days(day - 7 * n * DAY)


def nth_weekday(rng, today):
    first = date(rng.randint(1800, 2199), rng.randint(1, 12), 1)
    weekday, nth = rng.randint(0, 6), rng.choice(list(ORDINALS))
    days = [first + i * DAY for i in range((month_of(first, 1) - first).days)]
    days = [d for d in days if d.weekday() == weekday]
    day = days[nth - 1] if nth > 0 else days[-1]
    text = "It falls on the %s %s of %s %d." % (
        ORDINALS[nth], DAYS[weekday], MONTHS[first.month - 1], first.year)
    return text, of_days(day)


def last_day(rng, today):
    first = date(rng.randint(1800, 2199), rng.randint(1, 12), 1)
    text = "Debts fall due on the last day of %s %d." % (MONTHS[first.month - 1], first.year)
    return text, of_days(month_of(first, 1) - DAY)


def next_days(rng, today):
    n = rng.randint(2, 90)
    return "Heat will hold for the next %d days." % n, (
        "P%dD" % n, today + DAY, today + (n + 1) * DAY)


def past_weeks(rng, today):
    n = rng.randint(2, 40)
    return "Heat has held for the past %d weeks." % n, ("P%dW" % n, today - 7 * n * DAY, today)


KINDS = [days_ago, weeks_ago, months_ago, years_ago, weekday_past, weekday_future, weekday_next,
         weekday_next_week, near_days, near_weeks, near_months, near_years, near_quarters,
         month_past, month_future, day_past, day_after_date, weeks_before_date, nth_weekday,
         last_day, next_days, past_weeks]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    opts = parser.parse_args()
    rng = random.Random(opts.seed)
    cases = []
    for i in range(opts.cases):
        today = date(1800, 1, 1) + rng.randint(0, 146097) * DAY
        text, (value, begin, end) = KINDS[i % len(KINDS)](rng, today)
        cases.append((today.isoformat(), text, "%s %s %s" % (value, begin, end)))
    lines = "".join("%s\t%s\n" % (today, text) for today, text, _ in cases)
    program = Path(os.environ.get("DATELINE_BUILD", "build/release")) / "test/times/lines"
    found = subprocess.run([str(program)], input=lines, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    failed = 0
    for (today, text, expected), line in zip(cases, found):
        if line.strip("\t") != expected:
            failed += 1
            if failed <= 20:
                print("%s: %s\n  expected %s\n  found    %s" % (today, text, expected, line))
    missing = len(cases) - len(found)
    print("%d passed, %d failed" % (len(found) - failed, failed + missing))
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
