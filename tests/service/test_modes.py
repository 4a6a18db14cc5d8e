"""model.mode auto: accurate until the backlog is long, fast until it is short, and each analysis says which."""
import unittest

from harness import STORY, Producer, ServiceTest, Subscriber

ARTICLES = 80


class ModeTest(ServiceTest):
    # One worker holds 16 articles, eight more wait in memory, the rest on disk; slow enough for that to happen.
    options = {"pipeline.workers": "1", "pipeline.ready": "8", "pipeline.delay_us": "4000"}

    def provenances(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        producer.article("first", id="first", body=STORY)
        found = [subscriber.event()[2]["provenance"]]
        for n in range(ARTICLES):
            producer.article("m%d" % n, id="a%d" % n, body=STORY)
        return found + [subscriber.event()[2]["provenance"] for _ in range(ARTICLES)]


class AutoTest(ModeTest):
    def test_a_long_backlog_is_read_fast_and_says_so(self):
        found = self.provenances()
        modes = [p["mode"] for p in found]
        self.assertEqual((modes[0], modes[-1]), ("accurate", "accurate"))
        self.assertIn("fast", modes)
        self.assertEqual([p["reproducible"] for p in found], [m == "accurate" for m in modes])
        self.assertEqual(self.service.counters("dateline_pressed")["dateline_pressed"], 0)


class FastTest(ModeTest):
    options = {**ModeTest.options, "model.mode": "fast"}

    def test_a_mode_that_was_asked_for_does_not_change(self):
        self.assertEqual({(p["mode"], p["reproducible"]) for p in self.provenances()}, {("fast", True)})


if __name__ == "__main__":
    unittest.main()
