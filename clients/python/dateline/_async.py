"""The client for asyncio: the loop watches the sockets' descriptors and a timer; all else is the same core."""
import asyncio
import sys
from dataclasses import replace
from typing import Any, AsyncIterator, Callable

import msgpack
import zmq

from ._core import TICK, Core
from ._errors import NotAnswered
from ._follower import Subscription
from ._messages import Check, Message, Receipt
from ._options import Options
from ._types_gen import Article


class AsyncFeed:
    """Messages of one subscription, in order: `async for message in feed`."""

    def __init__(self, client: "AsyncDateline", subscription: Subscription):
        self.client, self.subscription = client, subscription

    def __aiter__(self) -> AsyncIterator[Message]:
        return self

    async def __anext__(self) -> Message:
        while True:
            message = self.subscription.take()
            if message:
                self.client._wake()
                return message
            if self.subscription.closed:
                raise StopAsyncIteration
            await self.client._turn()

    @property
    def position(self) -> int:
        """Everything up to here has been dealt with."""
        return self.subscription.position

    @property
    def gaps(self) -> int:
        """How many gaps of the live feed were repaired."""
        return self.subscription.gaps

    async def check(self) -> Check:
        """Proves by count and hash that all was delivered that is stored; raises Differs if not."""
        return await self.client._get(lambda done: self.client._core.check(self.subscription, done))

    def close(self) -> None:
        """Ends the subscription."""
        self.client._core.follower.unfollow(self.subscription)
        self.client._wake()


class AsyncDateline:
    """`async with AsyncDateline(name="desk") as d: …`; nouns and options are those of Dateline."""

    def __init__(self, options: Options | None = None, **changes: Any):
        self._core = Core(replace(options or Options(), **changes))
        self._core.on_change = self._watch
        self._watched: set[int] = set()
        self._window = asyncio.Semaphore(self._core.options.window)
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._woken = False

    async def __aenter__(self) -> "AsyncDateline":
        self._loop = asyncio.get_running_loop()
        self._tick()
        return self

    async def __aexit__(self, *_: Any) -> None:
        if self._timer:
            self._timer.cancel()
        for fd in self._watched:
            self._loop.remove_reader(fd)
        self._watched.clear()
        self._core.on_change = lambda: None
        self._core.close()

    # ---- the loop ----

    def _watch(self) -> None:
        fds = {int(socket.getsockopt(zmq.FD)) for socket in self._core.sockets()}
        for fd in self._watched - fds:
            self._loop.remove_reader(fd)
        for fd in fds:
            self._loop.add_reader(fd, self._process)  # also where the number is old: the descriptor may be new
        self._watched = fds

    def _process(self) -> None:
        self._woken = False
        if self._core.process():
            self._wake()
        self._changed.set()
        self._changed = asyncio.Event()

    def _wake(self) -> None:
        """After a send: what that swallowed of a descriptor's edge is looked for in the next turn of the loop."""
        if not self._woken:
            self._woken = True
            self._loop.call_soon(self._process)

    def _tick(self) -> None:
        self._process()
        self._timer = self._loop.call_later(TICK, self._tick)

    async def _turn(self) -> None:
        await self._changed.wait()

    async def _get(self, ask: Callable[[Callable[[Any], None]], None], timeout: float | None = None) -> Any:
        future = self._loop.create_future()

        def done(result: Any) -> None:
            if future.done():
                return
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

        self._core.set_time()
        ask(done)
        self._wake()
        try:
            return await asyncio.wait_for(future, timeout)
        except asyncio.TimeoutError as error:
            raise NotAnswered("the service did not answer in time; the article will be sent again") from error

    # ---- what a user calls ----

    async def send(self, article: Article, timeout: float | None = None) -> Receipt:
        """Returns when the article is on the service's disk. Gather many: at most `window` are under way."""
        async with self._window:
            return await self._get(lambda done: self._core.sender.send(article, done), timeout)

    def subscribe(self, prefix: str = "", start: int | str = "now") -> AsyncFeed:
        """Exactly once, in order, complete. `start`: "now", "stored" (where this name stopped), "beginning" or a seq."""
        options = self._core.options
        self._core.set_time()
        subscription = self._core.follower.follow(prefix, start, options.name, options.hold)
        self._wake()
        return AsyncFeed(self, subscription)

    async def replay(self, start: int = 1, end: int | None = None, prefix: str = "") -> AsyncIterator[Message]:
        """What is stored from `start` to `end`, both included."""
        last = min(end or sys.maxsize, (await self.position())["seq"])
        if last < start:
            return
        feed = self.subscribe(prefix, start)
        feed.subscription.name = ""
        try:
            while not (feed.subscription.started and feed.subscription.done >= last and not feed.subscription.ready):
                message = feed.subscription.take()
                if message and message.seq > last:
                    return
                if message:
                    yield message
                else:
                    await self._turn()
        finally:
            feed.close()

    async def ask(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """Any question of the protocol."""
        return msgpack.unpackb((await self._get(lambda done: self._core.ask(verb, body, done)))[0])

    async def get(self, article_id: str, revision: int | None = None) -> Message:
        """The newest analysis of an article, or that of a revision; raises Refused (not-found, not-ready, gone)."""
        body = {"id": article_id, **({"revision": revision} if revision else {})}
        return self._core.message_of(await self._get(lambda done: self._core.ask("GET", body, done)))

    async def position(self) -> dict[str, Any]:
        """Epoch, last seq, first seq still stored, and the position stored for this name."""
        return await self.ask("POSITION", {"name": self._core.options.name or "-", "seq": 0})

    async def take_down(self, article_id: str) -> int:
        """Removes an article and its analyses; returns the seq of the tombstone."""
        return (await self.ask("TAKEDOWN", {"id": article_id}))["seq"]

    async def status(self) -> dict[str, int]:
        """The service's counters, by their names in /metrics."""
        return (await self.ask("STATUS", {}))["counters"]
