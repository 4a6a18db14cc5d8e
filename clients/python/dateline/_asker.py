"""Questions on the query socket. No I/O: `say` takes frames out, `receive` brings them in, time is an argument."""
import itertools
from typing import Any, Callable

import msgpack

from ._errors import Closed, DatelineError, NotAnswered, Refused

RETRY = 0.2  # seconds before a busy service is asked again


class Question:
    """`body` is a callable, so that a question that is asked again can have moved on."""

    def __init__(self, verb: str, body: Callable[[], dict], answer: Callable, failed: Callable, timeout: float | None):
        self.verb, self.body, self.answer, self.failed, self.timeout = verb, body, answer, failed, timeout
        self.number: bytes | None = None
        self.not_before = 0.0
        self.asked = 0.0


class Asker:
    def __init__(self, say: Callable[[list[bytes]], None]):
        self.say = say
        self.numbers = itertools.count(1)
        self.questions: list[Question] = []
        self.now = 0.0

    def ask(self, verb: str, body, answer, failed=lambda error: None, timeout: float | None = None) -> Question:
        """`answer(verb, frames)` returns true when it is complete; `failed` gets an exception instead."""
        question = Question(verb, body if callable(body) else lambda: body, answer, failed, timeout)
        question.asked = self.now
        self.questions.append(question)
        self.ask_due()
        return question

    def ask_once(self, verb: str, body: dict, done: Callable[[Any], None], timeout: float) -> Question:
        """One reply: `done` gets its map (with further frames behind it), or an exception."""
        def answer(_verb: str, frames: list[bytes]) -> bool:
            done(frames)
            return True

        return self.ask(verb, body, answer, done, timeout)

    def ask_again(self, question: Question, after: float = 0.0) -> None:
        question.number, question.not_before = None, self.now + after
        self.ask_due()

    def forget(self, question: Question | None) -> None:
        if question in self.questions:
            self.questions.remove(question)
            if question.number:
                self.say([b"CANCEL", question.number, msgpack.packb({})])

    def ask_due(self) -> None:
        for question in self.questions:
            if question.number is None and self.now >= question.not_before:
                question.number = next(self.numbers).to_bytes(8, "big")
                self.say([question.verb.encode(), question.number, msgpack.packb(question.body())])

    def receive(self, frames: list[bytes]) -> None:
        verb, number = frames[0].decode("ascii", "replace"), frames[1] if len(frames) > 1 else None
        question = next((q for q in self.questions if q.number == number and number), None)
        if not question:
            return
        question.asked = self.now
        if verb == "ERROR":
            self.on_error(question, msgpack.unpackb(frames[2]))
        elif question.answer(verb, frames[2:]) and question in self.questions:
            self.questions.remove(question)

    def on_error(self, question: Question, error: dict) -> None:
        if error.get("code") in ("busy", "too-many"):
            self.ask_again(question, RETRY)
            return
        self.questions.remove(question)
        question.failed(Refused(error.get("code", "protocol"), error.get("detail", "")))

    def lost(self) -> None:
        """The link is new: everything is asked again, under new numbers."""
        for question in self.questions:
            question.number = None
        self.ask_due()

    def tick(self) -> None:
        for question in list(self.questions):
            if question.timeout is not None and self.now >= question.asked + question.timeout:
                self.forget(question)
                question.failed(NotAnswered("%s was not answered within %g s" % (question.verb, question.timeout)))
        self.ask_due()

    def close(self) -> None:
        while self.questions:
            error: DatelineError = Closed("the connection was closed")
            self.questions.pop().failed(error)
