"""What a user gets."""
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgpack


class Receipt(NamedTuple):
    """The service has the article on disk."""

    accepted: int  # its number
    status: str    # "accepted", "duplicate" or "revision"
    revision: int  # 1, 2, …


class Check(NamedTuple):
    """What was delivered and what is stored agree on this range."""

    start: int
    end: int
    count: int  # type: ignore[assignment]  # not tuple.count
    hash: str


@dataclass
class Message:
    """One message of the feed."""

    topic: str
    header: dict[str, Any]
    raw: bytes = field(repr=False)  # MessagePack of the analysis or the tombstone
    replayed: bool = False

    @property
    def seq(self) -> int:
        return self.header["seq"]

    @property
    def type(self) -> str:
        return self.header["type"]

    @property
    def id(self) -> str:
        """Identity of the article."""
        return self.header.get("subject", "")

    @property
    def epoch(self) -> str:
        return self.header["epoch"]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The analysis (see Analysis) or the tombstone."""
        return msgpack.unpackb(self.raw)
