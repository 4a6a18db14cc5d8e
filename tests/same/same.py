#!/usr/bin/env python3
"""Same article, same bytes: N articles through every kernel that runs here, with 1 and 4 threads, through `dateline analyze`
and through the service, in other time zones, locales and years, on Arm under qemu-aarch64 if a build for it is named, and the
digests of all must be those of the first.

    same.py [--articles N | --texts FILE|FOLDER] [--first N] [--words N] [--ways LIST] [--kernels LIST] [--model FILE]
            [--arm BUILD --arm-root FOLDER]

Without --texts the articles are made of our samples. FILE has plain texts parted by lines of %%; FOLDER a text in each file.
--first N leaves out the N articles before, so that many can be run in pieces; --ways names some of WAYS alone, --kernels some
of KERNELS. Under qemu the way is that of the kernels, compared with the best kernel of this machine.
Without a model (and none beside the program) what the rules find is compared, and kernels do not matter.
"""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/samples"))
sys.path.insert(0, str(ROOT / "tests/service"))
import made  # noqa: E402
from harness import Service  # noqa: E402

KERNELS = ("avx512-vnni", "avx-vnni", "avx2", "neon-dot", "portable")
THREADS = (1, 4)
WAYS = ("kernels", "orders", "elsewhere", "service")
ELSEWHERE = {
    "west": {"TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C"},
    "east": {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C.utf8", "LC_NUMERIC": "de_DE.UTF-8"},
    "nowhere": {"TZ": "WST-5:37:12EST,J1,J300/25", "LANG": "", "LC_ALL": "de_DE.UTF-8", "HOME": "/", "TMPDIR": "/"},
}


def texts_of(opts):
    if not opts.texts:
        return made.articles(opts.first + opts.articles, opts.words)
    if os.path.isdir(opts.texts):
        return [p.read_text() for p in sorted(pathlib.Path(opts.texts).iterdir())]
    return pathlib.Path(opts.texts).read_text().split("\n%%\n")


def digests_of(lines):
    """{id: digest}; an article that was refused has none and counts as what it says."""
    analyses = [json.loads(line) for line in lines.splitlines()]
    return {a["article"]["id"]: a.get("digest") or json.dumps(a["error"]) for a in analyses}


def environment():
    return {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}


class Runs:
    """All ways through, each as a name and the digests it gave."""

    def __init__(self, opts, path):
        self.opts, self.path = opts, path
        self.program = [opts.build + "/dateline"]
        self.found = []

    def add(self, name, digests):
        whole = hashlib.sha256("".join(digests[k] for k in sorted(digests)).encode()).hexdigest()
        self.found.append((name, digests, whole))
        print("%-40s %5d articles  %s" % (name, len(digests), whole[:16]), flush=True)

    def analyze(self, name, *options, path=None, **variables):
        command = [*self.program, "analyze", path or self.path, "--from", "jsonl", "--format", "jsonl", "--model", self.opts.model, *options]
        run = subprocess.run(command, capture_output=True, text=True, env=dict(environment(), **variables), check=False)
        if run.returncode == 2 and "model.kernel" in run.stderr:
            return  # this processor has not got it
        if run.returncode != 0:
            sys.exit("same: %s: %s" % (name, run.stderr[-500:]))
        self.add(name, digests_of(run.stdout))

    def kernels(self, mode):
        kernels = self.opts.kernels.split(",") if self.opts.model != "none" else ("",)
        for kernel in kernels:
            for threads in THREADS:
                name = "%s %s %s %d" % ("aarch64" if self.opts.arm else "analyze", mode, kernel or "none", threads)
                self.analyze(name, "--mode", mode, "--kernel", kernel, "--threads", str(threads))

    def orders(self, mode):
        """What came before an article is none of its business either, nor what others are read at the same time."""
        backwards = self.path + ".backwards"
        with open(self.path) as given, open(backwards, "w") as turned:
            turned.writelines(reversed(given.readlines()))
        for path, threads in ((self.path, 1), (backwards, 1), (backwards, 3)):
            name = "analyze %s %s %d" % (mode, "forwards" if path == self.path else "backwards", threads)
            self.analyze(name, "--mode", mode, "--threads", str(threads), path=path)

    def elsewhere(self, mode):
        """The machine's zone, languages and day are none of an analysis's business."""
        for name, variables in ELSEWHERE.items():
            self.analyze("analyze %s %s" % (mode, name), "--mode", mode, **variables)
        if self.opts.other_day:
            self.check_day()
            self.analyze("analyze %s another day" % mode, "--mode", mode, LD_PRELOAD=os.path.abspath(self.opts.other_day))

    def check_day(self):
        """Whether the other day is one: else what follows proves nothing."""
        dates = [subprocess.run([sys.executable, "-c", "import time; print(int(time.time()) // 86400)"], capture_output=True, text=True,
                                env=dict(environment(), **extra), check=True).stdout
                 for extra in ({}, {"LD_PRELOAD": os.path.abspath(self.opts.other_day)})]
        if int(dates[1]) < int(dates[0]) + 365:
            sys.exit("same: %s shifts no clock" % self.opts.other_day)

    def on_arm(self):
        """From here on the programs are those for aarch64, run by qemu."""
        libraries = self.opts.arm_root + "/usr/lib/aarch64-linux-gnu"
        self.program = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", "-E", "LD_LIBRARY_PATH=" + libraries, self.opts.arm + "/dateline"]

    def service(self, mode):
        service = Service(**{"model.mode": mode, "model.file": self.opts.model, "pack.file": ""})
        try:
            service.start()
            at = dict(environment(), DATELINE_INGEST=service.ingest, DATELINE_RESULTS=service.results, DATELINE_QUERY=service.query)
            for command in (["feed", self.path, "--from", "jsonl", "--quiet", "--timeout", "600"],
                            ["tap", "--from", "beginning", "--count", str(self.opts.count), "--format", "jsonl"]):
                run = subprocess.run([self.opts.build + "/dateline", *command], capture_output=True, text=True, env=at, check=True)
            self.add("service %s" % mode, digests_of(run.stdout))
        finally:
            service.close()


def differences(found):
    name, first, _ = found[0]
    for other, digests, whole in found[1:]:
        if digests != first:
            article = next((k for k in first if digests.get(k) != first[k]), "an article too many")
            yield "%s differs from %s, first in %s" % (other, name, article)


def run_all(opts, path):
    failed = []
    for mode in ("accurate", "fast"):
        runs = Runs(opts, path)
        if opts.arm:
            runs.analyze("analyze %s" % mode, "--mode", mode)
            runs.on_arm()
        for way in opts.ways.split(","):
            getattr(runs, way)(mode)
        failed += differences(runs.found)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--texts")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--ways")
    parser.add_argument("--kernels", default=",".join(KERNELS))
    parser.add_argument("--model", default=str(ROOT / "service/data/dateline.model"))
    parser.add_argument("--arm", help="the build folder for aarch64")
    parser.add_argument("--arm-root", default="")
    parser.add_argument("--other-day", help="library that shifts the clock, to be preloaded")
    opts = parser.parse_args()
    opts.ways = opts.ways or ("kernels" if opts.arm else ",".join(WAYS))
    for name, given, known in (("ways", opts.ways, WAYS), ("kernels", opts.kernels, KERNELS)):
        if not set(given.split(",")) <= set(known):
            parser.error("--%s names some of %s" % (name, ", ".join(known)))
    opts.build = os.environ.get("DATELINE_BUILD", "build/release")
    if opts.model != "none" and not os.path.exists(opts.model):
        print("same: there is no %s: what the rules find is compared" % os.path.basename(opts.model))
        opts.model = "none"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "articles.jsonl")
        texts = texts_of(opts)[opts.first:]
        opts.count = len(texts)
        with open(path, "w") as f:
            for n, text in enumerate(texts):
                title, _, body = text.partition("\n\n")
                f.write(json.dumps({"id": "a%d" % (opts.first + n), "title": title, "body": body, "published": "2026-03-02T08:00:00Z"}) + "\n")
        failed = run_all(opts, path)
    for line in failed:
        print("same: " + line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
