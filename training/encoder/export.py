"""Writes a fine-tuned encoder as the int8 ONNX file that ships.

    python training/encoder/export.py encoder.pt models/encoder.onnx [--float]

- Word embeddings are int8 with one scale a row, gathered before they are widened: a quarter of the file and of the memory.
- The weights of matrix products are quantised for MatMulInteger: one scale a channel, 7 bits, because 8 bits saturate on processors with AVX2 but no
  VNNI and the embeddings would differ from machine to machine. Activations are quantised as they come.
- The only input is input_ids [1, tokens]: the runtime encodes one text at a time, without padding.
`--float` leaves everything in float32, to measure what int8 loses.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from bert import Encoder


class Alone(nn.Module):
    """One unpadded text: every token may look at every other."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.encoder(input_ids, None)


def words_to_int8(graph: onnx.GraphProto) -> None:
    """Gather(words, ids) becomes Cast(Gather(int8 words, ids)) * Gather(scale, ids)."""
    words = next(t for t in graph.initializer if t.name.endswith("words.weight"))
    gather = next(node for node in graph.node if words.name in node.input)
    values = numpy_helper.to_array(words)
    scale = np.abs(values).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    quantised = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
    ids, out = gather.input[1], gather.output[0]
    nodes = [
        helper.make_node("Gather", ["words_q", ids], ["words_row"], axis=0),
        helper.make_node("Cast", ["words_row"], ["words_wide"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["words_scale", ids], ["words_row_scale"], axis=0),
        helper.make_node("Mul", ["words_wide", "words_row_scale"], [out]),
    ]
    at = list(graph.node).index(gather)
    rest = list(graph.node)
    rest[at : at + 1] = nodes
    del graph.node[:]
    graph.node.extend(rest)
    graph.initializer.remove(words)
    graph.initializer.append(numpy_helper.from_array(quantised, "words_q"))
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), "words_scale"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--float", action="store_true")
    args = parser.parse_args()
    state = torch.load(args.source, weights_only=True)
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    encoder = Encoder(layers)
    encoder.load_state_dict(state)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        torch.onnx.export(
            Alone(encoder).eval(),
            (torch.ones(1, 16, dtype=torch.int64),),
            plain,
            input_names=["input_ids"],
            output_names=["last_hidden_state"],
            dynamic_axes={"input_ids": {1: "tokens"}, "last_hidden_state": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        if args.float:
            args.target.write_bytes(plain.read_bytes())
        else:
            model = onnx.load(plain)
            words_to_int8(model.graph)
            onnx.checker.check_model(model)
            onnx.save(model, plain)
            quantize_dynamic(
                plain,
                args.target,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
                op_types_to_quantize=["MatMul"],
                extra_options={"MatMulConstBOnly": True},
            )
    print(f"{args.target}: {args.target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
