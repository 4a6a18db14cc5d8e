"""The live feed, made exactly once, in order and complete. No I/O.

What a subscription knows is one number: everything up to `done` lies in `ready` or was taken. A live message says which message
came before it on the prefix; if that one is at most `done` the message is next, if not the range between is replayed
first. What does not fit is let go, `target` remembers how far it went, and a replay brings it when there is room again.
"""
import hashlib
from collections import deque
from typing import Any, Callable

import msgpack

from ._asker import RETRY, Asker
from ._errors import Closed, Refused
from ._messages import Message

REPLAY_CREDIT = 256


class Subscription:
    """One subscriber's state; `take` is what the clients call."""

    def __init__(self, asker: Asker, prefix: str, start: int | str, name: str, hold: int):
        if isinstance(start, str) and start not in ("now", "stored", "beginning"):
            raise ValueError('start is "now", "stored", "beginning" or a seq, not %r' % start)
        self.asker, self.prefix, self.name, self.hold = asker, prefix, name, hold
        self.start: int | str = start  # "now", "stored", "beginning" or the first seq wanted
        self.ready: deque[Message] = deque()
        self.held: deque[tuple[int, Message]] = deque()
        self.done = self.target = self.position = self.reported = 0
        self.in_hand: Message | None = None
        self.epoch = self.left_epoch = ""
        self.started = self.closed = False
        self.replay: Any = None
        self.where: Any = None
        self.next = self.asked = self.received = self.owed = 0
        self.gaps = self.delivered = 0
        self.catching_up = True
        self.expired: list[tuple[int, int]] = []  # ranges that the service no longer has
        self.error: Exception | None = None
        self.begin_hash(0)
        self.ask_where()

    # ---- what was delivered ----

    def begin_hash(self, start: int) -> None:
        self.hash, self.hash_start, self.hash_count = hashlib.sha256(), start, 0

    def take(self) -> Message | None:
        """The next message, if there is one. The one before it counts as dealt with from now on."""
        if self.in_hand:
            self.position, self.in_hand = self.checked_end(), None
        if not self.ready:
            if self.started and not self.replay and not self.held:
                self.position = max(self.position, self.done)
            return None
        message = self.in_hand = self.ready.popleft()
        if message.epoch == self.epoch:
            self.hash.update(message.seq.to_bytes(8, "big") + bytes.fromhex(message.header.get("digest") or "00" * 32))
            self.hash_count += 1
        self.delivered += 1
        if message.replayed and self.replay and self.replay.number:
            self.owed += 1
            if self.owed >= REPLAY_CREDIT // 2:
                self.asker.say([b"MORE", self.replay.number, msgpack.packb({"credit": self.owed})])
                self.owed = 0
        if len(self.ready) == self.hold // 2:
            self.pump()
        return message

    def checked_end(self) -> int:
        """A message in hand of another store than the one followed now is none of its numbers."""
        return self.in_hand.seq if self.in_hand and self.in_hand.epoch == self.epoch else self.position

    # ---- where does the feed stand ----

    def ask_where(self, after: float = 0.0) -> None:
        if self.started:
            self.start = self.done + 1
        self.started, self.catching_up = False, True
        name = self.name or "-"  # the protocol wants one even of one who only asks
        self.where = self.asker.ask("POSITION", {"name": name, "seq": 0}, self.on_where, self.on_nowhere)
        if after:
            self.asker.ask_again(self.where, after)

    def on_nowhere(self, error: Exception) -> None:
        if not isinstance(error, Closed):
            self.ask_where(1.0)

    def on_where(self, _verb: str, frames: list[bytes]) -> bool:
        at = msgpack.unpackb(frames[0])
        if self.epoch and self.epoch != at["epoch"]:
            self.left_epoch, self.start, self.target, self.position = self.epoch, 1, 0, 0
            self.held.clear()
            self.begin_hash(0)
        self.epoch = at["epoch"]
        first, start = at.get("first") or 1, self.start
        if start == "stored":
            start = at["stored"] + 1 if "stored" in at else "now"
        wanted = start if isinstance(start, int) else {"now": at["seq"] + 1, "beginning": first}[start]
        if wanted < first:
            self.expired.append((wanted, first - 1))
            wanted = first
            self.begin_hash(wanted)
        if not self.hash_start:
            self.begin_hash(wanted)
        self.done, self.started = wanted - 1, True
        self.position = self.reported = max(self.position, self.done if not self.ready else 0)
        self.target = max(self.target, at["seq"])
        self.pump()
        return True

    # ---- repair ----

    def repair(self, end: int) -> None:
        self.next, self.owed = self.done + 1, 0
        repair_start = self.next

        def body() -> dict:
            self.asked, self.received = self.next, 0
            prefix = {"prefix": self.prefix} if self.prefix else {}
            return {**prefix, "from": self.next, "to": end, "credit": REPLAY_CREDIT}

        def answer(verb: str, frames: list[bytes]) -> bool:
            if verb == "EVENT":
                self.on_replayed(frames)
                return False
            return self.on_end(repair_start, msgpack.unpackb(frames[0]))

        self.replay = self.asker.ask("REPLAY", body, answer, self.on_unrepaired)

    def on_replayed(self, frames: list[bytes]) -> None:
        header = msgpack.unpackb(frames[1])
        self.received += 1
        if header["seq"] >= self.next and header["epoch"] == self.epoch:
            self.next = header["seq"] + 1
            self.ready.append(Message(frames[0].decode(), header, frames[2], True))
            self.done = header["seq"]

    def on_end(self, repair_start: int, end: dict) -> bool:
        if end["count"] != self.received:
            self.asker.ask_again(self.replay, RETRY)
            return False
        self.replay = None
        if end["from"] > self.asked:
            self.expired.append((self.asked, end["from"] - 1))
            self.begin_hash(self.done + 1)
        self.gaps += 0 if self.catching_up or not self.received else 1
        self.catching_up = False
        self.done = max(self.done, end["to"])
        self.pump()
        return True

    def on_unrepaired(self, error: Exception) -> None:
        self.replay = None
        if not isinstance(error, Closed):
            self.ask_where(RETRY if isinstance(error, Refused) and error.code == "gone" else 1.0)

    def pump(self) -> None:
        """What is held becomes ready as far as it follows without a gap; then the rest is asked for, if there is room."""
        while self.started and not self.replay and self.held:
            prev, message = self.held[0]
            if message.seq > self.done:
                if prev > self.done:
                    self.repair(message.seq - 1)
                    return
                self.ready.append(message)
                self.done = message.seq
            self.held.popleft()
        if self.started and not self.replay and self.target > self.done and len(self.ready) <= self.hold // 2:
            self.repair(self.target)

    # ---- the live feed ----

    def prev(self, links: list[dict] | None, otherwise: int) -> int:
        """The message before, as the link says. Without a link any before it may be on the prefix."""
        if self.prefix:
            for link in links or ():
                if link["prefix"] == self.prefix:
                    return link["prev"]
        return otherwise

    def is_other_store(self, epoch: str) -> bool:
        if epoch == self.left_epoch:
            return True
        if self.started and epoch != self.epoch:
            self.asker.forget(self.replay)
            self.replay = None
            self.held.clear()
            self.ask_where()
        return False

    def on_live(self, message: Message) -> None:
        if self.is_other_store(message.epoch) or not message.topic.startswith(self.prefix):
            return
        if self.started and message.seq <= self.done:
            return
        prev = self.prev(message.header.get("links"), message.seq - 1)
        self.target = max(self.target, message.seq)
        if len(self.held) + len(self.ready) < self.hold:
            self.held.append((prev, message))
        self.pump()

    def on_heartbeat(self, beat: dict) -> None:
        if self.is_other_store(beat["epoch"]):
            return
        self.target = max(self.target, self.prev(beat["links"], beat["seq"]))
        if self.started and not self.replay and not self.held and self.target <= self.done:
            self.done = max(self.done, beat["seq"])
        self.pump()

    def report(self) -> None:
        if self.name and self.started and self.position > self.reported:
            self.reported = self.position
            body = {"name": self.name, "epoch": self.epoch, "seq": self.position, "gaps": self.gaps}
            if self.prefix:
                body["prefix"] = self.prefix
            self.asker.ask("POSITION", body, lambda *_: True, timeout=1.0)

    def close(self) -> None:
        self.closed = True
        self.take_in_hand()
        self.asker.forget(self.replay)
        self.asker.forget(self.where)
        self.report()

    def take_in_hand(self) -> None:
        if self.in_hand:
            self.position, self.in_hand = self.checked_end(), None


class Follower:
    def __init__(self, asker: Asker, subscribe: Callable[[str, bool], None], silence: float, report: float):
        self.asker, self.subscribe, self.silence, self.every = asker, subscribe, silence, report
        self.subscriptions: list[Subscription] = []
        self.now = self.heard = self.reported = 0.0

    def follow(self, prefix: str, start: int | str, name: str, hold: int) -> Subscription:
        name = name if not self.subscriptions else ""  # the service counts one position for a name
        subscription = Subscription(self.asker, prefix, start, name, hold)
        self.subscriptions.append(subscription)
        self.heard = self.now
        self.subscribe(prefix, True)
        return subscription

    def unfollow(self, subscription: Subscription) -> None:
        if subscription in self.subscriptions:
            self.subscriptions.remove(subscription)
            subscription.close()
            self.subscribe(subscription.prefix, False)

    def receive(self, frames: list[bytes]) -> None:
        self.heard = self.now
        if len(frames) != 3:
            return
        header = msgpack.unpackb(frames[1])
        if header["type"] == "dateline.heartbeat":
            beat = msgpack.unpackb(frames[2])
            for subscription in self.subscriptions:
                subscription.on_heartbeat(beat)
            return
        message = Message(frames[0].decode(), header, frames[2])
        for subscription in self.subscriptions:
            subscription.on_live(message)

    def tick(self, reopen: Callable[[], None]) -> None:
        if self.subscriptions and self.now >= self.heard + self.silence:
            self.heard = self.now
            reopen()
        if self.now >= self.reported + self.every:
            self.reported = self.now
            for subscription in self.subscriptions:
                subscription.report()

    def close(self) -> None:
        for subscription in list(self.subscriptions):
            self.unfollow(subscription)
