"""The client that waits. It has no thread: the connection is worked on while one of its calls waits, and what was missed in
between (credit that was withdrawn, live messages that were dropped) is mended by the next call."""
import sys
import time
from collections import deque
from dataclasses import replace
from typing import Any, Callable, Iterable, Iterator

import msgpack
import zmq

from ._core import TICK, Core
from ._errors import NotAnswered
from ._follower import Subscription
from ._messages import Check, Message, Receipt
from ._options import Options
from ._types_gen import Article


class Feed:
    """Messages of one subscription, in order; an iterator that never ends unless `timeout` seconds bring nothing."""

    def __init__(self, client: "Dateline", subscription: Subscription, timeout: float | None):
        self.client, self.subscription, self.timeout = client, subscription, timeout

    def __iter__(self) -> Iterator[Message]:
        return self

    def __next__(self) -> Message:
        message = self.next(self.timeout)
        if message is None:
            raise StopIteration
        return message

    def next(self, timeout: float | None = None) -> Message | None:
        """The next message, or None when `timeout` seconds brought none."""
        box: list[Message] = []

        def taken() -> bool:
            message = self.subscription.take()
            if message:
                box.append(message)
            return bool(message)

        self.client._core.process()
        self.client._wait(taken, timeout)
        return box[0] if box else None

    @property
    def position(self) -> int:
        """Everything up to here has been dealt with."""
        return self.subscription.position

    @property
    def gaps(self) -> int:
        """How many gaps of the live feed were repaired."""
        return self.subscription.gaps

    def check(self) -> Check:
        """Proves by count and hash that all was delivered that is stored; raises Differs if not."""
        return self.client._get(lambda done: self.client._core.check(self.subscription, done))

    def close(self) -> None:
        """Ends the subscription."""
        self.client._core.follower.unfollow(self.subscription)


class Dateline:
    """A connection to the service. Options as keywords: see Options."""

    def __init__(self, options: Options | None = None, **changes: Any):
        self._core = Core(replace(options or Options(), **changes))

    def __enter__(self) -> "Dateline":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Reports positions and closes the sockets; what has no receipt yet gets Closed."""
        self._core.close()

    # ---- waiting ----

    def _wait(self, ready: Callable[[], Any], timeout: float | None) -> bool:
        end = None if timeout is None else time.monotonic() + timeout
        while not ready():
            left = TICK if end is None else min(TICK, end - time.monotonic())
            if left <= 0:
                return False
            poller = zmq.Poller()
            for socket in self._core.sockets():
                poller.register(socket, zmq.POLLIN)
            poller.poll(int(left * 1000))
            self._core.process()
        return True

    def _get(self, ask: Callable[[Callable[[Any], None]], None], timeout: float | None = None) -> Any:
        box: list[Any] = []
        self._core.process()
        ask(box.append)
        if not self._wait(lambda: box, timeout):
            raise NotAnswered("the service did not answer in time; the article will be sent again")
        if isinstance(box[0], Exception):
            raise box[0]
        return box[0]

    # ---- sending ----

    def send(self, article: Article, timeout: float | None = None) -> Receipt:
        """Returns when the article is on the service's disk; raises Refused when the service does not want it."""
        return self._get(lambda done: self._core.sender.send(article, done), timeout)

    def send_all(self, articles: Iterable[Article]) -> Iterator[Receipt | Exception]:
        """Many at once, `window` under way: receipts (or the Refused of one) in the order of the articles."""
        boxes: deque[list[Any]] = deque()
        for article in articles:
            boxes.append([])
            self._core.sender.send(article, boxes[-1].append)
            if len(boxes) >= self._core.options.window:
                self._wait(lambda: boxes[0], None)
            self._core.process()
            while boxes and boxes[0]:
                yield boxes.popleft()[0]
        while boxes:
            self._wait(lambda: boxes[0], None)
            yield boxes.popleft()[0]

    # ---- receiving ----

    def subscribe(self, prefix: str = "", start: int | str = "now", timeout: float | None = None) -> Feed:
        """Exactly once, in order, complete. `start`: "now", "stored" (where this name stopped), "beginning" or a seq."""
        options = self._core.options
        self._core.process()
        return Feed(self, self._core.follower.follow(prefix, start, options.name, options.hold), timeout)

    def replay(self, start: int = 1, end: int | None = None, prefix: str = "") -> Iterator[Message]:
        """What is stored from `start` to `end`, both included."""
        last = min(end or sys.maxsize, self.position()["seq"])
        if last < start:
            return
        feed = self.subscribe(prefix, start)
        feed.subscription.name = ""
        try:
            while not (feed.subscription.started and feed.subscription.done >= last and not feed.subscription.ready):
                message = feed.next(TICK)
                if message and message.seq > last:
                    return
                if message:
                    yield message
        finally:
            feed.close()

    # ---- asking ----

    def ask(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """Any question of the protocol."""
        return msgpack.unpackb(self._get(lambda done: self._core.ask(verb, body, done))[0])

    def get(self, article_id: str, revision: int | None = None) -> Message:
        """The newest analysis of an article, or that of a revision; raises Refused (not-found, not-ready, gone)."""
        body = {"id": article_id, **({"revision": revision} if revision else {})}
        return self._core.message_of(self._get(lambda done: self._core.ask("GET", body, done)))

    def position(self) -> dict[str, Any]:
        """Epoch, last seq, first seq still stored, and the position stored for this name."""
        return self.ask("POSITION", {"name": self._core.options.name or "-", "seq": 0})

    def take_down(self, article_id: str) -> int:
        """Removes an article and its analyses; returns the seq of the tombstone."""
        return self.ask("TAKEDOWN", {"id": article_id})["seq"]

    def status(self) -> dict[str, int]:
        """The service's counters, by their names in /metrics."""
        return self.ask("STATUS", {})["counters"]
