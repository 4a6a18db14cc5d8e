"""How well the confidences of quotations are calibrated: of those at 0.8, four in five should have the right content and speaker.

Gold and the judgement of speakers are those of the scorer `eval_quotes.py`. A quotation is right when half of the words of it and of a
gold content together are in both, and its speaker is the gold one; one without a speaker when its content is right.
"""
import argparse
import importlib

import reliability


def judged(program, path, mode, half, limit):
    """(confidence, right) of every quotation found in the documents of one path; the scorer is on Python's path."""
    quotes, news, dl = (importlib.import_module(name) for name in ("eval_quotes", "news", "dl"))
    opts = argparse.Namespace(dateline=program, data=[path], mode=mode, half=half, limit=limit, keep=None, refused=0)
    for doc, result in dl.analyze(opts, quotes.load(path)[1]):
        words = news.Words(doc["text"]).of
        gold = [(words(q["content"]), q["sources"]) for q in doc["quotes"]]
        for item in result.get("quotes", []):
            for found in quotes.predictions(doc, {**result, "quotes": [item]}):
                span = words(found["span"])
                best = max(gold, key=lambda g: news.jaccard(span, g[0]), default=None)
                right = best is not None and news.jaccard(span, best[0]) >= 0.5
                if right and found["known"] and best[1]:
                    right = quotes.right_speaker(doc, found, best[1])
                yield item["confidence"], bool(right)


def table(program, path, mode, half=None, limit=None):
    return reliability.bins_of(judged(program, path, mode, half, limit))
