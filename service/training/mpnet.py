"""A larger network with the same heads, as a teacher: MPNet base (Song et al., MPNet: masked and permuted pre-training, NeurIPS 2020).

Its public weights (`all-mpnet-base-v2`, Apache-2.0) share MiniLM's word pieces, so teacher and pupil read the same windows. Layers of
768 with a bias on the scores of attention by the distance of two places, in 32 buckets (Raffel et al., T5, JMLR 21, 2020). The two
topmost of its twelve layers, which turn words into the meaning of a sentence, are left out; the heads stand on the tenth.
"""
import math

import torch

import model

SHAPE = model.Shape(10, 768, 12, 3072, (10,), 1e-5)
BUCKETS, FARTHEST = 32, 128
FIRST_POSITION = 2  # rows of the public positions that are for padding
TWIN = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}


def buckets(size):
    """(size, size): the bucket of the distance from one place to another."""
    places = torch.arange(size)
    away = places[None, :] - places[:, None]
    half = BUCKETS // 2
    exact = half // 2
    far = exact + (torch.log(away.abs().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    near = away.abs()
    return (away > 0) * half + torch.where(near < exact, near, far.clamp(max=half - 1))


class Network(model.Network):
    def __init__(self, vocabulary, sizes, shape=SHAPE):
        super().__init__(vocabulary, sizes, shape)
        self.distance = torch.nn.Embedding(BUCKETS, shape.heads)
        self.distance.weight.requires_grad_(False)  # the kernel of attention gives no gradient for it
        self.register_buffer("bucket", buckets(model.POSITIONS), persistent=False)

    def biased(self, mask, size):
        bias = self.distance(self.bucket[:size, :size]).permute(2, 0, 1)[None]
        return bias if mask is None else bias.masked_fill(~mask, -math.inf)


def network_of(state, vocabulary, sizes):
    """The network, of either shape, that the parameters `state` belong to."""
    network = Network(vocabulary, sizes) if "distance.weight" in state else model.Network(vocabulary, sizes)
    network.load_state_dict(state)
    return network


def load_public(network, folder, pieces):
    """Copies the public weights; `pieces` is the pruned vocabulary, `folder` has model.safetensors and vocab.txt."""
    public = model.read_safetensors(folder + "/model.safetensors")
    with open(folder + "/vocab.txt", encoding="utf-8") as f:
        row = {p: i for i, p in enumerate(f.read().split("\n"))}
    kept = [row[TWIN.get(p, p)] for p in pieces]
    positions = public["embeddings.position_embeddings.weight"]
    names = {"query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v", "output": "attention.attn.o",
             "norm1": "attention.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
    state = {"embed.word.weight": public["embeddings.word_embeddings.weight"][kept],
             "embed.position.weight": positions[FIRST_POSITION:FIRST_POSITION + model.POSITIONS],
             "distance.weight": public["encoder.relative_attention_bias.weight"]}
    for part in ("weight", "bias"):
        state["embed.norm." + part] = public["embeddings.LayerNorm." + part]
        for i in range(SHAPE.layers):
            for ours, theirs in names.items():
                state["layer.%d.%s.%s" % (i, ours, part)] = public["encoder.layer.%d.%s.%s" % (i, theirs, part)]
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected and all(m.startswith(("exit.", "embed.case")) for m in missing), (missing, unexpected)
