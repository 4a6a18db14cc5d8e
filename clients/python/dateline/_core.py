"""The connection: the three machines above their sockets. Clients differ only in how they wait for `process` to be due."""
import time
from typing import Any, Callable, Iterable

import msgpack
import zmq

from ._asker import Asker
from ._follower import Follower, Subscription
from ._messages import Check, Message
from ._errors import Differs
from ._options import Options
from ._sender import Sender

TICK = 0.1      # seconds: deadlines are kept to this
ROUNDS = 64     # of at most BATCH messages a socket, before others get their turn
BATCH = 256


class Link:
    """One socket. A DEALER that is lost is made anew, so that HELLO is the first the service sees of it."""

    def __init__(self, context: zmq.Context, kind: int, endpoint: str, hold: int):
        self.context, self.kind, self.endpoint, self.hold = context, kind, endpoint, hold
        self.socket: zmq.Socket | None = None
        self.monitor: zmq.Socket | None = None

    def open(self) -> zmq.Socket:
        """The socket, made where there is none."""
        if self.socket is None:
            self.socket = self.context.socket(self.kind)
            # No ZMTP heartbeats: libzmq 4.3 aborts when one is due while a slow reader's queue is full (libzmq issue 4767).
            for option, value in ((zmq.LINGER, 0), (zmq.RCVHWM, self.hold), (zmq.SNDHWM, 0), (zmq.RECONNECT_IVL, 20),
                                  (zmq.RECONNECT_IVL_MAX, 500), (zmq.TCP_KEEPALIVE, 1), (zmq.TCP_KEEPALIVE_IDLE, 2),
                                  (zmq.TCP_KEEPALIVE_INTVL, 2), (zmq.TCP_KEEPALIVE_CNT, 2), (zmq.TCP_MAXRT, 6000)):
                self.socket.setsockopt(option, value)
            if self.kind == zmq.DEALER:
                self.monitor = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            self.socket.connect(self.endpoint)
        return self.socket

    def close(self, linger: int = 0) -> None:
        if self.socket is not None:
            if self.monitor is not None:
                self.socket.disable_monitor()
                self.monitor.close(0)
                self.monitor = None
            self.socket.close(linger)
            self.socket = None

    def lost(self) -> bool:
        lost = False
        while self.monitor is not None and int(self.monitor.get(zmq.EVENTS)) & zmq.POLLIN:
            self.monitor.recv_multipart()
            lost = True
        return lost

    def receive(self) -> Iterable[list[bytes]]:
        for _ in range(BATCH):
            if self.socket is None:
                return
            try:
                yield self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return


class Core:
    def __init__(self, options: Options):
        self.options = options
        self.context = zmq.Context()
        self.ingest = Link(self.context, zmq.DEALER, options.ingest, 0)
        self.query = Link(self.context, zmq.DEALER, options.query, 0)
        self.results = Link(self.context, zmq.SUB, options.results, options.hold)
        self.on_change: Callable[[], None] = lambda: None  # a socket was opened or closed
        self.asker = Asker(lambda frames: self.say(self.query, frames))
        self.sender = Sender(lambda frames: self.say(self.ingest, frames), lambda: self.reopen(self.ingest), options.name,
                             options.silence)
        self.follower = Follower(self.asker, self.set_subscription, options.silence, options.report)
        self.ticked = 0.0
        self.set_time()

    def set_time(self) -> float:
        now = time.monotonic()
        self.sender.now = self.asker.now = self.follower.now = now
        return now

    def say(self, link: Link, frames: list[bytes]) -> None:
        if link.socket is None:
            link.open()
            self.on_change()
        link.open().send_multipart(frames, zmq.NOBLOCK)

    def reopen(self, link: Link) -> None:
        link.close()
        link.open()
        self.on_change()

    def set_subscription(self, prefix: str, wanted: bool) -> None:
        if self.results.socket is None:
            self.results.open().setsockopt(zmq.SUBSCRIBE, b"heartbeat.")
            self.on_change()
        self.results.open().setsockopt(zmq.SUBSCRIBE if wanted else zmq.UNSUBSCRIBE, prefix.encode())

    def reopen_feed(self) -> None:
        self.reopen(self.results)
        self.results.open().setsockopt(zmq.SUBSCRIBE, b"heartbeat.")
        for subscription in self.follower.subscriptions:
            self.set_subscription(subscription.prefix, True)

    def sockets(self) -> list[zmq.Socket]:
        """Everything that can have something to say."""
        links = (self.ingest, self.query, self.results)
        return [s for link in links for s in (link.socket, link.monitor) if s is not None]

    def process(self) -> bool:
        """Does what there is to do without waiting; returns whether there is more."""
        now = self.set_time()
        if now >= self.ticked + TICK:
            self.ticked = now
            self.asker.tick()
            self.sender.tick()
            self.follower.tick(self.reopen_feed)
        for _ in range(ROUNDS):
            if not self.round():
                return False
        return True

    def round(self) -> bool:
        busy = False
        for link, receive in ((self.ingest, self.sender.receive), (self.query, self.asker.receive),
                              (self.results, self.follower.receive)):
            for frames in link.receive():
                receive(frames)
                busy = True
        if self.query.lost():
            self.reopen(self.query)
            self.asker.lost()
        if self.ingest.lost():
            self.sender.lost()
        return busy

    # ---- what both clients offer ----

    def ask(self, verb: str, body: dict, done: Callable[[Any], None]) -> None:
        self.asker.ask_once(verb, body, done, self.options.timeout)

    def check(self, subscription: Subscription, done: Callable[[Any], None]) -> None:
        start, end, count = subscription.hash_start, subscription.checked_end(), subscription.hash_count
        digest = subscription.hash.copy().hexdigest()
        if not start or end < start:
            done(Check(start, end, 0, ""))
            return

        def compare(answer: Any) -> None:
            if isinstance(answer, Exception):
                done(answer)
                return
            there = msgpack.unpackb(answer[0])
            if (there["count"], there["hash"]) == (count, digest):
                done(Check(start, end, count, digest))
            else:
                done(Differs("%d messages were delivered of %d to %d, %d are stored" % (count, start, end, there["count"])))

        prefix = {"prefix": subscription.prefix} if subscription.prefix else {}
        self.ask("CHECK", {**prefix, "from": start, "to": end}, compare)

    @staticmethod
    def message_of(frames: list[bytes]) -> Message:
        return Message("", msgpack.unpackb(frames[1]), frames[2], True)

    def close(self) -> None:
        self.follower.close()
        self.asker.ask_due()
        self.sender.close()
        self.asker.close()
        self.ingest.close(200 if self.sender.welcome else 0)
        self.query.close(500 if self.options.name else 0)
        self.results.close()
        self.context.term()
