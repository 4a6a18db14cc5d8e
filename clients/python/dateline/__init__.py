"""Client of the Dateline service: send news articles, receive their analyses.

    from dateline import Dateline

    with Dateline(name="desk") as d:
        d.send({"id": "n-1", "title": "…", "body": "…"})  # returns when it is on the service's disk
        for message in d.subscribe("analysis.en.", start="stored"):
            print(message.seq, message.data["text"][:60])

`AsyncDateline` has the same nouns for asyncio. Both are the same state machine (_core.py) with other ways to wait.
"""
from ._async import AsyncDateline
from ._errors import Closed, DatelineError, Differs, NotAnswered, Refused
from ._messages import Check, Message, Receipt
from ._options import Options
from ._sync import Dateline
from ._types_gen import Analysis, Article

__all__ = ["Analysis", "Article", "AsyncDateline", "Check", "Closed", "Dateline", "DatelineError", "Differs", "Message",
           "NotAnswered", "Options", "Receipt", "Refused"]
