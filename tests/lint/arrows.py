#!/usr/bin/env python3
"""Holds the sources against the house: who may include whom, how long functions are, what no source may say.

Prints what breaks a rule and exits 1; then the ten longest functions, for the eye. The arrows are the DEPS_ lines of the
Makefile, so link order and this check cannot disagree.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Files whose head promises less than their folder's arrows allow: prefix of the file -> prefixes of what it may include.
NARROWER = {"service/ingest/html": ("base/", "article/", "ingest/html")}
# Libraries of the shell: nothing that the pipeline links may include them.
SHELL_LIBRARIES = {"uv.h", "zmq.h", "lmdb.h", "microhttpd.h"}
PURE = {"base", "text", "model", "article", "pipeline", "wire", "path", "forms"}
FUNCTION_LINES = 60
COLUMNS = 100


def arrows():
    deps = {}
    for line in (ROOT / "Makefile").read_text().splitlines():
        match = re.match(r"DEPS_(\w+)\s*:=\s*(.*)", line)
        if match:
            deps[match[1]] = set(match[2].split()) | {match[1]}
    return deps


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in out.stdout.split() if (ROOT / name).exists()]


def check_includes(path, deps):
    name = str(path.relative_to(ROOT))
    folder = name.split("/")[1]
    allowed = next((a for prefix, a in NARROWER.items() if name.startswith(prefix)), None)
    allowed = allowed or tuple(d + "/" for d in deps.get(folder, ()))
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(["<])([^">]+)', line)
        if not match:
            continue
        if match[1] == '"' and allowed and "/" in match[2] and not match[2].startswith(allowed):
            yield "%s:%d: %s may not include %s" % (name, number, folder, match[2])
        if match[1] == "<" and folder in PURE and match[2] in SHELL_LIBRARIES:
            yield "%s:%d: %s may not use <%s>" % (name, number, folder, match[2])


def too_wide(path):
    """clang-format breaks code at the column, but leaves comments and what stands between off and on."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if len(line) > COLUMNS:
            yield "%s:%d: %d columns" % (path.relative_to(ROOT), number, len(line))


def out_of_order(path):
    """Lists that are searched by halving and stand in no order: a word behind its place is never found."""
    for name, body in re.findall(r"\bWORD_LIST\((\w+),(.*?)\);", path.read_text(), re.S):
        words = re.findall(r'"([^"]*)"', body)
        for before, after in zip(words, words[1:]):
            if before.encode() >= after.encode():
                yield "%s: %s: \"%s\" stands before \"%s\"" % (path.relative_to(ROOT), name, before, after)


def functions(path):
    """(name, first line, lines) of each function: starts in column 0, body between '{' and '}' in column 0."""
    head = None
    opened = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if opened is None and re.match(r"[a-z_].*\w\(", line) and not line.rstrip().endswith(";"):
            head = (re.search(r"(\w+)\(", line)[1], number)
        elif line == "{" and head:
            opened = head
        elif line.startswith("}") and opened:
            yield opened[0], opened[1], number - opened[1]
            head = opened = None
        elif line.startswith("}"):
            head = None


def main():
    deps = arrows()
    faults, lengths = [], []
    for path in tracked("service/*.c", "service/*.h"):
        if path.parent != ROOT / "service":
            faults += check_includes(path, deps)
    for path in tracked("service/*.c", "clients/*.c"):
        if "_gen." in path.name:
            continue
        for name, line, count in functions(path):
            lengths.append((count, "%s:%d %s" % (path.relative_to(ROOT), line, name)))
    for path in tracked("*.c", "*.h", "*.py", "*.sh", "Makefile"):
        if path.name == Path(__file__).name:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
                faults.append("%s:%d: ideas belong into issues: %s" % (path.relative_to(ROOT), number, line.strip()[:60]))
    for path in tracked("*.c", "*.h"):
        if "_gen." not in path.name:
            faults += [*too_wide(path), *out_of_order(path)]
    faults += ["%s: %d lines in one function" % (where, count) for count, where in lengths if count > FUNCTION_LINES]
    for fault in faults:
        print(fault)
    print("the longest functions:")
    for count, where in sorted(lengths, reverse=True)[:10]:
        print("  %4d %s" % (count, where))
    print("%d passed, %d failed" % (0 if faults else 1, len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
