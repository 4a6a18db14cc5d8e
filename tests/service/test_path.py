#!/usr/bin/env python3
"""The way of an article: acknowledged when it is on disk, analysed, published; through restarts and kills."""
import datetime
import signal
import subprocess
import unittest

import zmq

from harness import BINARY, STORY, Asker, Producer, Service, ServiceTest, Socket, Subscriber, unpack


class ThinPath(ServiceTest):
    def test_article_is_acknowledged_and_published(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        began = datetime.datetime.now(datetime.timezone.utc)
        producer.article("m1", {"traceparent": trace}, id="ferry-1", title="Ferry sinks", body=STORY, source="Example Wire")
        ack = producer.acks()[0]
        self.assertEqual((ack["id"], ack["accepted"], ack["status"], ack["revision"]), (b"m1", 1, "accepted", 1))
        topic, header, analysis = subscriber.event()
        self.assertRegex(topic, r"^analysis\.[a-z]+\.example-wire\.$")
        self.assertEqual((header["seq"], header["epoch"], header["subject"]), (1, producer.welcome["epoch"], "ferry-1"))
        self.assertEqual((header["type"], header["traceparent"]), ("dateline.analysis", trace))
        self.assertEqual(header["digest"], analysis["digest"])
        self.assertEqual(header["links"], [{"prefix": "", "prev": 0}])
        self.assertEqual(analysis["article"]["id"], "ferry-1")
        late = datetime.datetime.fromisoformat(analysis["article"]["received"].replace("Z", "+00:00")) - began
        self.assertLess(abs(late), datetime.timedelta(seconds=60))
        self.assertIn("Everyone is safe", analysis["text"])

    def test_acknowledgements_are_batched_and_all_come(self):
        producer = Producer(self.service)
        for i in range(300):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        acks = producer.acks(300)
        self.assertEqual({a["id"].decode() for a in acks}, {"m%d" % i for i in range(300)})
        self.assertEqual(sorted(a["accepted"] for a in acks), list(range(1, 301)))

    def test_of_two_hellos_the_last_counts(self):
        """Both are answered; the credit of the first is void, and who counts from the second is never refused."""
        producer = Producer(self.service, hello=False)
        for nonce in (1, 2):
            producer.send(b"HELLO", {"protocol": 1, "nonce": nonce})
        verb, welcome = producer.answer()
        self.assertEqual((verb, welcome["nonce"]), ("WELCOME", 1))
        producer.credit = 0
        verb, welcome = producer.answer()
        self.assertEqual((verb, welcome["nonce"]), ("WELCOME", 2))
        self.assertEqual(producer.credit, welcome["credit"])
        sent = producer.credit + 1  # the last needs a further grant
        for i in range(sent):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        self.assertEqual(len(producer.acks(sent)), sent)

    def test_duplicate_and_revision(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        rows = (("m1", STORY, "accepted", 1), ("m2", STORY, "duplicate", 1), ("m3", STORY + " More.", "revision", 2))
        for message, body, status, revision in rows:
            producer.article(message, id="ferry", body=body)
            ack = producer.acks()[0]
            self.assertEqual((ack["id"].decode(), ack["status"], ack["revision"]), (message, status, revision))
        self.assertEqual([subscriber.event()[2]["article"]["revision"] for _ in range(2)], [1, 2])

    def test_identity_is_uri_or_content_without_id(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        producer.article("m1", uri="https://example.org/ferry", body=STORY)
        producer.article("m2", body=STORY)
        subjects = {subscriber.event()[1]["subject"] for _ in range(2)}
        self.assertIn("https://example.org/ferry", subjects)
        self.assertTrue(any(s.startswith("sha256:") for s in subjects), subjects)

    def test_intake_needs_no_answer(self):
        subscriber = Subscriber(self.service)
        push = Socket(self.service, zmq.PUSH, self.service.intake)
        push.send({"id": "one-line", "body": STORY})
        self.assertEqual(subscriber.event()[1]["subject"], "one-line")

    def test_intake_counts_and_keeps_what_it_refuses(self):
        push = Socket(self.service, zmq.PUSH, self.service.intake)
        push.send({"id": "no body"})
        push.send(b"\xc1")
        push.send({"id": "good", "body": STORY}, b"and a frame too many")
        self.until('messaging_client_consumed_messages_total{destination="intake"}', lambda n: n == 3)
        counters = self.service.counters()
        for code in ("missing-body", "malformed", "protocol"):
            self.assertEqual(counters['dateline_refused_total{socket="intake",code="%s"}' % code], 1, code)
        rejects = Asker(self.service).ask("STATUS", {"rejects": True})["rejects"]
        self.assertEqual([(r["code"], r.get("id")) for r in rejects],
                         [("missing-body", "no%20body"), ("malformed", None), ("protocol", None)])
        self.assertTrue(all(r["detail"] and r["received"].endswith("Z") for r in rejects), rejects)

    def test_heartbeats_tell_the_last_seq(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        producer.article("m1", id="a", body=STORY)
        subscriber.event()
        topic, header, _ = subscriber.receive()
        self.assertEqual(topic, b"heartbeat.")

    def test_prefix_gets_its_own_messages_with_links(self):
        subscriber = Subscriber(self.service, b"analysis.en.kelm.")
        everything = Subscriber(self.service)
        producer = Producer(self.service)
        for i, source in enumerate(["Kelm", "Other", "Kelm", "Other", "Kelm"]):
            producer.article("m%d" % i, id="a%d" % i, body=STORY * 3, source=source, language="en")
            producer.acks()
            everything.event()
        seqs, links = [], []
        for _ in range(3):
            topic, header, _ = subscriber.event()
            self.assertEqual(topic, "analysis.en.kelm.")
            seqs.append(header["seq"])
            links.append({l["prefix"]: l["prev"] for l in header.get("links", [])}.get("analysis.en.kelm."))
        self.assertEqual(seqs, [1, 3, 5])
        self.assertEqual(links[1:], [1, 3])


class Restart(ServiceTest):
    options = {"pipeline.delay_us": 50000}

    def test_acknowledged_survives_kill(self):
        producer = Producer(self.service)
        for i in range(20):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        self.assertEqual(len(producer.acks(20)), 20)
        self.service.kill()
        producer.close()
        self.service.options["pipeline.delay_us"] = 0
        self.service.start()
        asker = Asker(self.service)
        self.wait_journal_empty(asker)
        events, verb, end = asker.replay(**{"from": 1})
        self.assertEqual((verb, end["count"]), ("END", 20))
        self.assertEqual([e[1]["seq"] for e in events], list(range(1, 21)))
        self.assertEqual({e[1]["subject"] for e in events}, {"a%d" % i for i in range(20)})
        self.assertEqual(asker.ask("QUARANTINE", {"action": "list"})["items"], [])

    def test_restart_goes_on_with_epoch_and_numbers(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        epoch = producer.welcome["epoch"]
        producer.article("m1", id="a1", body=STORY)
        producer.acks()
        subscriber.event()
        self.assertEqual(self.service.stop(), 0)
        subscriber.close()
        producer.close()
        self.service.start()
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        self.assertEqual(producer.welcome["epoch"], epoch)
        producer.article("m2", id="a2", body=STORY)
        self.assertEqual(producer.acks()[0]["accepted"], 2)
        self.assertEqual(subscriber.event()[1]["seq"], 2)
        producer.article("m3", id="a1", body=STORY)
        self.assertEqual(producer.acks()[0]["status"], "duplicate")

    def test_terminate_drains(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        for i in range(8):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        producer.acks(8)
        self.service.signal(signal.SIGTERM)
        verb, body = producer.answer()
        while verb == "CREDIT":
            verb, body = producer.answer()
        self.assertEqual((verb, body["seq"]), ("BYE", 8))
        self.assertEqual([subscriber.event()[1]["seq"] for _ in range(8)], list(range(1, 9)))
        topic, header, _ = subscriber.receive()
        while unpack(header)["seq"] < 8:
            topic, header, _ = subscriber.receive()
        self.assertEqual(topic, b"heartbeat.")
        self.assertEqual(self.service.wait(), 0)
        self.service.wait_log("service.stop")

    def test_second_terminate_leaves_at_once(self):
        producer = Producer(self.service)
        for i in range(100):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        producer.acks(100)
        self.service.signal(signal.SIGTERM)
        self.service.wait_log("service.drain")
        self.service.signal(signal.SIGTERM)
        self.assertEqual(self.service.wait(), 0)

    def test_goodbye_says_why(self):
        producer = Producer(self.service)
        for i in range(50):
            producer.article("m%d" % i, id="a%d" % i, body=STORY)
        producer.acks(50)
        self.service.signal(signal.SIGTERM)
        verb, body = producer.answer()
        while verb == "CREDIT":
            verb, body = producer.answer()
        self.assertEqual((verb, body["reason"]), ("BYE", "shutting-down"))
        self.assertEqual(self.service.wait(), 0)


class Reload(ServiceTest):
    def reload(self):
        lines = len(self.service.lines)
        self.service.signal(signal.SIGHUP)
        return self.service.wait_log("service.reload", lines)

    def test_reload_takes_what_can_change(self):
        with open(self.service.config, "w") as f:
            f.write("[ingest]\nwindow = 3\n")
        self.assertIn("ingest.window=3", self.reload())
        self.assertLessEqual(Producer(self.service).credit, 3)

    def test_bad_file_changes_nothing_and_says_why(self):
        with open(self.service.config, "w") as f:
            f.write("[ingest]\nwindow = 3\nwindw = 4\n")
        line = self.reload()
        self.assertIn("error", line)
        self.assertIn("ingest.windw", line)
        self.assertGreater(Producer(self.service).credit, 3)

    def test_what_needs_a_restart_is_named(self):
        with open(self.service.config, "w") as f:
            f.write("[results]\nprefixes = 7\n")
        self.assertIn("results.prefixes=7(needs-a-restart)", self.reload())


class StartUp(unittest.TestCase):
    def run_with(self, *flags):
        return subprocess.run([BINARY, *flags], capture_output=True, text=True, timeout=10)

    def test_wrong_options_exit_2_and_say_what_is_right(self):
        rows = (
            (["--ingest.windw", "3"], "there is no option --ingest.windw"),
            (["--ingest.window", "many"], "ingest.window cannot be \"many\": it is a number 1..65536"),
            (["--ingest.bind", "tcp://0.0.0.0:7701"], "--insecure-bind"),
            (["--log.level", "loud"], "error|warn|info|debug"),
            (["--config", "/nowhere/x.ini"], "/nowhere/x.ini"),
            (["word"], "\"word\" is no option"),
        )
        for flags, text in rows:
            done = self.run_with(*flags)
            self.assertEqual(done.returncode, 2, flags)
            self.assertIn(text, done.stderr, flags)

    def test_help_version_and_examples_exit_0(self):
        for flag, text in (("--help", "--ingest.window"), ("--version", "datelined "), ("--print-config", "[ingest]"),
                           ("--print-options-markdown", "| `ingest.window` |")):
            done = self.run_with(flag)
            self.assertEqual(done.returncode, 0, flag)
            self.assertIn(text, done.stdout, flag)

    def test_second_process_on_one_store_exits_1(self):
        service = Service()
        self.addCleanup(service.close)
        service.start()
        done = self.run_with("--store.folder", service.folder + "/store", "--ingest.bind", "ipc://%s/x" % service.folder)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(service.stop(), 0)


if __name__ == "__main__":
    unittest.main()
