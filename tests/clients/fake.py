"""A service that loses things: the wire protocol of datelined over a list in memory, with faults on request.

It exists because the real one cannot be told to drop the 17th message. All that is not about losses is tested against datelined.
"""
import hashlib
import os
import random
import shutil
import struct
import tempfile
import threading

import msgpack
import zmq


class FakeService:
    """`lose_live`, `lose_acks`: share that is dropped; `credit`: of each grant; `links`: whether messages bear links."""

    def __init__(self, lose_live=0.0, lose_acks=0.0, credit=64, links=True, seed=1, epoch="aa" * 16):
        self.lose_live, self.lose_acks, self.credit, self.links = lose_live, lose_acks, credit, links
        self.random = random.Random(seed)
        self.epoch = epoch
        self.folder = tempfile.mkdtemp(prefix="dateline-fake-")
        self.endpoints = {name: "ipc://%s/%s" % (self.folder, name) for name in ("ingest", "results", "query")}
        self.feed = []  # (seq, topic, header, data)
        self.accepted = {}  # identity → [accepted, revision, content]
        self.positions = {}
        self.deaf = False  # to reports of positions: neither noted nor answered
        self.peers = {}  # credit that each holds
        self.acks = []  # that wait: (peer, ACK)
        self.prefixes = {}
        self.replays = {}  # (peer, request) → [rows left, credit, from, to, count]
        self.count = {"reports_unheard": 0, "articles": 0, "lost_live": 0, "lost_acks": 0, "replayed": 0, "hello_first": 0, "over_credit": 0}
        self.forget = False  # forget all peers, once
        self.first = 1
        self.stop = threading.Event()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def env(self):
        return {"DATELINE_" + name.upper(): endpoint for name, endpoint in self.endpoints.items()}

    def run(self):
        context = zmq.Context()
        self.ingest, self.results, self.query = (context.socket(kind) for kind in (zmq.ROUTER, zmq.XPUB, zmq.ROUTER))
        self.results.setsockopt(zmq.XPUB_VERBOSE, 1)
        self.results.setsockopt(zmq.SNDHWM, 0)
        poller = zmq.Poller()
        for name, socket in (("ingest", self.ingest), ("results", self.results), ("query", self.query)):
            socket.setsockopt(zmq.LINGER, 0)
            socket.bind(self.endpoints[name])
            poller.register(socket, zmq.POLLIN)
        self.ready.set()
        beats = 0
        while not self.stop.is_set():
            ready = dict(poller.poll(0 if self.acks else 20))
            if self.forget:
                self.peers.clear()
                self.forget = False
            if self.ingest in ready:
                self.on_ingest(*self.ingest.recv_multipart())
            else:
                self.acknowledge()
            if self.results in ready:
                self.on_subscription(self.results.recv())
            if self.query in ready:
                self.on_query(*self.query.recv_multipart())
            beats += 1
            if not ready or beats % 50 == 0:
                self.beat()
        context.destroy(linger=0)

    # ---- ingest ----

    def say(self, peer, verb, body):
        self.ingest.send_multipart([peer, verb, msgpack.packb(body)])

    def on_ingest(self, peer, verb, *frames):
        if verb == b"HELLO":
            self.peers[peer] = self.credit
            limits = {"article_bytes": 1 << 20, "frame_bytes": 4 << 20, "id_bytes": 256, "depth": 32, "elements": 65536}
            welcome = {"protocol": 1, "service": "fake", "epoch": self.epoch, "limits": limits}
            nonce = msgpack.unpackb(frames[0])["nonce"]
            for n, credit in ((nonce, self.credit), (nonce - 1, 1 << 20)):  # of another HELLO: void, whenever it comes
                self.say(peer, b"WELCOME", {**welcome, "credit": credit, "nonce": n})
        elif verb == b"PING" and peer in self.peers:
            self.say(peer, b"PONG", {})
        elif verb == b"PING":  # whoever lost the last acknowledgement has nothing else to notice it by
            self.say(peer, b"NACK", {"code": "hello-first"})
        elif verb == b"ARTICLE":
            self.on_article(peer, *frames)

    def on_article(self, peer, number, _header, data):
        if peer not in self.peers:
            self.count["hello_first"] += 1
            self.say(peer, b"NACK", {"id": number, "code": "hello-first"})
            return
        self.peers[peer] -= 1
        self.count["over_credit"] += self.peers[peer] < 0
        article = msgpack.unpackb(data)
        if not article.get("body") and not article.get("html"):
            self.say(peer, b"NACK", {"id": number, "code": "missing-body", "detail": "article has neither body nor html"})
            return
        self.count["articles"] += 1
        identity = article.get("id") or article.get("uri") or hashlib.sha256(data).hexdigest()
        known = self.accepted.get(identity)
        status = "accepted" if not known else "duplicate" if known[2] == data else "revision"
        if status != "duplicate":
            self.accepted[identity] = known = [len(self.feed) + 1, known[1] + 1 if known else 1, data]
            self.publish(article, identity)
        ack = {"acks": [{"id": number, "accepted": known[0], "status": status, "revision": known[1]}], "credit": 1}
        if self.random.random() < self.lose_acks:
            self.count["lost_acks"] += 1
            del self.peers[peer]  # as after a restart: the next article meets hello-first
        else:
            self.acks.append((peer, ack))

    def acknowledge(self):
        """Only once nothing more waits to be read: who sends more than was granted shows."""
        for peer, ack in self.acks:
            if peer in self.peers:
                self.peers[peer] += ack["credit"]
            self.say(peer, b"ACK", ack)
        self.acks.clear()

    # ---- feed ----

    def publish(self, article, identity):
        seq = len(self.feed) + 1
        topic = ("analysis.%s.%s." % (article.get("language", "en"), article.get("source", "none"))).encode()
        digest = hashlib.sha256(struct.pack(">Q", seq)).hexdigest()
        header = {"specversion": "1.0", "id": "%s-%d" % (self.epoch, seq), "source": "/dateline", "type": "dateline.analysis",
                  "time": "2026-01-02T03:04:05Z", "subject": identity, "epoch": self.epoch, "seq": seq, "digest": digest}
        data = msgpack.packb({"schema": "dateline.analysis/1", "digest": digest, "article": {"id": identity}, "text": article.get("body", "")})
        links = [{"prefix": p, "prev": last} for p, last in self.prefixes.items() if topic.decode().startswith(p)]
        for link in links:
            self.prefixes[link["prefix"]] = seq
        self.feed.append((seq, topic, header, data, digest))
        if self.random.random() < self.lose_live:
            self.count["lost_live"] += 1
            return
        live = dict(header, links=links) if self.links else header
        self.results.send_multipart([topic, msgpack.packb(live), data])

    def on_subscription(self, frame):
        prefix = frame[1:].decode()
        if frame[:1] == b"\1" and self.links:
            self.prefixes.setdefault(prefix, len(self.feed))

    def beat(self):
        links = [{"prefix": p, "prev": last} for p, last in self.prefixes.items()]
        header = {"specversion": "1.0", "id": "beat", "source": "/dateline", "type": "dateline.heartbeat",
                  "time": "2026-01-02T03:04:05Z", "epoch": self.epoch, "seq": len(self.feed)}
        data = {"epoch": self.epoch, "seq": len(self.feed), "accepted": len(self.feed), "links": links}
        self.results.send_multipart([b"heartbeat.", msgpack.packb(header), msgpack.packb(data)])

    # ---- query ----

    def answer(self, peer, verb, number, body, *frames):
        self.query.send_multipart([peer, verb, number, msgpack.packb(body), *frames])

    def rows(self, body):
        last = min(body.get("to") or len(self.feed), len(self.feed))
        begin = max(body["from"], self.first)
        return begin, last, [r for r in self.feed[begin - 1:last] if r[1].startswith((body.get("prefix") or "").encode())]

    def on_query(self, peer, verb, number, data):
        body = msgpack.unpackb(data)
        if verb == b"POSITION" and body["seq"] and self.deaf:
            self.count["reports_unheard"] += 1
        elif verb == b"POSITION":
            if body["seq"] and body.get("epoch") == self.epoch:
                self.positions[body["name"]] = (body["seq"], body.get("gaps", 0))
            reply = {"epoch": self.epoch, "seq": len(self.feed), "first": self.first}
            if body["name"] in self.positions:
                reply["stored"] = self.positions[body["name"]][0]
            self.answer(peer, b"POSITION", number, reply)
        elif verb == b"REPLAY":
            begin, last, rows = self.rows(body)
            self.replays[peer, number] = [rows, body["credit"], begin, last, len(rows)]
            self.replay(peer, number)
        elif verb == b"MORE" and (peer, number) in self.replays:
            self.replays[peer, number][1] += body["credit"]
            self.replay(peer, number)
        elif verb == b"CANCEL":
            self.replays.pop((peer, number), None)
        elif verb == b"CHECK":
            begin, last, rows = self.rows(body)
            hashed = hashlib.sha256(b"".join(struct.pack(">Q", r[0]) + bytes.fromhex(r[4]) for r in rows)).hexdigest()
            self.answer(peer, b"CHECK", number, {"count": len(rows), "hash": hashed, "from": begin, "to": last})
        elif verb == b"GET":
            found = [r for r in self.feed if r[2]["subject"] == body["id"]]
            if not found:
                self.answer(peer, b"ERROR", number, {"code": "not-found", "detail": "no article " + body["id"]})
            else:
                seq, _, header, stored, _ = found[-1]
                reply = {"id": body["id"], "revision": len(found), "seq": seq, "type": "dateline.analysis"}
                self.answer(peer, b"GET", number, reply, msgpack.packb(header), stored)
        elif verb == b"STATUS":
            self.answer(peer, b"STATUS", number, {"counters": dict(self.count)})
        else:
            self.answer(peer, b"ERROR", number, {"code": "protocol", "detail": "the fake does not know " + verb.decode()})

    def replay(self, peer, number):
        replay = self.replays[peer, number]
        while replay[0] and replay[1]:
            _, topic, header, data, _ = replay[0].pop(0)
            replay[1] -= 1
            self.count["replayed"] += 1
            self.query.send_multipart([peer, b"EVENT", number, topic, msgpack.packb(header), data])
        if not replay[0]:
            self.answer(peer, b"END", number, {"from": replay[2], "to": replay[3], "count": replay[4]})
            del self.replays[peer, number]


if __name__ == "__main__":
    with FakeService(lose_live=float(os.environ.get("LOSE", "0"))) as fake:
        print(fake.endpoints)
        threading.Event().wait()
