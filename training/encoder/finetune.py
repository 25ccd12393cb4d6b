"""Fine-tunes the sentence encoder on the outcomes of all recorded models at once.

    python training/encoder/finetune.py --rows DIR --weights model.safetensors --out DIR --fold 0|1|2|all [--layers 0,2,4] [--epochs 2]

DIR is written by rows.ts: numbers only. One linear head a recorded column on the pooled embedding, cross-entropy over the cells that are there, and
beside it the subject of the question as a second target, so that a request from a live user, which names no subject, has one in its embedding.
A text that says in another form what another text says (a slip, courtesy, another language) is drawn to the logits and the vector of that text.
`--fold k` leaves the texts of fold k out. Writes encoder.pt, the heads, embeddings.f32 (texts x 384, all texts) and logits.f32 (texts x columns).
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bert import HIDDEN, Encoder, from_minilm, pool

SCALE = 6.0
"""Factor on the unit embedding before the heads: their learning rate then suits both."""


class Rows:
    def __init__(self, folder: Path) -> None:
        read = lambda name, kind: np.fromfile(folder / name, dtype=kind)  # noqa: E731
        self.meta = json.loads((folder / "meta.json").read_text())
        self.tokens = read("tokens.u16", "<u2").astype(np.int64)
        self.at = read("token-offsets.i32", "<i4")
        self.cell_at = read("cell-offsets.i32", "<i4")
        self.columns = read("cell-columns.i16", "<i2").astype(np.int64)
        self.values = read("cell-values.f32", "<f4")
        self.weights = read("cell-weights.f32", "<f4")
        self.category = read("category.i16", "<i2").astype(np.int64)
        self.original = read("original.i32", "<i4").astype(np.int64)
        self.judged = np.array([i for i, column in enumerate(self.meta["columns"]) if column["set"] == "editor"])
        self.fold = read("fold.i8", "i1")
        self.lengths = np.diff(self.at)

    def batch(self, texts: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        longest = int(self.lengths[texts].max())
        ids = np.zeros((len(texts), longest), dtype=np.int64)
        mask = np.zeros((len(texts), longest), dtype=np.float32)
        for i, t in enumerate(texts):
            own = self.tokens[self.at[t] : self.at[t + 1]]
            ids[i, : len(own)] = own
            mask[i, : len(own)] = 1
        return torch.from_numpy(ids), torch.from_numpy(mask)

    def cells(self, texts: np.ndarray) -> tuple[torch.Tensor, ...]:
        """Row within the batch, column, value and weight of each cell."""
        spans = [np.arange(self.cell_at[t], self.cell_at[t + 1]) for t in texts]
        row = np.repeat(np.arange(len(texts)), [len(s) for s in spans])
        cell = np.concatenate(spans)
        return tuple(torch.from_numpy(a) for a in (row, self.columns[cell], self.values[cell], self.weights[cell]))


def fast() -> torch.autocast:
    """Halved precision where the processor multiplies it (AVX-512 BF16, AMX); elsewhere it takes fifty times as long as the full one."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


class Heads(nn.Module):
    def __init__(self, rows: Rows, train: np.ndarray) -> None:
        super().__init__()
        self.columns = nn.Linear(HIDDEN, len(rows.meta["columns"]))
        self.categories = nn.Linear(HIDDEN, max(1, len(rows.meta["categories"])))
        used = np.zeros(len(rows.fold), dtype=bool)
        used[train] = True
        of_cell = np.repeat(np.arange(len(rows.fold)), np.diff(rows.cell_at))
        keep = used[of_cell]
        size = len(rows.meta["columns"])
        count = np.bincount(rows.columns[keep], minlength=size)
        total = np.bincount(rows.columns[keep], weights=rows.values[keep], minlength=size)
        mean = (total + 1) / (count + 2)
        with torch.no_grad():
            self.columns.weight.zero_()
            self.columns.bias.copy_(torch.from_numpy(np.log(mean / (1 - mean))))
            self.categories.weight.mul_(0.1)


def batches(rows: Rows, train: np.ndarray, size: int, random: np.random.Generator) -> list[np.ndarray]:
    """Batches of like lengths, in random order."""
    order = random.permutation(train)
    out = []
    for start in range(0, len(order), size * 64):
        part = order[start : start + size * 64]
        part = part[np.argsort(rows.lengths[part], kind="stable")]
        out.extend(part[i : i + size] for i in range(0, len(part), size))
    return [out[i] for i in random.permutation(len(out))]


def inconsistency(heads: Heads, form: torch.Tensor, original: torch.Tensor, judged: np.ndarray) -> torch.Tensor:
    """Mean squared difference of the judged logits, and of the unit vectors (twice one less their cosine)."""
    weight = heads.columns.weight[torch.from_numpy(judged)] * SCALE
    logits = ((form - original) @ weight.T).square().mean()
    return logits + (form - original).square().sum(1).mean()


def train_encoder(rows: Rows, encoder: Encoder, train: np.ndarray, args: argparse.Namespace) -> Heads:
    heads = Heads(rows, train)
    random = np.random.default_rng(args.seed)
    plan = [b for _ in range(args.epochs) for b in batches(rows, train, args.batch, random)]
    groups = [
        {"params": list(encoder.parameters()), "lr": args.lr, "weight_decay": 0.01},
        {"params": list(heads.parameters()), "lr": args.head_lr, "weight_decay": 0.01},
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.99), fused=True)
    warm = max(1, int(0.06 * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / warm, max(0.0, (len(plan) - s) / (len(plan) - warm))))
    started, mean = time.time(), 0.0
    for step, texts in enumerate(plan):
        forms = np.flatnonzero(rows.original[texts] >= 0)
        ids, mask = rows.batch(np.concatenate([texts, rows.original[texts[forms]]]))
        row, column, value, weight = rows.cells(texts)
        category = torch.from_numpy(rows.category[texts])
        with fast():
            hidden = encoder(ids, mask)
        pooled = pool(hidden.float(), mask)
        e = F.dropout(pooled[: len(texts)] * SCALE, args.dropout)
        z = heads.columns(e)[row, column]
        loss = (F.binary_cross_entropy_with_logits(z, value, reduction="none") * weight).sum() / weight.sum().clamp(min=1)
        if (category >= 0).any():
            loss = loss + args.subject * F.cross_entropy(heads.categories(e), category, ignore_index=-1)
        if len(forms) > 0:
            loss = loss + args.consistency * inconsistency(heads, pooled[torch.from_numpy(forms)], pooled[len(texts) :], rows.judged) * len(forms) / len(texts)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        mean = loss.item() if step == 0 else 0.98 * mean + 0.02 * loss.item()
        if step % 50 == 49 or step + 1 == len(plan):
            spent = time.time() - started
            print(f"step {step + 1}/{len(plan)} loss {mean:.4f} {spent:.0f} s of {spent / (step + 1) * len(plan):.0f} s", flush=True)
    return heads


@torch.no_grad()
def embed(rows: Rows, encoder: Encoder) -> np.ndarray:
    encoder.eval()
    order = np.argsort(rows.lengths, kind="stable")
    out = np.zeros((len(order), HIDDEN), dtype=np.float32)
    for start in range(0, len(order), 64):
        texts = order[start : start + 64]
        ids, mask = rows.batch(texts)
        with fast():
            hidden = encoder(ids, mask)
        out[texts] = pool(hidden.float(), mask).numpy()
    return out


def auc(score: np.ndarray, outcome: np.ndarray) -> float:
    order = np.argsort(score)
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    up, down = outcome.sum(), (1 - outcome).sum()
    return float((ranks @ outcome - up * (up + 1) / 2) / (up * down)) if up > 0 and down > 0 else math.nan


def report(rows: Rows, logits: np.ndarray, held: np.ndarray) -> None:
    """Mean AUC of each set's columns on the texts that were left out."""
    out: dict[str, list[float]] = {}
    inside = np.zeros(len(rows.fold), dtype=bool)
    inside[held] = True
    of_cell = np.repeat(np.arange(len(rows.fold)), np.diff(rows.cell_at))
    for c, entry in enumerate(rows.meta["columns"]):
        cells = np.flatnonzero((rows.columns == c) & inside[of_cell])
        if len(cells) > 20:
            out.setdefault(entry["set"], []).append(auc(logits[of_cell[cells], c], rows.values[cells]))
    print(" ".join(f"{name} {np.nanmean(values):.3f}" for name, values in out.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fold", required=True)
    parser.add_argument("--layers", default="0,2,4")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=8e-5)
    parser.add_argument("--head-lr", type=float, default=3e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--subject", type=float, default=0.1)
    parser.add_argument("--consistency", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rows = Rows(args.rows)
    encoder = from_minilm(args.weights, [int(layer) for layer in args.layers.split(",")])
    texts = np.arange(len(rows.fold))
    held = texts[:0] if args.fold == "all" else texts[rows.fold == int(args.fold)]
    train = texts[np.diff(rows.cell_at) > 0]
    heads = train_encoder(rows, encoder, np.setdiff1d(train, held), args)
    embeddings = embed(rows, encoder)
    weight, bias = heads.columns.weight.detach().numpy() * SCALE, heads.columns.bias.detach().numpy()
    logits = (embeddings @ weight.T + bias).astype(np.float32)
    args.out.mkdir(parents=True, exist_ok=True)
    if len(held) > 0:
        report(rows, logits, held)
    torch.save(encoder.state_dict(), args.out / "encoder.pt")
    weight.astype("<f4").tofile(args.out / "head-weights.f32")
    bias.astype("<f4").tofile(args.out / "head-bias.f32")
    embeddings.astype("<f4").tofile(args.out / "embeddings.f32")
    logits.astype("<f4").tofile(args.out / "logits.f32")


if __name__ == "__main__":
    main()
