"""Soft labels for words without a tree: what earlier networks make of them (Hinton et al. 2015; Xie et al. 2020, "noisy student").

The teacher is the mean of the log-probabilities of the networks' upper exits, of names of both exits. It reads the windows that the
student reads, without dropout, and only those without a gold tree: of the others it knows the answers by heart.
"""
import torch

import model
import mpnet

TAGS = ("upos", "xpos", "feats", "lemma")


def windows_of(batch, chosen):
    """The chosen windows of a batch."""
    return {k: v[chosen] for k, v in batch.items()}


def open_arcs(sentence):
    """(windows, words, 1 + words): the root and the words of the same sentence."""
    same = sentence.unsqueeze(2) == sentence.unsqueeze(1)
    return torch.cat([torch.ones_like(same[..., :1]), same], 2)


class Teacher:
    def __init__(self, paths, vocabulary, sizes, device):
        self.networks = []
        for path in paths:
            network = mpnet.network_of(torch.load(path, map_location="cpu")["network"], vocabulary, sizes)
            self.networks.append(network.to(device).eval().requires_grad_(False))

    @torch.no_grad()
    def read(self, batch):
        """Log-probabilities: tags, names and the logit of ends by flat word; arcs by window; the heads and their relations."""
        inside = batch["sentence"] >= 0
        read = [n(batch["pieces"], batch["cases"], batch["lengths"]) for n in self.networks]
        words = [{e: model.words_of(x, batch["firsts"]) for e, x in v.items()} for v in read]
        tags = [{e: n.exit[str(e)].tags(x[inside]) for e, x in w.items()} for n, w in zip(self.networks, words)]
        tops = [max(n.shape.exits) for n in self.networks]
        mean = lambda rows: sum(rows) / len(rows)
        found = {k: mean([t[e][k].log_softmax(-1) for t, e in zip(tags, tops)]) for k in TAGS}
        found["names"] = mean([mean([row["names"].log_softmax(-1) for row in t.values()]) for t in tags])
        found["sentence"] = mean([t[e]["sentence"] for t, e in zip(tags, tops)])
        closed = ~open_arcs(batch["sentence"])
        upper = [(n.exit[str(e)], w[e]) for n, w, e in zip(self.networks, words, tops)]
        found["arcs"] = mean([e.arcs(w).masked_fill(closed, -1e4).log_softmax(-1) for e, w in upper])
        found["heads"] = found["arcs"].argmax(-1)
        chosen = inside & (torch.rand(inside.shape, device=inside.device) < 0.5)
        found["chosen"] = chosen
        found["relations"] = mean([e.labels(w, found["heads"], chosen).log_softmax(-1) for e, w in upper])
        return found


def divergence(student, teacher):
    """KL of the teacher's distributions and the student's logits, mean over the rows."""
    if not len(student):
        return student.sum()
    p = teacher.exp()
    return (p * (teacher - student.float().log_softmax(-1))).sum(-1).mean()


def exit_cost(exit_, scores, words, batch, found, untreed, share):
    """What the student's exit pays for differing from the teacher; `scores` and `words` are those of the whole batch."""
    inside = batch["sentence"] >= 0
    flat = untreed[:, None].expand_as(inside)[inside]
    cost = sum(share[k] * divergence(scores[k][flat], found[k]) for k in TAGS + ("names",))
    ends = torch.nn.functional.binary_cross_entropy_with_logits(scores["sentence"][flat].float(), found["sentence"].sigmoid())
    cost = cost + share["sentence"] * ends
    cost = cost + share["arcs"] * divergence(scores["arcs"][untreed][inside[untreed]], found["arcs"][inside[untreed]])
    relations = exit_.labels(words[untreed], found["heads"], found["chosen"])
    return cost + share["relations"] * divergence(relations, found["relations"])
