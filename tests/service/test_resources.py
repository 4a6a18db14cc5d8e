"""How soon the service is ready with its models mapped, and how much memory is its own, with two workers at work."""
import os
import pathlib
import sys
import time
import unittest

from harness import Producer, Service, ServiceTest, Subscriber, is_sanitized

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/samples"))
import made  # noqa: E402

MODEL = os.environ.get("DATELINE_TEST_MODEL", str(ROOT / "service/data/dateline.model"))
READY_S, TRIES = 0.150, 20
OWN_BYTES, ARTICLES, WORDS = 120e6, 24, 700


def processor_seconds(pid):
    """What all its threads have had of the processors so far."""
    return sum(int(p.read_text().split()[0]) for p in pathlib.Path("/proc/%d/task" % pid).glob("*/schedstat")) / 1e9


def own_bytes(pid):
    """RssAnon: what is mapped from files is the page cache's, and so is a store on a tmpfs (RssShmem)."""
    rows = dict(line.split(":", 1) for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines())
    return int(rows["RssAnon"].split()[0]) * 1024


@unittest.skipIf(is_sanitized(), "time and memory are the sanitizer's")
class ResourcesTest(ServiceTest):
    options = {"model.file": MODEL, "model.mode": "accurate"}

    def test_ready_at_once(self):
        """By the clock on the wall or, where others have the processors, by what it had of them."""
        best = None
        for _ in range(TRIES):
            service = Service(**self.options)
            begin = time.monotonic()
            try:
                service.start()
                taken = min(time.monotonic() - begin, processor_seconds(service.process.pid))
            finally:
                service.close()
            best = min(best or taken, taken)
            if best < READY_S:
                return
        self.fail("ready after %.0f ms at best" % (1000 * best))

    def test_memory_of_its_own_is_bounded(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        for n, body in enumerate(made.articles(ARTICLES, WORDS)):
            producer.article("m%d" % n, id="a%d" % n, body=body)
        analyses = [subscriber.event()[2] for _ in range(ARTICLES)]
        self.assertTrue(all(a["entities"] for a in analyses))
        self.assertLess(own_bytes(self.service.process.pid), OWN_BYTES)


if __name__ == "__main__":
    unittest.main()
