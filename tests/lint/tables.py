#!/usr/bin/env python3
"""Holds the tables of the READMEs against what the programs print about themselves.

    tables.py [--build DIR] [--write]

A table stands between the line `<!-- table: COMMAND -->` and the next `<!-- end -->`; COMMAND is run in the build folder.
With --write the tables are written anew; else what differs is named and the exit code is 1.
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = re.compile(r"(<!-- table: ([^\n]+?) -->\n)(.*?)(<!-- end -->)", re.S)


def printed(build, command):
    out = subprocess.run([str(build / command.split()[0]), *command.split()[1:]],
                         capture_output=True, text=True, check=True).stdout
    if out.startswith("|"):
        return out
    rows = [line.split(None, 1) for line in out.splitlines()]
    return "| name | what it finds |\n|---|---|\n" + "".join("| `%s` | %s |\n" % tuple(r) for r in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--write", action="store_true")
    opts = parser.parse_args()
    names = subprocess.run(["git", "ls-files", "--", "*.md"], cwd=ROOT, capture_output=True,
                           text=True, check=True).stdout.split()
    tables = stale = 0
    for path in [ROOT / name for name in names]:
        text = path.read_text(encoding="utf-8")
        fresh = TABLE.sub(lambda m: m[1] + printed(opts.build, m[2]) + m[4], text)
        tables += len(TABLE.findall(text))
        if fresh != text and opts.write:
            path.write_text(fresh, encoding="utf-8")
        elif fresh != text:
            stale += 1
            print("%s: a table differs from what the program prints: make gen" % path.relative_to(ROOT))
    print("tables: %d passed, %d failed" % (tables - stale, stale))
    return 1 if stale or not tables else 0


if __name__ == "__main__":
    sys.exit(main())
