"""Sends one article and prints what comes back."""
from dateline import Dateline

with Dateline(name="example") as d:
    feed = d.subscribe(start="beginning", timeout=10)
    receipt = d.send({"id": "example-python", "title": "Bridge opens", "body": "LENZHEIM (AP) — The bridge opened."})
    print("on disk as number", receipt.accepted, receipt.status)
    for message in feed:
        if message.id == "example-python":
            print(message.seq, message.data["article"]["language"]["tag"], message.data["text"])
            break
    print("nothing is missing:", feed.check().count, "messages")
