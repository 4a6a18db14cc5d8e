"""Trains the network: public MiniLM weights and the corpora in, a checkpoint out.

    train.py --corpora FOLDER --public FOLDER --work FOLDER --minutes N [--threads N] [--device cuda]

The schedule follows the processor's time, so that a run which others hold up loses nothing: after --minutes on each of --threads
the rate has come down to 2 %, however far that was. --pieces N follows the pieces read instead, which the same seed repeats on any
machine. The state is kept in WORK/checkpoint.pt every three minutes; a second call goes on from there. WORK/model.pt is the result,
WORK/average.pt the mean of the weights on the way, each step counting a little less than the next.

--gazetteers adds names of the whole world to --rename and short sentences with them (world.py, alone.py), --readers the names that
others find in GMB (readers.py, cleaning.py), --times how often an epoch reads a corpus. --teacher names earlier results whose soft
labels words without a tree learn from (teacher.py), --unlabelled CoNLL-U files of which the words alone are read, --rename puts other
names in the place of names (renaming.py).
"""
import argparse
import json
import os
import time

import torch
from torch.nn import functional as F

import alone
import cleaning
import corpora
import data
import model
import mpnet
import pieces
import renaming
import teacher
import world

COST = {"upos": 0.5, "xpos": 0.5, "feats": 0.3, "lemma": 0.5, "names": 1.0, "arcs": 1.0, "relations": 0.5, "sentence": 0.3}
LOWER_SHARE = 0.3  # of the lower exit's cost beside the upper one's
TEACH = 0.5  # of KL(lower exit || upper exit)
RELATION_SHARE = 0.5
ENCODER_RATE, HEAD_RATE, UPPER_FACTOR = 2e-4, 1e-3, 2.0
WARM_UP, FLOOR = 0.05, 0.02
TAUGHT = 1.0  # of the cost of what a teacher says, beside gold
AVERAGE = 0.99  # what the mean of the weights keeps at each step


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpora", required=True, help="folder of the corpora")
    p.add_argument("--public", required=True, help="folder with the public model.safetensors and vocab.txt")
    p.add_argument("--work", required=True, help="folder for what is made, outside the tree")
    p.add_argument("--minutes", type=float, default=150)
    p.add_argument("--pieces", type=int, default=0)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--device", default="cpu")
    p.add_argument("--bf16", action="store_true", help="half precision: faster on GPUs and on CPUs with AMX, slower on others")
    p.add_argument("--train-words", action="store_true", help="train the word pieces' vectors too (a tenth slower)")
    p.add_argument("--mpnet", metavar="FOLDER", help="train a teacher from these larger weights (mpnet.py)")
    p.add_argument("--start", metavar="FILE", help="go on from the weights of an earlier run instead of the public ones")
    p.add_argument("--rate", type=float, default=1.0, help="factor on all learning rates; less than 1 with --start")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--without", nargs="*", default=[], help="corpora to leave out, to measure on them")
    p.add_argument("--teacher", nargs="*", default=[], metavar="FILE", help="results of earlier runs")
    p.add_argument("--unlabelled", nargs="*", default=[], metavar="FILE", help="CoNLL-U files to read with the teacher's labels")
    p.add_argument("--times", nargs="*", default=[], metavar="CORPUS=N", help="how often an epoch reads a corpus, instead of its own number")
    p.add_argument("--gazetteers", metavar="FOLDER", help="names of the whole world")
    p.add_argument("--readers", metavar="FILE", help="names that others find in GMB's training part")
    p.add_argument("--rename", action="store_true", help="put other names in the place of names")
    return p.parse_args()


def groups(network):
    """Parameter groups: the upper layers learn at twice the rate, vectors are not decayed."""
    rows = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        upper = name.startswith("layer.") and int(name.split(".")[1]) >= network.shape.exits[0]
        rate = HEAD_RATE if name.startswith(("exit.", "embed.case")) else ENCODER_RATE * (UPPER_FACTOR if upper else 1)
        rows.setdefault((rate, 0.01 if parameter.dim() > 1 else 0.0), []).append(parameter)
    return [{"params": p, "lr": rate, "base": rate, "weight_decay": decay} for (rate, decay), p in rows.items()]


def rate_at(progress):
    if progress < WARM_UP:
        return max(progress / WARM_UP, 0.01)
    return max(FLOOR, 1 - (1 - FLOOR) * (progress - WARM_UP) / (1 - WARM_UP))


def cross(logits, gold):
    """Mean cost over the words that have a label, 0 where none has."""
    count = (gold != data.IGNORE).sum()
    return F.cross_entropy(logits.float(), gold, ignore_index=data.IGNORE, reduction="sum") / count.clamp(min=1)


def divergence(student, teacher, chosen):
    """KL of the teacher's distribution and the student's, mean over the chosen rows."""
    student, teacher = student.float()[chosen], teacher.detach().float()[chosen]
    if not len(student):
        return student.sum()
    p = teacher.softmax(-1)
    return F.kl_div(student.log_softmax(-1), p, reduction="sum") / len(student)


def exit_scores(exit_, words, batch, inside):
    """All scores of an exit: tags on the flat words, arcs and labels by window."""
    scores = exit_.tags(words[inside])
    scores["arcs"] = exit_.arcs(words).float().masked_fill(~teacher.open_arcs(batch["sentence"]), -1e4)
    treed = (batch["heads"] != data.IGNORE).any(1)
    scores["treed"] = treed
    # The relations' tensor is the dearest part of the heads: half of the words, drawn anew each time, are enough.
    known = (batch["heads"] != data.IGNORE) & (torch.rand(batch["heads"].shape, device=words.device) < RELATION_SHARE)
    if bool(known.any()):
        scores["relations"] = exit_.labels(words[treed], batch["heads"][treed].clamp(min=0), known[treed])
        scores["related"] = batch["relations"][known]
    return scores


def exit_cost(scores, batch, inside, table):
    flat = {k: batch[k][inside] for k in ("upos", "xpos", "feats", "lemma", "names", "ends")}
    cost = sum(COST[k] * cross(scores[k], flat[k]) for k in ("upos", "xpos", "feats", "lemma"))
    named = flat["names"] != data.IGNORE
    if bool(named.any()):
        cost = cost + COST["names"] * model.names_cost(scores["names"][named], table[flat["names"][named]]).mean()
    ends = flat["ends"] != data.IGNORE
    if bool(ends.any()):
        cost = cost + COST["sentence"] * F.binary_cross_entropy_with_logits(scores["sentence"][ends].float(), flat["ends"][ends].float())
    if "relations" in scores:
        gold = batch["heads"][scores["treed"]]
        cost = cost + COST["arcs"] * cross(scores["arcs"][scores["treed"]].flatten(0, 1), gold.flatten())
        cost = cost + COST["relations"] * cross(scores["relations"], scores["related"])
    return cost


def step_cost(network, batch, table, taught):
    inside = batch["sentence"] >= 0
    vectors = network(batch["pieces"], batch["cases"], batch["lengths"])
    exits, upper = network.shape.exits, network.shape.exits[-1]
    words = {e: model.words_of(vectors[e], batch["firsts"]) for e in exits}
    scores = {e: exit_scores(network.exit[str(e)], words[e], batch, inside) for e in exits}
    cost = {e: exit_cost(scores[e], batch, inside, table) for e in exits}
    untreed = ~scores[upper]["treed"]
    if taught and bool(untreed.any()):
        found = taught.read(teacher.windows_of(batch, untreed))
        for e in exits:
            own = teacher.exit_cost(network.exit[str(e)], scores[e], words[e], batch, found, untreed, COST)
            cost[e] = cost[e] + TAUGHT * own
    total = cost[upper]
    for e in exits[:-1]:
        total = total + LOWER_SHARE * (cost[e] + TEACH * exits_apart(scores[e], scores[upper], inside))
    return total, cost[upper]


def exits_apart(lower, upper, inside):
    """What a lower exit pays for differing from the upper one."""
    every = torch.ones(int(inside.sum()), dtype=torch.bool, device=inside.device)
    apart = sum(COST[k] * divergence(lower[k], upper[k], every) for k in ("upos", "xpos", "feats", "lemma", "names"))
    return apart + COST["arcs"] * divergence(lower["arcs"], upper["arcs"], inside)


def save(path, content):
    torch.save(content, path + ".new")
    os.replace(path + ".new", path)


def prepare_names(opts, read):
    """Adds to the corpora what others know of names; the world of names, or None."""
    globe = world.World(opts.gazetteers) if opts.gazetteers else None
    if opts.readers:
        times, sentences = read["gmb"]
        read["gmb"] = (times, cleaning.cleaned(sentences, opts.readers, globe.known if globe else frozenset()))
    if globe:
        read["alone"] = (1, alone.sentences(globe, opts.seed))
    for name, _, times in (x.partition("=") for x in opts.times):
        read[name] = (int(times), read[name][1])
    return globe


def begun(opts, vocabulary, kept, sizes):
    """A network with the public weights."""
    if opts.mpnet:
        network = mpnet.Network(len(vocabulary), sizes)
        mpnet.load_public(network, opts.mpnet, vocabulary)
        return network
    network = model.Network(len(vocabulary), sizes)
    model.load_public(network, os.path.join(opts.public, "model.safetensors"), kept)
    model.start_afresh(network.layer[-1])
    return network


def prepare(opts):
    torch.manual_seed(opts.seed)
    torch.set_num_threads(opts.threads)
    read = {k: v for k, v in corpora.training(opts.corpora).items() if k not in opts.without}
    globe = prepare_names(opts, read)
    renamer = renaming.Renamer(read, world=globe) if opts.rename else None
    vocabulary, kept = pieces.read_vocabulary(os.path.join(opts.public, "vocab.txt"))
    labels = data.make_labels(read)
    encoder = data.Encoder(vocabulary, labels, renamer)
    for _, sentences in read.values():
        for s in sentences:
            for labels_of_word in s.get("names", ()):
                encoder.set_id(labels_of_word)
    for path in opts.unlabelled:
        read[path] = (1, corpora.plain(path))
    sizes = {k: len(v) for k, v in labels.items()}
    network = begun(opts, vocabulary, kept, sizes)
    if opts.start:
        network.load_state_dict(torch.load(opts.start, map_location="cpu")["network"])
    network.embed.word.weight.requires_grad_(opts.train_words)
    with open(os.path.join(opts.work, "labels.json"), "w", encoding="utf-8") as f:
        json.dump({"vocabulary": vocabulary, "labels": labels}, f, ensure_ascii=False)
    taught = teacher.Teacher(opts.teacher, len(vocabulary), sizes, opts.device) if opts.teacher else None
    return read, encoder, network.to(opts.device), taught


def weights(network):
    """The network's tensors, copied."""
    return {k: v.detach().clone() for k, v in network.state_dict().items()}


class Clock:
    """Minutes of the processor's time a thread, and how far the schedule has come."""

    def __init__(self, opts, at):
        self.opts, self.at, self.earlier, self.begun = opts, at, at["seconds"], time.process_time()

    def progress(self):
        self.at["seconds"] = self.earlier + (time.process_time() - self.begun) / self.opts.threads
        if self.opts.pieces:
            return self.at["pieces"] / self.opts.pieces
        return self.at["seconds"] / (self.opts.minutes * 60)


def main():
    opts = options()
    os.makedirs(opts.work, exist_ok=True)
    read, encoder, network, taught = prepare(opts)
    optimiser = torch.optim.AdamW(groups(network), betas=(0.9, 0.98), fused=True)
    state = {"average": weights(network), "at": {"step": 0, "seconds": 0.0, "pieces": 0}}
    checkpoint = os.path.join(opts.work, "checkpoint.pt")
    if os.path.exists(checkpoint):
        kept = torch.load(checkpoint, map_location=opts.device)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        state = {k: kept[k] for k in state}
    stream, table = data.batches(encoder, read, opts.seed + state["at"]["step"]), encoder.table().to(opts.device)
    run(opts, network, optimiser, stream, lambda batch: step_cost(network, batch, table, taught), state)
    save(os.path.join(opts.work, "model.pt"), {"network": network.state_dict(), "at": state["at"]})
    save(os.path.join(opts.work, "average.pt"), {"network": state["average"], "at": state["at"]})


def run(opts, network, optimiser, stream, price, state):
    """Steps until the schedule's end; `price` gives what to lower for a batch, and the cost of the upper exit against gold."""
    network.train()
    at, saved, seen = state["at"], time.monotonic(), 0.0
    clock = Clock(opts, at)
    while (progress := clock.progress()) < 1:
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * opts.rate * rate_at(progress)
        batch = {k: v.to(opts.device) for k, v in next(stream).items()}
        with torch.autocast(opts.device, dtype=torch.bfloat16, enabled=opts.bf16):
            total, cost = price(batch)
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        for name, value in network.state_dict().items():
            state["average"][name].lerp_(value, 1 - AVERAGE)
        at["step"] += 1
        at["pieces"] += int(batch["lengths"].sum())
        seen += float(cost.detach())
        if at["step"] % 25 == 0:
            print("step %d  %.1f min  %d pieces  %.0f/s  cost %.3f" % (
                at["step"], at["seconds"] / 60, at["pieces"], at["pieces"] / at["seconds"], seen / 25), flush=True)
            seen = 0.0
        if time.monotonic() - saved > 180:
            save(os.path.join(opts.work, "checkpoint.pt"), {"network": network.state_dict(), "optimiser": optimiser.state_dict(), **state})
            saved = time.monotonic()


if __name__ == "__main__":
    main()
