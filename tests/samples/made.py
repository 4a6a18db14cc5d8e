"""Articles in any number and length, made of the paragraphs of our own samples: for speed and for sameness, not for sense.

    articles(count, words)      a list of texts, title first, always the same for the same arguments
"""
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent


def paragraphs():
    """The paragraphs of the English samples, and lines of them as titles."""
    texts = [path.read_text() for path in sorted(HERE.glob("[1235]-*.txt"))]
    blocks = [" ".join(block.split()) for text in texts for block in text.split("\n\n")]
    return [b for b in blocks if len(b.split()) >= 8], [text.split("\n")[0] for text in texts]


def articles(count, words):
    bodies, titles = paragraphs()
    made = []
    for n in range(count):
        draw = random.Random(n)
        blocks, length = [draw.choice(titles)], 0
        while length < words:
            block = draw.choice(bodies)
            left = block.split()[: max(8, words - length)]
            blocks.append(" ".join(left))
            length += len(left)
        made.append("\n\n".join(blocks))
    return made
