"""Articles on their way to the service's disk. No I/O: `say` takes frames out, `receive` brings them in."""
import itertools
from typing import Any, Callable, Mapping

import msgpack

from ._errors import Closed, Refused
from ._messages import Receipt
from ._types_gen import PROTOCOL

HELLO_AGAIN = 2.0  # seconds
EMPTY = msgpack.packb({})


class Sender:
    """The service grants credit and each article sent spends one. After a loss, all without a receipt is sent again."""

    def __init__(self, say: Callable[[list[bytes]], None], reopen: Callable[[], None], name: str, silence: float):
        self.say, self.reopen, self.name, self.silence = say, reopen, name, silence
        self.numbers = itertools.count(1)
        self.pending: dict[int, tuple[bytes, Callable[[Any], None]]] = {}  # in the order of sending
        self.sent: set[int] = set()
        self.welcome = self.open = False
        self.credit = self.nonce = 0
        self.now = self.heard = self.spoke = self.hello_at = self.not_before = 0.0
        self.epoch = ""

    def send(self, article: Mapping[str, Any], done: Callable[[Any], None]) -> None:
        """`done` gets a Receipt or an exception."""
        self.pending[next(self.numbers)] = (msgpack.packb(article), done)
        if not self.open:
            self.open = True
            self.hello()
        self.send_waiting()

    def hello(self) -> None:
        self.welcome, self.credit, self.not_before = False, 0, 0.0
        self.sent.clear()
        self.hello_at = self.heard = self.now
        self.nonce += 1
        hello = {"client": self.name} if self.name else {}
        self.say([b"HELLO", msgpack.packb({**hello, "protocol": PROTOCOL, "nonce": self.nonce})])

    def send_waiting(self) -> None:
        if not self.welcome or self.now < self.not_before or len(self.sent) == len(self.pending):
            return
        for number, (data, _) in self.pending.items():
            if self.credit == 0:
                break
            if number not in self.sent:
                self.credit -= 1
                self.sent.add(number)
                self.spoke = self.now
                self.say([b"ARTICLE", number.to_bytes(8, "big"), EMPTY, data])

    def receive(self, frames: list[bytes]) -> None:
        self.heard = self.now
        body = msgpack.unpackb(frames[1]) if len(frames) > 1 else {}
        handler = getattr(self, "on_" + frames[0].decode("ascii", "replace").lower(), None)
        if handler:
            handler(body)
        self.send_waiting()

    def on_welcome(self, body: dict) -> None:
        if body.get("nonce", self.nonce) == self.nonce:
            self.welcome, self.credit, self.epoch = True, body["credit"], body["epoch"]

    def on_credit(self, body: dict) -> None:
        self.credit += body["credit"]

    def on_bye(self, _body: dict) -> None:
        self.lost()

    def on_ack(self, body: dict) -> None:
        self.credit += body["credit"]
        for ack in body["acks"]:
            self.finish(ack["id"], Receipt(ack["accepted"], ack["status"], ack["revision"]))

    def on_nack(self, body: dict) -> None:
        code, number = body["code"], body.get("id")
        if code == "hello-first":
            if self.welcome:
                self.lost()
        elif code in ("over-credit", "shutting-down") or number is None:
            self.credit = 0 if code == "over-credit" else self.credit
            self.not_before = self.now + body.get("retry_after_ms", 0) / 1000
            if number is not None:
                self.sent.discard(int.from_bytes(number, "big"))
        else:
            self.finish(number, Refused(code, body.get("detail", "")))

    def finish(self, number: bytes, result: Any) -> None:
        found = self.pending.pop(int.from_bytes(number, "big"), None)
        self.sent.discard(int.from_bytes(number, "big"))
        if found:
            found[1](result)

    def lost(self) -> None:
        self.reopen()
        self.hello()

    def tick(self) -> None:
        if not self.open:
            return
        quiet = self.now - self.heard
        if (not self.welcome and self.now >= self.hello_at + HELLO_AGAIN) or quiet >= self.silence:
            self.lost()
        elif self.welcome and (self.now - self.spoke >= self.silence / 4 or quiet >= self.silence / 2):
            self.spoke = self.now
            self.say([b"PING", EMPTY])
        self.send_waiting()

    def close(self) -> None:
        if self.welcome:
            self.say([b"BYE", EMPTY])
        for _, done in self.pending.values():
            done(Closed("the connection was closed"))
        self.pending.clear()
