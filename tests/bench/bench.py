#!/usr/bin/env python3
"""Speed, as `figure value` lines: the message path beside a bare LMDB loop, latencies, the text stages, the language model,
instructions an article.

    bench.py [--only path|latency|text|model|instructions] [--articles N] [--pairs N] [--texts FILE...] [--model FILE]
             [--model-texts FILE] [--json] [--check]

Everything runs on two cores, load and subscriber included. The path is durable, with the empty pipeline: 5 KB in, 2 KB out, four
producers at window 256, one subscriber that proves it is complete; its rate is that of delivery. After each run its store is
looked into, and the bare loop commits the same records in as many commits, without any path around them, on the same disk;
figures are medians over the pairs.
--check fails when a goal is missed (goals and misses go to stderr).
"""
import argparse
import glob
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.environ.get("DATELINE_BUILD", "build/release")
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
import made  # noqa: E402

SAMPLES = sorted(glob.glob(os.path.join(HERE, "..", "samples", "[1235]-*.txt")))  # the English ones
PRODUCERS, WINDOW, SIZE = 4, 256, 5000

GOALS = {
    "path.articles_per_second": (15000, None),
    "path.to_bare": (0.5, None),
    "roundtrip.p50_ms": (None, 3.0),
    "text.mb_per_second": (30.0, None),
    "model.share.avx512-vnni": (0.6, None),
    "model.fast_to_accurate.avx512-vnni": (1.95, None),
    "pipeline.words.avx512-vnni.accurate": (12000, None),
    "pipeline.others.accurate": (None, 0.15),
    "pipeline.core.words.accurate": (12000, None),
    "pipeline.core.others.accurate": (None, 0.15),
    "pipeline.fast_to_accurate": (1.6, None),
}


class Service:
    """datelined with the empty pipeline over a new store; `around` is a command that runs it."""

    def __init__(self, around=(), start_s=10, stop_s=60):
        self.folder = tempfile.mkdtemp(prefix="dateline-bench-")
        self.stop_s = stop_s
        self.at = {s: "ipc://%s/%s" % (self.folder, s) for s in ("ingest", "results", "query")}
        command = list(around) + [BUILD + "/datelined", "--store.folder=%s/store" % self.folder, "--pipeline.mode=empty",
                                  "--pipeline.workers=2", "--http.bind=none", "--intake.bind=none"]
        command += ["--%s.bind=%s" % pair for pair in self.at.items()]
        self.log = open(os.path.join(self.folder, "log"), "w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
        self.process = subprocess.Popen(command, stderr=self.log, env=environment)
        self.wait_started(time.monotonic() + start_s)

    def wait_started(self, end):
        while "service.start version=" not in open(self.log.name).read():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit("bench: datelined does not start:\n" + open(self.log.name).read())
            time.sleep(0.02)

    def load(self, **options):
        """Runs the load program; its figures."""
        command = [BUILD + "/test/bench/load"] + ["--%s=%s" % pair for pair in {**self.at, **options}.items()]
        run = subprocess.run(command, capture_output=True, text=True)
        figures = dict(line.split() for line in run.stdout.splitlines())
        if run.returncode != 0:
            sys.exit("bench: %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
        return figures

    def shape(self):
        """What it has written into its store: commits, articles, mean sizes of rows."""
        run = subprocess.run([BUILD + "/test/bench/store_bench", "--shape", self.folder + "/store/data.mdb"],
                             capture_output=True, text=True, check=True)
        return {name: int(value) for name, value in map(str.split, run.stdout.splitlines())}

    def written_bytes(self):
        return int(re.search(r"^wchar: (\d+)", open("/proc/%d/io" % self.process.pid).read(), re.M)[1])

    def cpu_us(self):
        fields = open("/proc/%d/stat" % self.process.pid).read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        code = self.process.wait(self.stop_s)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if code != 0:
            sys.exit("bench: datelined left with %d" % code)


def bare(articles, commits, rows):
    """Articles a second of the bare loop, CPU time and KB written for each, on the disk where the service has its store."""
    command = [BUILD + "/test/bench/store_bench", "--bare", "--folder", tempfile.gettempdir()]
    command += ["--articles=%d" % articles, "--commits=%d" % commits]
    command += ["--%s-row=%d" % (table, rows[table + "_row"]) for table in ("journal", "feed", "identity")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^bare +(\d+) articles/s +([\d.]+) us .* ([\d.]+) KB written", run.stdout, re.M)
    return tuple(map(float, found.groups()))


def journal_row():
    """The mean size of a row of the journal. Rows leave it when their article is finished, so it is looked at under load."""
    service = Service()
    load = threading.Thread(target=service.load, kwargs=dict(articles=20000, producers=PRODUCERS, window=WINDOW, size=SIZE))
    load.start()
    size = 0
    while load.is_alive() and not size:
        size = service.shape()["journal_row"]
    load.join()
    service.stop()
    return size or sys.exit("bench: no article was ever seen in the journal")


def children_us():
    """CPU time of the programs that we ran and that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (spent.ru_utime + spent.ru_stime) * 1e6


def path_run(articles):
    """One run of the path: its figures, and what it has written."""
    service = Service()
    before, written, spent = service.shape(), service.written_bytes(), children_us()
    figures = service.load(articles=articles, producers=PRODUCERS, window=WINDOW, size=SIZE)
    figures["cpu_us"] = service.cpu_us() / articles
    figures["load_us"] = (children_us() - spent) / articles
    figures["written_kb"] = (service.written_bytes() - written) / articles / 1000
    shape = service.shape()
    shape["commits"] -= before["commits"]
    service.stop()
    return figures, shape


def bench_path(opts, put):
    rows = []
    journal = journal_row()
    for _ in range(opts.pairs):
        figures, shape = path_run(opts.articles)
        rate, shape["journal_row"] = float(figures["delivered_per_second"]), journal
        bare_rate, bare_us, bare_kb = bare(opts.articles, shape["commits"], shape)
        rows.append({
            "path.articles_per_second": rate,
            "path.acknowledged_per_second": float(figures["acknowledged_per_second"]),
            "path.cpu_us_per_article": figures["cpu_us"],
            "path.load.cpu_us_per_article": figures["load_us"],
            "path.articles_per_commit": opts.articles / shape["commits"],
            "path.written_kb_per_article": figures["written_kb"],
            "bare.written_kb_per_article": bare_kb,
            "bare.cpu_us_per_article": bare_us,
            "bare.articles_per_second": bare_rate,
            "path.to_bare": rate / bare_rate,
        })
    for name in rows[0]:
        median = statistics.median(row[name] for row in rows)
        put(name, round(median, 3 if name == "path.to_bare" else 1))
    put("path.to_bare_worst", round(min(row["path.to_bare"] for row in rows), 3))


def disk_sync_ms():
    """What one fdatasync takes where the service has its store; a commit waits for two."""
    times = []
    with tempfile.TemporaryFile() as f:
        for n in range(50):
            os.pwrite(f.fileno(), bytes(16384), n * 16384)
            begin = time.monotonic()
            os.fdatasync(f.fileno())
            times.append((time.monotonic() - begin) * 1000)
    return statistics.median(times)


def bench_latency(opts, put):
    put("disk.sync.p50_ms", round(disk_sync_ms(), 3))
    for window, articles in ((1, 1000), (16, 8000), (256, opts.articles)):
        service = Service()
        figures = service.load(articles=articles, producers=1, window=window, size=SIZE)
        service.stop()
        put("ack.window%d.p50_ms" % window, float(figures["ack_p50_ms"]))
        put("ack.window%d.p99_ms" % window, float(figures["ack_p99_ms"]))
        if window == 1:
            put("roundtrip.p50_ms", float(figures["trip_p50_ms"]))
            put("roundtrip.p99_ms", float(figures["trip_p99_ms"]))


def bench_text(opts, put):
    run = subprocess.run([BUILD + "/test/bench/text_bench"] + (opts.texts or SAMPLES), capture_output=True, text=True)
    for line in run.stdout.splitlines():
        name, value = line.split()
        put(name, float(value) if value[0].isdigit() else value)
    if run.returncode != 0:
        sys.exit("bench: text_bench: " + run.stderr)


def separate_cores():
    """Whether the two CPUs that we keep to are not threads of one core."""
    cpus = sorted(os.sched_getaffinity(0))
    siblings = "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list" % cpus[0]
    return len(cpus) > 1 and os.path.exists(siblings) and open(siblings).read().strip() == str(cpus[0])


def bench_model(opts, put):
    """Articles of 700 words, of our own unless others are named."""
    if not os.path.exists(opts.model):
        print("bench: no %s, so no figures of the language model" % opts.model, file=sys.stderr)
        return
    put("machine.separate_cores", int(separate_cores()))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write("\n%%\n".join(made.articles(12, 700)))
        f.flush()
        run = subprocess.run([BUILD + "/test/bench/model_bench", opts.model, opts.model_texts or f.name],
                             capture_output=True, text=True)
    for line in run.stdout.splitlines():
        name, value = line.split()
        put(name, float(value))
    if run.returncode != 0:
        sys.exit("bench: model_bench: " + run.stderr)


def instructions(articles):
    """What callgrind counts from start to stop with so many articles."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind")
        service = Service(around=("valgrind", "--tool=callgrind", "--callgrind-out-file=" + out), start_s=60)
        service.load(articles=articles, producers=1, window=64, size=SIZE, settle=120)
        service.stop()
        return int(re.search(r"^(?:summary|totals): (\d+)", open(out).read(), re.M)[1])


def bench_instructions(opts, put):
    if not shutil.which("valgrind"):
        print("bench: no valgrind, so no instruction count", file=sys.stderr)
        return
    n = opts.counted
    put("path.instructions_per_article", round((instructions(2 * n) - instructions(n)) / n))


PARTS = {"path": bench_path, "latency": bench_latency, "text": bench_text, "model": bench_model, "instructions": bench_instructions}


def misses(figures):
    for name, (least, most) in GOALS.items():
        value = figures.get(name)
        if value is not None and ((least and value < least) or (most and value > most)):
            yield "%s is %s, the goal %s %s" % (name, value, "at least" if least else "under", least or most)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone")
    parser.add_argument("--articles", type=int, default=40000, help="of one run of the path")
    parser.add_argument("--pairs", type=int, default=5, help="turns of path and bare loop")
    parser.add_argument("--counted", type=int, default=2000, help="articles for the instruction count")
    parser.add_argument("--texts", nargs="+", help="plain text articles for the text stages")
    parser.add_argument("--model", default=os.path.join(HERE, "..", "..", "service/data/dateline.model"))
    parser.add_argument("--model-texts", help="plain text articles for the model, parted by lines of %%%%")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end instead of lines")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    opts = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    figures = {}

    def put(name, value):
        figures[name] = value
        if not opts.json:
            print(name, "%g" % value if isinstance(value, float) else value, flush=True)

    put("machine.load", round(os.getloadavg()[0], 1))  # of others, before we begin
    for name, part in PARTS.items():
        if not opts.only or name in opts.only:
            part(opts, put)
    if opts.json:
        print(json.dumps(figures, indent=1))
    missed = list(misses(figures))
    for line in missed:
        print("bench: " + line, file=sys.stderr)
    return 1 if missed and opts.check else 0


if __name__ == "__main__":
    sys.exit(main())
