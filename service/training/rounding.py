"""The network with its numbers rounded as the model file and service/model's engine have them, to see what rounding costs.

    round_network(network)      in place: weights to 7 bits a row, embeddings to 8; inputs of products to 8 bits a vector

Left as they are: sums inside attention, GELU (the engine's is 2e-4 wrong at most), and what the bilinear forms of the trees
are applied to.
"""
import torch
from torch import nn

import export


def rounded_rows(matrix, most):
    """(rows, columns) as the file's integers and scales give it back."""
    whole, scale = export.round_rows(matrix.detach().numpy(), most)
    return torch.from_numpy(whole * scale[:, None])


def rounded_vectors(x):
    """Each vector (the last dimension) in 8 bits, from its least to its greatest number, zero among them."""
    low, high = x.amin(-1, keepdim=True).clamp(max=0), x.amax(-1, keepdim=True).clamp(min=0)
    step = ((high - low) / 255).clamp(min=1e-30)
    zero = torch.round(-low / step)
    return (torch.clamp(torch.round(x / step) + zero, 0, 255) - zero) * step


@torch.no_grad()
def round_network(network):
    for module in network.modules():
        if isinstance(module, nn.Embedding):
            module.weight.copy_(rounded_rows(module.weight, 127))
        elif isinstance(module, nn.Linear):
            module.weight.copy_(rounded_rows(module.weight, export.WEIGHT_MAX))
            module.register_forward_pre_hook(lambda _, given: (rounded_vectors(given[0]),))
    for e in network.exit.values():
        e.arc_bilinear[:-1] = rounded_rows(e.arc_bilinear[:-1].T, export.WEIGHT_MAX).T
        for relation in e.label_bilinear:
            relation[:-1, :-1] = rounded_rows(relation[:-1, :-1].T, export.WEIGHT_MAX).T
        rows = e.label_bilinear[:, :-1, -1]
        e.label_bilinear[:, :-1, -1] = rounded_rows(rows, export.WEIGHT_MAX)
    return network
