#!/usr/bin/env python3
"""Runs test programs one after the other, shows the output of those that fail, and ends with `total: N passed, N failed`.

    run.py [--build DIR] [--jobs N] PROGRAM...

A program is an executable, a Python file, or a shell command with blanks. Its tests are counted from what its runner prints
(cmocka, unittest, or a plain `N passed, N failed`); a program without such a line counts as one. It gets DATELINE_BUILD.
"""
import argparse
import os
import re
import subprocess
import sys
import time

COUNTS = (  # (pattern, which group counts as passed, which as failed)
    (re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.M), 1, None),
    (re.compile(r"^\[  FAILED  \] .*?(\d+) test\(s\)", re.M), None, 1),
    (re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed", re.M), 1, 2),
)


def count(output, status):
    passed = failed = 0
    for pattern, good, bad in COUNTS:
        for match in pattern.finditer(output):
            passed += int(match[good]) if good else 0
            failed += int(match[bad]) if bad else 0
    ran = re.search(r"^Ran (\d+) tests? in", output, re.M)  # unittest
    if ran:
        broken = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", output))
        passed, failed = passed + int(ran[1]) - broken, failed + broken
    if not passed + failed:
        passed, failed = (1, 0) if status == 0 else (0, 1)
    if status and not failed:
        failed = 1
    return passed, failed


def command_of(program):
    if " " in program:
        return ["/bin/sh", "-c", program]
    return [sys.executable, program] if program.endswith(".py") else [program]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", default="build/release")
    options.add_argument("programs", nargs="*")
    opts = options.parse_args()
    env = dict(os.environ, DATELINE_BUILD=os.path.abspath(opts.build), PYTHONDONTWRITEBYTECODE="1")
    env.setdefault("TSAN_OPTIONS", "suppressions=" + os.path.abspath("tests/service/tsan.supp"))
    env.setdefault("DATELINE_PACK_FILE", "none")
    env.setdefault("DATELINE_MODEL_FILE", "none")  # what is tested is the path; a test that wants the model names it
    env.setdefault("ASAN_OPTIONS", "handle_segv=2:detect_leaks=1")
    env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    passed = failed = 0
    for program in opts.programs:
        begin = time.monotonic()
        run = subprocess.run(command_of(program), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, stdin=subprocess.DEVNULL)
        output = run.stdout.decode("utf-8", "replace")
        good, bad = count(output, run.returncode)
        passed, failed = passed + good, failed + bad
        name = program.replace(os.path.abspath(opts.build) + "/", "").replace(opts.build + "/", "").replace("/usr/bin/python3 ", "")
        print("%-4s %-48s %4d passed, %d failed  (%.1f s)" % ("ok" if not bad else "FAIL", name[:48], good, bad, time.monotonic() - begin), flush=True)
        if bad:
            print(output)
    print("total: %d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
