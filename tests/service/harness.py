"""Starts datelined on ipc sockets in a folder of its own, speaks to it frame by frame, stops it.

Tests wait for events (a message, the end of the process, a line of the log), never for time; WAIT_MS only bounds a failure.
"""
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import msgpack
import zmq

# Under these the memory of the process is not its own.
SANITIZERS = (b"__asan_init", b"__tsan_init")
BINARY = os.path.join(os.environ.get("DATELINE_BUILD", "build/release"), "datelined")


def is_sanitized():
    with open(BINARY, "rb") as f:
        program = f.read()
    return any(name in program for name in SANITIZERS)


WAIT_MS = 90000 if is_sanitized() else 20000


def pack(value):
    return msgpack.packb(value, use_bin_type=True)


def unpack(frame):
    return msgpack.unpackb(frame, raw=False)


class Timeout(AssertionError):
    pass


class Socket:
    """A client's socket: send frames, receive frames within WAIT_MS."""

    def __init__(self, service, kind, endpoint, subscribe=None):
        self.socket = service.context.socket(kind)
        service.sockets.append(self)
        self.socket.linger = 0
        self.socket.sndhwm = self.socket.rcvhwm = 100000
        if subscribe is not None:
            self.socket.subscribe(subscribe)
        self.socket.connect(endpoint)

    def send(self, *frames):
        self.socket.send_multipart([f if isinstance(f, bytes) else pack(f) for f in frames])

    def receive(self, timeout_ms=WAIT_MS):
        if not self.socket.poll(timeout_ms):
            raise Timeout("nothing came within %d ms" % timeout_ms)
        return self.socket.recv_multipart()

    def is_silent(self, for_ms=100):
        return not self.socket.poll(for_ms)

    def close(self):
        self.socket.close()


class Producer(Socket):
    """A DEALER on the ingest socket that keeps count of its credit."""

    def __init__(self, service, hello=True):
        super().__init__(service, zmq.DEALER, service.ingest)
        self.credit = 0
        self.acked = []
        self.welcome = self.hello() if hello else None

    def hello(self, protocol=1):
        self.send(b"HELLO", {"client": "test", "version": "0", "protocol": protocol})
        verb, answer = self.answer()
        assert verb == "WELCOME", (verb, answer)
        return answer

    def answer(self, timeout_ms=WAIT_MS):
        """(verb, map) of the next message; grants of credit are added up on the way."""
        verb, body = self.receive(timeout_ms)
        body = unpack(body)
        self.credit += body.get("credit", 0)
        return verb.decode(), body

    def article(self, message, header=None, **fields):
        """Sends one article; waits for credit where none is left."""
        while self.credit <= 0:
            self.take_ack()
        self.credit -= 1
        self.send(b"ARTICLE", message.encode(), header or {}, fields)

    def acks(self, count=1):
        """The next `count` acknowledged items; anything but ACK and CREDIT fails."""
        while len(self.acked) < count:
            self.take_ack()
        items, self.acked = self.acked[:count], self.acked[count:]
        return items

    def take_ack(self):
        verb, body = self.answer()
        assert verb in ("ACK", "CREDIT"), (verb, body)
        self.acked += body.get("acks", [])

    def refusal(self):
        while True:
            verb, body = self.answer()
            if verb != "CREDIT":
                assert verb == "NACK", (verb, body)
                return body


class Subscriber(Socket):
    def __init__(self, service, prefix=b""):
        super().__init__(service, zmq.SUB, service.results, prefix)
        self.until_subscribed(service, prefix)

    def until_subscribed(self, service, prefix):
        """A subscription takes effect when the first message comes: heartbeats tell it, for those who take them."""
        if b"heartbeat.".startswith(prefix):
            self.receive()
        else:
            asker = Asker(service)
            while asker.ask("STATUS", {"prefix": "dateline_subscribed_prefixes"})["counters"]["dateline_subscribed_prefixes"] == 0:
                pass
            asker.close()

    def event(self):
        """(topic, header, data) of the next message that is no heartbeat."""
        while True:
            topic, header, data = self.receive()
            if topic != b"heartbeat.":
                return topic.decode(), unpack(header), unpack(data)


class Asker(Socket):
    """A DEALER on the query socket."""

    def __init__(self, service):
        super().__init__(service, zmq.DEALER, service.query)
        self.count = 0

    def question(self, verb, body):
        self.count += 1
        self.send(verb.encode(), b"q%d" % self.count, body)

    def reply(self):
        """(verb, id, the rest unpacked but for topics)."""
        verb, name, *rest = self.receive()
        return verb.decode(), name, rest

    def ask(self, verb, body):
        self.question(verb, body)
        answered, name, rest = self.reply()
        assert name == b"q%d" % self.count, name
        body = unpack(rest[0])
        if answered == "ERROR":
            return {"error": body["code"], "detail": body.get("detail")}
        assert answered == verb, answered
        return body if len(rest) == 1 else (body, unpack(rest[1]), unpack(rest[2]))

    def replay(self, credit=1000, **body):
        """All events of a replay as (topic, header, data), and its END."""
        self.question("REPLAY", dict(body, credit=credit))
        events, since = [], 0
        while True:
            verb, name, rest = self.reply()
            if verb != "EVENT":
                return events, verb, unpack(rest[0])
            events.append((rest[0].decode(), unpack(rest[1]), unpack(rest[2])))
            since += 1
            if since == credit:
                self.send(b"MORE", name, {"credit": credit})
                since = 0


class Service:
    """One datelined over a store folder that outlives it: start, stop, kill, start again."""

    def __init__(self, **options):
        self.folder = tempfile.mkdtemp(prefix="dateline-")
        self.options = {"store.bytes": "512MiB", "results.heartbeat": "20ms", "pipeline.workers": "2", **options}
        self.context = zmq.Context()
        for name in ("ingest", "intake", "results", "query"):
            setattr(self, name, "ipc://%s/%s" % (self.folder, name))
        self.config = os.path.join(self.folder, "datelined.ini")
        open(self.config, "w").close()
        self.process = None
        self.sockets = []

    def start(self, *flags):
        arguments = [BINARY, "--config", self.config, "--store.folder", os.path.join(self.folder, "store"), "--http.bind", "none"]
        for name in ("ingest", "intake", "results", "query"):
            arguments += ["--%s.bind" % name, getattr(self, name)]
        for name, value in self.options.items():
            arguments += ["--" + name, str(value)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
        environment["DATELINE_MODEL_FILE"] = "none"  # the path is what these tests look at; --model.file wins over it
        environment["DATELINE_PACK_FILE"] = "none"
        environment.setdefault("TSAN_OPTIONS", "suppressions=" + os.path.join(os.path.dirname(os.path.abspath(__file__)), "tsan.supp"))
        # The service has handlers of its own for fatal signals (runtime/crash_page), which must win over the sanitizer's.
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "").replace("handle_segv=2", "handle_segv=1")
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(arguments + list(flags), env=environment, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        self.wait_log("service.start version=")
        return self

    def read_log(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip())
                self.changed.notify_all()
        with self.changed:
            self.lines.append("end of log")
            self.changed.notify_all()

    def wait_log(self, text, from_line=0):
        """The first line with `text` in it."""
        with self.changed:
            def found():
                return next((line for line in self.lines[from_line:] if text in line or line == "end of log"), None)
            if not self.changed.wait_for(found, WAIT_MS / 1000):
                raise Timeout("no %r in the log:\n%s" % (text, "\n".join(self.lines)))
            line = found()
        if text not in line:
            raise AssertionError("it ended before %r:\n%s" % (text, "\n".join(self.lines)))
        return line

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        code = self.process.wait(WAIT_MS / 1000)
        self.reader.join(WAIT_MS / 1000)
        self.process.stderr.close()
        return code

    def kill(self):
        self.signal(signal.SIGKILL)
        return self.wait()

    def stop(self):
        """Stops in order; the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def counters(self, prefix=""):
        asker = Asker(self)
        try:
            return asker.ask("STATUS", {"prefix": prefix})["counters"]
        finally:
            asker.close()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.wait()
        for socket in self.sockets:
            socket.close()
        self.context.term()
        shutil.rmtree(self.folder, ignore_errors=True)


class ServiceTest(unittest.TestCase):
    """Gives each test a running service of its own; `options` are its flags."""

    options = {}

    def setUp(self):
        self.service = Service(**self.options)
        self.addCleanup(self.service.close)
        self.service.start()

    def until(self, name, good, asker=None):
        """Asks for the counter `name` until `good` of it; its last value."""
        asker = asker or Asker(self.service)
        end = time.monotonic() + WAIT_MS / 1000
        while True:
            value = asker.ask("STATUS", {"prefix": name})["counters"].get(name, 0)
            if good(value):
                return value
            self.assertLess(time.monotonic(), end, "%s is still %s" % (name, value))

    def wait_journal_empty(self, asker=None):
        """Until everything accepted is analysed."""
        self.until("dateline_journal_articles", lambda n: n == 0, asker)

    def tearDown(self):
        process = self.service.process
        if process.poll() is None:
            self.assertEqual(self.service.counters("dateline_missed_edges_total")["dateline_missed_edges_total"], 0)
            self.assertEqual(self.service.stop(), 0)
        for line in self.service.lines:
            self.assertNotIn("Sanitizer", line, "\n".join(self.service.lines))


STORY = "HARBOURTON (AP) — The ferry to Kelm Island sank on Monday. \"Everyone is safe,\" said captain Ada Moll.\n\nNobody was hurt."
