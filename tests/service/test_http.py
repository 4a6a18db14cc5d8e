#!/usr/bin/env python3
"""What HTTP answers, what it refuses, and that nobody can make it wait."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import unittest
import urllib.parse

import msgpack

from harness import BINARY, STORY, WAIT_MS, Asker, Producer, Service, ServiceTest, Subscriber

JSON = "application/json"
MSGPACK = "application/vnd.msgpack"
LIMIT = 2 << 20


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.bytes = response.status, response.headers, response.read()
        self.type = response.headers.get("Content-Type")

    @property
    def json(self):
        return json.loads(self.bytes)


class Web:
    """One client of a service: a connection for each request unless one is given."""

    def __init__(self, service):
        address = re.search(r" http=(\S+)", service.wait_log("service.start version="))[1]
        self.host, self.port = address.rsplit(":", 1)

    def connect(self):
        return http.client.HTTPConnection(self.host, int(self.port), timeout=WAIT_MS / 1000)

    def ask(self, method, path, body=None, headers=None, connection=None):
        used = connection or self.connect()
        used.request(method, path, body, headers or {})
        answer = Answer(used.getresponse())
        if not connection:
            used.close()
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def analyze(self, body, kind=JSON, query="", **headers):
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask("POST", "/v1/analyze" + query, body, {"Content-Type": kind, **headers})

    def raw(self, data=b""):
        """A bare socket that has sent `data`."""
        s = socket.create_connection((self.host, int(self.port)), WAIT_MS / 1000)
        s.sendall(data)
        return s


class HttpTest(ServiceTest):
    options = {"http.bind": "127.0.0.1:0"}

    def setUp(self):
        super().setUp()
        self.web = Web(self.service)

    def assert_error(self, answer, status, code, hint=""):
        self.assertEqual((answer.status, answer.type), (status, JSON), answer.bytes[:300])
        self.assertEqual(answer.json["code"], code, answer.bytes[:300])
        self.assertIn(hint, answer.json.get("detail", ""))

    def counter(self, name):
        found = re.search(r"^%s (\d+)$" % re.escape(name), self.web.get("/metrics").bytes.decode(), re.M)
        return int(found[1]) if found else None

    def publish(self, **article):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        producer.article("m", **article)
        producer.acks()
        event = subscriber.event()
        subscriber.close()
        producer.close()
        return event[2]


class Probes(HttpTest):
    def test_health_and_readiness(self):
        self.assertEqual(self.web.get("/healthz").json, {"alive": True})
        answer = self.web.get("/readyz")
        self.assertEqual((answer.status, answer.json), (200, {"ready": True}))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_metrics_are_prometheus_text(self):
        self.publish(id="a", body=STORY)
        answer = self.web.get("/metrics")
        self.assertEqual((answer.status, answer.type), (200, "text/plain; version=0.0.4; charset=utf-8"))
        label = r'[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*"'
        sample = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{%s(?:,%s)*\})? [0-9.e+-]+$" % (label, label))
        typed = {}
        for line in answer.bytes.decode().splitlines():
            if line.startswith("# TYPE "):
                name, kind = line[7:].split()
                self.assertNotIn(name, typed, "the samples of one name stand together")
                typed[name] = kind
            elif not line.startswith("# HELP "):
                self.assertRegex(line, sample)
                name = re.match(r"[^{ ]+", line)[0]
                self.assertIn(re.sub(r"_(bucket|sum|count)$", "", name) if name not in typed else name, typed, line)
        for name in ("dateline_credit", "dateline_journal_bytes", "dateline_ready_articles", "dateline_stage_duration_seconds",
                     "dateline_missed_edges_total", "messaging_process_duration_seconds", "dateline_http_connections"):
            self.assertIn(name, typed)
        self.assertEqual(self.counter("dateline_accepted_last"), 1)

    def test_head_has_the_same_head(self):
        for path in ("/healthz", "/readyz"):
            full, head = self.web.get(path), self.web.ask("HEAD", path)
            self.assertEqual((head.status, head.bytes), (200, b""))
            self.assertEqual(head.headers["Content-Length"], full.headers["Content-Length"])

    def test_wrong_methods_and_paths(self):
        for method, path, allow in (("POST", "/readyz", "GET, HEAD"), ("PUT", "/metrics", "GET, HEAD"), ("GET", "/v1/analyze", "POST"),
                                    ("DELETE", "/v1/articles/a", "GET, HEAD"), ("BREW", "/healthz", "GET, HEAD")):
            with self.subTest(method=method, path=path):
                answer = self.web.ask(method, path)
                self.assert_error(answer, 405, "protocol")
                self.assertEqual(answer.headers["Allow"], allow)
        for path in ("/", "/readyz/", "/v1", "/v1/articles", "/v1/analyze/x", "/../etc/passwd"):
            with self.subTest(path=path):
                self.assert_error(self.web.get(path), 404, "not-found")

    def test_one_connection_serves_many_requests(self):
        connection = self.web.connect()
        for path in ("/healthz", "/nowhere", "/metrics", "/v1/articles/a", "/readyz") * 3:
            self.web.ask("GET", path, connection=connection)
        self.assertEqual(self.web.analyze({"body": STORY}).status, 200)
        self.assertEqual(self.web.ask("GET", "/readyz", connection=connection).status, 200)
        connection.close()

    def test_requests_in_a_row_are_answered_in_order(self):
        with self.web.raw(b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/articles/a HTTP/1.1\r\nHost: h\r\n\r\n"
                          b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") as s:
            text = b"".join(iter(lambda: s.recv(65536), b""))
        self.assertEqual([text.find(word) >= 0 for word in (b'"ready"', b"not-found", b'"alive"')], [True] * 3, text)
        self.assertLess(text.find(b'"ready"'), text.find(b"not-found"))
        self.assertLess(text.find(b"not-found"), text.find(b'"alive"'))


class Analyses(HttpTest):
    def assert_slices(self, analysis, text):
        """Every quote's span is its text, in whatever `text` counts."""
        self.assertEqual([text[q["span"][0]:q["span"][1]] for q in analysis["quotes"]],
                         [q["text"].encode() if isinstance(text, bytes) else q["text"] for q in analysis["quotes"]])

    def test_it_answers_and_stores_nothing(self):
        answer = self.web.analyze({"id": "a1", "title": "Ferry sinks", "body": STORY, "published": "2024-03-14"})
        self.assertEqual((answer.status, answer.type), (200, JSON))
        analysis = answer.json
        self.assertEqual((analysis["schema"], analysis["article"]["id"]), ("dateline.analysis/1", "a1"))
        self.assertEqual(analysis["dateline"]["place_text"], "HARBOURTON")
        self.assertNotIn("received", analysis["article"])
        self.assertNotIn("tokens", analysis)
        self.assert_slices(analysis, analysis["text"].encode())
        self.assert_error(self.web.get("/v1/articles/a1"), 404, "not-found")
        self.assertEqual(self.counter("dateline_accepted_last"), 0)

    def test_same_article_same_digest_as_from_the_feed(self):
        article = {"id": "a1", "title": "Ferry sinks", "body": STORY, "source": "Kelm Post", "published": "2024-03-14"}
        self.assertEqual(self.web.analyze(article).json["digest"], self.publish(**article)["digest"])

    def test_forms_of_bodies_and_answers(self):
        article = {"title": "Ferry sinks", "body": STORY}
        digest = self.web.analyze(article).json["digest"]
        packed = self.web.analyze(msgpack.packb(article), MSGPACK, Accept=MSGPACK)
        self.assertEqual((packed.type, msgpack.unpackb(packed.bytes)["digest"]), (MSGPACK, digest))
        text = self.web.analyze(STORY.encode(), "text/plain; charset=UTF-8", "?title=Ferry+sinks")
        self.assertEqual(text.json["digest"], digest)
        foreign = {"@type": "NewsArticle", "headline": "Ferry sinks", "articleBody": STORY}
        self.assertEqual(self.web.analyze(foreign, "application/ld+json").json["digest"], digest)
        page = "<html><head><title>x</title></head><body><article><h1>Ferry sinks</h1>%s</article></body></html>"
        page = page % "".join("<p>%s</p>" % p for p in STORY.split("\n\n") * 8)
        html = self.web.analyze(page.encode(), "text/html", "?id=page&published=2024-03-14")
        self.assertEqual((html.status, html.json["article"]["id"]), (200, "page"), html.bytes[:300])
        self.assertIn("Kelm Island", html.json["text"])

    def test_detail_and_offsets(self):
        full = self.web.analyze({"body": STORY}, query="?detail=full").json
        self.assertEqual(full["text"].encode()[full["tokens"]["begin"][0]:full["tokens"]["end"][0]].decode(), full["tokens"]["form"][0])
        points = self.web.analyze({"body": STORY}, query="?offsets=codepoint").json
        self.assertEqual(points["offset_unit"], "codepoint")
        self.assertTrue(points["quotes"])
        self.assert_slices(points, points["text"])

    def test_what_is_wrong_with_a_body_is_said(self):
        rows = (
            (b"{", JSON, "", 400, "malformed", "not JSON"),
            (b"", JSON, "", 400, "malformed", "not JSON"),
            (b"[1]", JSON, "", 400, "malformed", "object"),
            (b'{"body":7}', JSON, "", 400, "malformed", "body"),
            (b'{"body":"x"} y', JSON, "", 400, "malformed", ""),
            (b'{"title":"x"}', JSON, "", 400, "missing-body", ""),
            (b'{"body":"' + b"x" * ((1 << 20) + 1) + b'"}', JSON, "", 413, "too-large", ""),
            (json.dumps({"body": "x", "authors": ["a" * 125000] * 16}).encode(), JSON, "", 413, "too-large", "byline"),
            (b"caf\xe9", "text/plain", "", 400, "not-utf8", ""),
            (b"\xdd\xff\xff\xff\xff", MSGPACK, "", 400, "malformed", ""),
            (msgpack.packb({"body": "x"}) + b"\x00", MSGPACK, "", 400, "malformed", ""),
            (b"x" * (LIMIT + 1), "text/plain", "", 413, "too-large", "2 MiB"),
            (b"a=b", "application/x-www-form-urlencoded", "", 415, "protocol", "application/json"),
            (b"x", "text/plain; charset=latin1", "", 415, "protocol", "UTF-8"),
            (b'{"body":"x"}', JSON, "?detail=everything", 400, "malformed", "detail"),
            (b'{"body":"x"}', JSON, "?offsets=lines", 400, "malformed", "offsets"),
            (b'{"body":"x"}', JSON, "?title=x", 400, "malformed", "parameters"),
            (b"x", "text/plain", "?colour=red", 400, "malformed", "parameters"),
            (b"x", "text/plain", "?id=" + "x" * 257, 413, "too-large", ""),
        )
        for body, kind, query, status, code, hint in rows:
            with self.subTest(body=body[:30], kind=kind, query=query[:30]):
                self.assert_error(self.web.analyze(body, kind, query), status, code, hint)
        self.assert_error(self.web.analyze({"body": "x"}, Accept="text/html"), 406, "protocol")
        self.assert_error(self.web.analyze({"body": "x"}, Content_Encoding="gzip"), 415, "protocol")
        self.assert_error(self.web.analyze({"body": "x"}, query="?offsets=utf16", Accept=MSGPACK), 400, "malformed", "bytes")
        self.assertEqual(self.web.analyze({"body": STORY}).status, 200)

    def test_a_body_in_pieces(self):
        body = json.dumps({"id": "a1", "body": STORY * 200}).encode()
        pieces = (body[i:i + 1000] for i in range(0, len(body), 1000))
        answer = self.web.ask("POST", "/v1/analyze", pieces, {"Content-Type": JSON})
        self.assertEqual((answer.status, answer.json["article"]["id"]), (200, "a1"))

    def test_far_too_much_is_refused_unread(self):
        head = b"POST /v1/analyze HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n"
        for length, extra in ((64 << 20, b""), (LIMIT + 1, b"Expect: 100-continue\r\n")):
            with self.subTest(length=length), self.web.raw(head % (length, extra)) as s:
                self.assertTrue(s.recv(4096).startswith(b"HTTP/1.1 413 "))

    def test_a_head_that_is_too_long(self):
        with self.web.raw(b"GET /readyz HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n" % (b"x" * 65536)) as s:
            self.assertRegex(s.recv(4096), rb"^HTTP/1\.[01] 4(31|13|14) ")
        self.assertEqual(self.web.get("/readyz").status, 200)


class Articles(HttpTest):
    def path(self, name, query=""):
        return "/v1/articles/" + urllib.parse.quote(name, safe="") + query

    def test_what_was_published(self):
        for name in ("a1", "https://kelm.example/2024/ferry?x=1&y=%20", "tag:kélm.example,2024:1 2"):
            with self.subTest(name=name):
                published = self.publish(id=name, body=STORY + name)
                self.assertEqual(self.web.get(self.path(name)).json, published)
                packed = self.web.get(self.path(name), Accept=MSGPACK)
                self.assertEqual((packed.type, msgpack.unpackb(packed.bytes)), (MSGPACK, published))
        points = self.web.get(self.path("a1", "?offsets=codepoint")).json
        self.assertTrue(points["quotes"])
        for quote in points["quotes"]:
            self.assertEqual(points["text"][quote["span"][0]:quote["span"][1]], quote["text"])

    def test_revisions(self):
        digests = [self.publish(id="a1", body=STORY + " %d." % i)["digest"] for i in range(2)]
        self.assertEqual(self.web.get(self.path("a1")).json["digest"], digests[1])
        for i in range(2):
            answer = self.web.get(self.path("a1", "?revision=%d" % (i + 1)))
            self.assertEqual((answer.json["digest"], answer.json["article"]["revision"]), (digests[i], i + 1))
        self.assert_error(self.web.get(self.path("a1", "?revision=3")), 404, "not-found")
        for query in ("?revision=0", "?revision=x", "?revision=", "?revision=4294967296"):
            self.assert_error(self.web.get(self.path("a1", query)), 400, "malformed", "revision")
        self.assert_error(self.web.get(self.path("a1", "?detail=full")), 400, "malformed", "parameters")

    def test_what_is_not_there(self):
        self.assert_error(self.web.get(self.path("nobody")), 404, "not-found")
        self.assert_error(self.web.get(self.path("")), 404, "not-found")
        self.assert_error(self.web.get(self.path("x" * 257)), 404, "not-found")
        self.publish(id="a1", body=STORY)
        Asker(self.service).ask("TAKEDOWN", {"id": "a1"})
        self.assert_error(self.web.get(self.path("a1")), 410, "gone")


class Crowds(HttpTest):
    options = {"http.bind": "127.0.0.1:0", "http.connections": "64"}

    def test_silent_connections_make_room(self):
        """Three times as many as there is room for: some say nothing, some begin a request and trickle."""
        begun = (b"", b"GET /re", b"POST /v1/analyze HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 90\r\n\r\nx")
        crowd = [self.web.raw(begun[i % 3]) for i in range(192)]
        for _ in range(20):
            self.assertEqual(self.web.get("/readyz").status, 200)
            for s in crowd[-10:]:
                try:
                    s.send(b"x")
                except OSError:
                    pass
        self.assertGreater(self.counter("dateline_http_evicted_total"), 100)
        self.assertEqual(self.web.analyze({"body": STORY}).status, 200)
        for s in crowd:
            s.close()

    def test_bodies_together_are_bounded(self):
        """Half-sent bodies fill what all bodies may take; the next is told to come again, and memory comes back."""
        head = b"POST /v1/analyze HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % LIMIT
        crowd = [self.web.raw(head + b"x" * (LIMIT - 1)) for _ in range(8)]
        while self.counter("dateline_http_body_bytes") != 8 * (LIMIT - 1):
            pass
        answer = self.web.analyze({"body": STORY})
        self.assert_error(answer, 503, "busy")
        self.assertEqual(answer.headers["Retry-After"], "1")
        self.assertEqual(self.web.get("/readyz").status, 200)
        for s in crowd:
            s.close()
        while self.counter("dateline_http_body_bytes"):
            pass
        self.assertEqual(self.web.analyze({"body": STORY}).status, 200)


class Busy(HttpTest):
    options = {"http.bind": "127.0.0.1:0", "http.queue": "1", "pipeline.delay_us": "300000"}

    def in_parallel(self, count):
        answers = [None] * count

        def one(i):
            answers[i] = self.web.analyze({"id": "a%d" % i, "body": STORY})
        threads = [threading.Thread(target=one, args=(i,)) for i in range(count)]
        for t in threads:
            t.start()
        return threads, answers

    def test_more_than_may_wait_are_told_to_come_again(self):
        threads, answers = self.in_parallel(6)
        self.assertEqual(self.web.get("/readyz").status, 200)
        for t in threads:
            t.join()
        self.assertEqual(sorted(a.status for a in answers), [200, 200] + [503] * 4)
        for answer in answers:
            if answer.status == 503:
                self.assert_error(answer, 503, "busy")
                self.assertEqual(answer.headers["Retry-After"], "1")
        for i, answer in enumerate(answers):
            if answer.status == 200:
                self.assertEqual(answer.json["article"]["id"], "a%d" % i)

    def test_a_client_that_leaves_harms_nobody(self):
        body = json.dumps({"body": STORY}).encode()
        head = b"POST /v1/analyze HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        for _ in range(2):
            self.web.raw(head + body).close()
        answer = self.web.analyze({"id": "b", "body": STORY})
        while answer.status == 503:
            answer = self.web.analyze({"id": "b", "body": STORY})
        self.assertEqual(answer.json["article"]["id"], "b")

    def test_an_analysis_under_way_is_answered_before_the_end(self):
        threads, answers = self.in_parallel(2)
        while not self.counter("dateline_http_analyses") == 2:
            pass
        self.assertEqual(self.service.stop(), 0)
        for t in threads:
            t.join()
        for answer in answers:
            if answer.status != 200: # a thread had not begun it
                self.assert_error(answer, 503, "shutting-down")


class Leaving(HttpTest):
    options = {"http.bind": "127.0.0.1:0", "pipeline.workers": "1", "pipeline.delay_us": "1000000"}

    def test_while_draining(self):
        """An article at work keeps the service for a second: alive, not ready, no new analyses, no end without an answer."""
        producer = Producer(self.service)
        producer.article("m", id="a", body=STORY)
        producer.acks()
        self.service.signal(signal.SIGTERM)
        self.service.wait_log("service.drain")
        self.assertEqual(self.web.get("/healthz").status, 200)
        answer = self.web.get("/readyz")
        self.assertEqual((answer.status, answer.json["ready"]), (503, False))
        self.assertIn("leaving", answer.json["reason"])
        self.assert_error(self.web.analyze({"body": STORY}), 503, "shutting-down")
        self.assertEqual([self.health(), self.health("--ready")], [0, 1])
        self.assertEqual(self.service.wait(), 0)
        self.assertEqual(self.health(), 1)

    def health(self, *flags):
        """What the container's health check ends with."""
        command = [os.path.join(os.path.dirname(BINARY), "dateline"), "health", "--http", "%s:%s" % (self.web.host, self.web.port)]
        return subprocess.run(command + list(flags), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


class Tokens(unittest.TestCase):
    TOKEN = "0123456789abcdef-harbourton"

    def setUp(self):
        self.service = Service(**{"http.bind": "127.0.0.1:0"})
        self.addCleanup(self.service.close)
        self.file = os.path.join(self.service.folder, "token")
        with open(self.file, "w") as f:
            f.write(self.TOKEN + "\n")

    def test_a_token_is_asked_for(self):
        self.service.start("--http.token_file", self.file)
        web = Web(self.service)
        self.assertEqual([web.get(path).status for path in ("/healthz", "/readyz")], [200, 200])
        for path in ("/metrics", "/v1/articles/a", "/v1/analyze"):
            answer = web.get(path)
            self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Bearer realm="dateline"'), path)
            self.assertEqual(answer.json["code"], "not-authorised")
        for wrong in ("Bearer x", "Bearer " + self.TOKEN + "x", "Bearer " + self.TOKEN[:-1], "Basic " + self.TOKEN, "Bearer", ""):
            self.assertEqual(web.get("/metrics", Authorization=wrong).status, 401, wrong)
        self.assertIn("invalid_token", web.get("/metrics", Authorization="Bearer x").headers["WWW-Authenticate"])
        for right in ("Bearer " + self.TOKEN, "bearer  " + self.TOKEN):
            self.assertEqual(web.get("/metrics", Authorization=right).status, 200, right)
        self.assertEqual(web.analyze({"body": STORY}, Authorization="Bearer " + self.TOKEN).status, 200)
        self.assertEqual(self.service.stop(), 0)
        self.assertFalse([line for line in self.service.lines if self.TOKEN in line])

    def fails(self, *flags):
        with self.assertRaises(AssertionError):
            self.service.start(*flags)
        return self.service.wait(), "\n".join(self.service.lines)

    def test_off_loopback_there_must_be_one(self):
        code, log = self.fails("--http.bind", "0.0.0.0:0")
        self.assertEqual(code, 2)
        self.assertIn("--insecure-bind", log)
        code, log = self.fails("--http.bind", "0.0.0.0:0", "--insecure-bind")
        self.assertEqual(code, 1)
        self.assertIn("http.token_file", log)
        self.service.start("--http.bind", "0.0.0.0:0", "--insecure-bind", "--http.token_file", self.file)
        self.assertEqual(self.service.stop(), 0)

    def test_a_token_that_is_none(self):
        for content in ("", "short\n"):
            with open(self.file, "w") as f:
                f.write(content)
            self.assertEqual(self.fails("--http.token_file", self.file)[0], 1)
        self.assertEqual(self.fails("--http.token_file", self.file + ".missing")[0], 1)

    def test_an_address_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            code, log = self.fails("--http.bind", "127.0.0.1:%d" % s.getsockname()[1])
        self.assertEqual(code, 1)
        self.assertIn("http.bind", log)


if __name__ == "__main__":
    unittest.main()
