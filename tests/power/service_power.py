#!/usr/bin/env python3
"""Power cuts under the whole service: datelined takes articles with the recorder preloaded, and every acknowledgement that the
producer saw must be kept by the disk at each cut.

    service_power.py [--cuts N] [--seed N] [--articles N]
"""
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "service"))
BUILD = os.path.abspath(os.environ.get("DATELINE_BUILD", "build/release"))

import harness  # noqa: E402


def send(service, count, log, acks):
    """Each acknowledgement with the length that the log had when it came: what was safe by then is in it."""
    producer = harness.Producer(service)
    sent = answered = 0
    while answered < count:
        while sent < count and producer.credit > 0:
            sent += 1
            text = "The ferry to Sandholm was late on day %d. " % sent * (1 + sent * 37 % 120)
            producer.article("m%d" % sent, id="power-%d" % sent, title="Ferry notes", body=text)
        producer.take_ack()
        length = os.path.getsize(log)
        for item in producer.acked:
            acks.write("%d %d\n" % (length, item["accepted"]))
            answered += 1
        producer.acked = []


def record(count, log, acks):
    os.environ["LD_PRELOAD"] = os.path.join(BUILD, "test/power/recorder.so")
    os.environ["POWER_LOG"] = log
    os.environ["ASAN_OPTIONS"] = "verify_asan_link_order=0"
    service = harness.Service(**{"pipeline.mode": "empty", "store.bytes": "256MiB"})
    try:
        service.start()
        with open(acks, "w") as out:
            send(service, count, log, out)
        service.stop()
    finally:
        service.close()
        del os.environ["LD_PRELOAD"], os.environ["POWER_LOG"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cuts", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--articles", type=int, default=1500)
    o = options.parse_args()
    base = os.path.join(BUILD, "test/power")
    log, acks = os.path.join(base, "service.log"), os.path.join(base, "service.acks")
    record(o.articles, log, acks)
    try:
        return subprocess.run([os.path.join(base, "power"), "--recorded", log, "--acks", acks,
                               "--cuts", str(o.cuts), "--seed", str(o.seed)]).returncode
    finally:
        os.remove(log)
        os.remove(acks)


if __name__ == "__main__":
    sys.exit(main())
