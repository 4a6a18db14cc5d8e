"""The network, as the trainer sees it; service/model runs the same in C.

A BERT encoder of 6 layers x 384 (12 heads, feed-forward 1536, GELU in its erf form, LayerNorm after each sum, eps 1e-12)
over uncased word pieces. A case class of the word is added to each of its pieces before the first LayerNorm. The token
type row of the public weights is folded into the positions. After layers 3 and 6 stand the same heads: a word is the
vector of its first piece.

    h       = gelu(hidden(x))                    upos(h) xpos(h) feats(h) lemma(h) sentence(h)
    names   = names(gelu(names_hidden(x)))
    arcs    = [gelu(arc_dep(x)); 1] arc_bilinear [arc_root; gelu(arc_head(x)) of each word]'       column 0 is the root
    labels  = [gelu(label_dep(x)); 1] label_bilinear[l] [gelu(label_head(head)); 1]'   with label_root for the root's head
"""
import json
import math
import struct
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

POSITIONS, CASES = 256, 8
NAMES_WIDTH, ARC_WIDTH, LABEL_WIDTH = 256, 256, 96
EXITS = (3, 6)


class Shape(NamedTuple):
    layers: int
    width: int
    heads: int
    inner: int
    exits: tuple  # layers behind which heads stand
    epsilon: float


SHIPPED = Shape(6, 384, 12, 1536, EXITS, 1e-12)


class Dropout(nn.Module):
    """Dropout that slices one buffer of random factors: drawing them anew takes a tenth of a step on a CPU."""

    SIZE = 1 << 22
    buffers = {}

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if not self.training:
            return x
        key = (self.rate, x.dtype, x.device)
        if key not in self.buffers:
            kept = torch.rand(self.SIZE, device=x.device) >= self.rate
            self.buffers[key] = kept.to(x.dtype) / (1 - self.rate)
        if x.numel() > self.SIZE:
            return F.dropout(x, self.rate)
        begin = int(torch.randint(0, self.SIZE - x.numel() + 1, ()))
        return x * self.buffers[key][begin:begin + x.numel()].view(x.shape)


class Embedding(nn.Module):
    def __init__(self, vocabulary, shape):
        super().__init__()
        self.word = nn.Embedding(vocabulary, shape.width)
        self.position = nn.Embedding(POSITIONS, shape.width)
        self.case = nn.Embedding(CASES, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.dropout = Dropout(0.1)
        nn.init.zeros_(self.case.weight)

    def forward(self, pieces, cases):
        x = self.word(pieces) + self.position.weight[:pieces.shape[1]] + self.case(cases)
        return self.dropout(self.norm(x))


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, self.heads = shape.width, shape.heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=shape.epsilon)
        self.up = nn.Linear(width, shape.inner)
        self.down = nn.Linear(shape.inner, width)
        self.norm2 = nn.LayerNorm(width, eps=shape.epsilon)
        self.dropout = Dropout(0.1)

    def forward(self, x, mask):
        x = self.norm1(x + self.dropout(self.output(self.attend(x, mask))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))

    def attend(self, x, mask):
        split = lambda y: y.view(y.shape[0], y.shape[1], self.heads, -1).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        # In bf16 this product is four times slower than in fp32 on a CPU.
        with torch.autocast(x.device.type, enabled=False):
            y = F.scaled_dot_product_attention(q.float(), k.float(), v.float(), attn_mask=mask)
        return y.transpose(1, 2).reshape(x.shape)


class Exit(nn.Module):
    """The heads on one layer. `sizes` gives the number of labels: upos, xpos, feats, lemma, names, relations."""

    def __init__(self, sizes, width):
        super().__init__()
        self.hidden = nn.Linear(width, width)
        self.upos = nn.Linear(width, sizes["upos"])
        self.xpos = nn.Linear(width, sizes["xpos"])
        self.feats = nn.Linear(width, sizes["feats"])
        self.lemma = nn.Linear(width, sizes["lemma"])
        self.sentence = nn.Linear(width, 1)
        self.names_hidden = nn.Linear(width, NAMES_WIDTH)
        self.names = nn.Linear(NAMES_WIDTH, sizes["names"])
        self.arc_dep = nn.Linear(width, ARC_WIDTH)
        self.arc_head = nn.Linear(width, ARC_WIDTH)
        self.arc_root = nn.Parameter(torch.zeros(ARC_WIDTH))
        self.arc_bilinear = nn.Parameter(torch.empty(ARC_WIDTH + 1, ARC_WIDTH))
        self.label_dep = nn.Linear(width, LABEL_WIDTH)
        self.label_head = nn.Linear(width, LABEL_WIDTH)
        self.label_root = nn.Parameter(torch.zeros(LABEL_WIDTH))
        self.label_bilinear = nn.Parameter(torch.zeros(sizes["relations"], LABEL_WIDTH + 1, LABEL_WIDTH + 1))
        self.dropout = Dropout(0.1)
        self.parser_dropout = Dropout(0.25)
        nn.init.normal_(self.arc_bilinear, std=1 / ARC_WIDTH)
        nn.init.normal_(self.label_bilinear, std=0.2 / LABEL_WIDTH)
        nn.init.normal_(self.arc_root, std=0.1)
        nn.init.normal_(self.label_root, std=0.1)

    def tags(self, x):
        """(words, width) -> logits by head."""
        h = self.dropout(F.gelu(self.hidden(x)))
        n = self.dropout(F.gelu(self.names_hidden(x)))
        return {"upos": self.upos(h), "xpos": self.xpos(h), "feats": self.feats(h), "lemma": self.lemma(h),
                "sentence": self.sentence(h).squeeze(-1), "names": self.names(n)}

    def arcs(self, x):
        """(windows, words, width) -> scores (windows, words, 1 + words) of each head; column 0 is the root."""
        dep = self.parser_dropout(F.gelu(self.arc_dep(x)))
        head = self.parser_dropout(F.gelu(self.arc_head(x)))
        head = torch.cat([self.arc_root.to(head.dtype).expand(len(x), 1, -1), head], 1)
        left = dep @ self.arc_bilinear[:-1] + self.arc_bilinear[-1]
        return left @ head.transpose(1, 2).to(left.dtype)

    def labels(self, x, heads, chosen):
        """(windows, words, width), head of each word (0 the root, else 1 + its place), the words asked for as a mask
        -> (chosen words, relations)."""
        dep = self.parser_dropout(F.gelu(self.label_dep(x)))
        head = self.parser_dropout(F.gelu(self.label_head(x)))
        head = torch.cat([self.label_root.to(head.dtype).expand(len(x), 1, -1), head], 1)
        head = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, LABEL_WIDTH))[chosen]
        dep = dep[chosen]
        dep, head = torch.cat([dep, torch.ones_like(dep[:, :1])], -1), torch.cat([head, torch.ones_like(head[:, :1])], -1)
        left = dep @ self.label_bilinear.permute(1, 0, 2).reshape(LABEL_WIDTH + 1, -1)
        return torch.bmm(left.view(len(dep), len(self.label_bilinear), LABEL_WIDTH + 1), head.unsqueeze(-1).to(left.dtype)).squeeze(-1)


class Network(nn.Module):
    """Parameters: embed.{word,position,case,norm}, layer.{0..5}.…, exit.{3,6}.…"""

    def __init__(self, vocabulary, sizes, shape=SHIPPED):
        super().__init__()
        self.shape = shape
        self.embed = Embedding(vocabulary, shape)
        self.layer = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.exit = nn.ModuleDict({str(e): Exit(sizes, shape.width) for e in shape.exits})

    def forward(self, pieces, cases, lengths, depth=None):
        """(windows, pieces) -> {exit: (windows, pieces, width)}; `lengths` are the used pieces of each window."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        mask = (places < lengths.unsqueeze(1))[:, None, None, :]
        mask = self.biased(None if bool(mask.all()) else mask, pieces.shape[1])
        x, found = self.embed(pieces, cases), {}
        for i, layer in enumerate(self.layer[:depth], 1):
            x = layer(x, mask)
            if i in self.shape.exits:
                found[i] = x
        return found

    def biased(self, mask, size):
        """What is added to the scores of attention, from the places that may be seen (None: all)."""
        return mask


def words_of(x, firsts):
    """(windows, pieces, width), first pieces (windows, words) -> (windows, words, width)."""
    return x.gather(1, firsts.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


def read_safetensors(path):
    """The tensors of a safetensors file, as floats: 8 bytes length, a JSON header, the data."""
    with open(path, "rb") as f:
        data = f.read()
    size = struct.unpack("<Q", data[:8])[0]
    kinds = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
    tensors = {}
    for name, t in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            begin, end = t["data_offsets"]
            raw = bytearray(data[8 + size + begin:8 + size + end])
            tensors[name] = torch.frombuffer(raw, dtype=kinds[t["dtype"]]).view(t["shape"]).float()
    return tensors


def load_public(network, path, kept):
    """Copies the public MiniLM weights (`kept` are the ids of the pieces in the pruned vocabulary)."""
    public = {k.removeprefix("bert."): v for k, v in read_safetensors(path).items()}
    names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
             "output": "attention.output.dense", "norm1": "attention.output.LayerNorm",
             "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
    state = {"embed.word.weight": public["embeddings.word_embeddings.weight"][kept],
             "embed.position.weight": public["embeddings.position_embeddings.weight"][:POSITIONS]
             + public["embeddings.token_type_embeddings.weight"][0]}
    for part in ("weight", "bias"):
        state["embed.norm." + part] = public["embeddings.LayerNorm." + part]
        for i in range(SHIPPED.layers):
            for ours, theirs in names.items():
                state["layer.%d.%s.%s" % (i, ours, part)] = public["encoder.layer.%d.%s.%s" % (i, theirs, part)]
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected and all(m.startswith(("exit.", "embed.case")) for m in missing), (missing, unexpected)


def start_afresh(layer):
    """Gives a layer random weights: the top layer of a sentence encoder has to be unlearned otherwise."""
    for module in layer.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)


def names_cost(logits, allowed):
    """-log of the summed probability of the labels allowed; logits (words, labels), allowed the same as 0 and 1."""
    logits = logits.float()
    inside = logits.masked_fill(~allowed, -math.inf)
    return torch.logsumexp(logits, -1) - torch.logsumexp(inside, -1)
