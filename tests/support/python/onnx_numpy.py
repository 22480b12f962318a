"""Runs ONNX models by numpy: the operators that the exporter writes, as the standard describes them (opset 13)."""

import numpy as np
import onnx
from onnx import helper, numpy_helper


def _attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def _gemm(a, x, w, b):
    return x @ (w.T if a.get("transB") else w) + b


def _slice(a, x, starts, ends, axes):
    index = [slice(None)] * x.ndim
    for start, end, axis in zip(starts, ends, axes):
        index[axis] = slice(start, end)
    return x[tuple(index)]


def _softmax(a, x):
    e = np.exp(x - x.max(axis=a["axis"], keepdims=True))
    return e / e.sum(axis=a["axis"], keepdims=True)


def _reduce(function):
    return lambda a, x: function(x, axis=tuple(a["axes"]), keepdims=bool(a["keepdims"]))


OPERATORS = {
    "Abs": lambda a, x: np.abs(x),
    "Add": lambda a, x, y: x + y,
    "And": lambda a, x, y: x & y,
    "Cast": lambda a, x: x.astype(helper.mapping.TENSOR_TYPE_TO_NP_TYPE[a["to"]]),
    "Clip": lambda a, x, low, high: np.clip(x, low, high),
    "Concat": lambda a, *parts: np.concatenate(parts, axis=a["axis"]),
    "Div": lambda a, x, y: x / y,
    "Exp": lambda a, x: np.exp(x),
    "Floor": lambda a, x: np.floor(x),
    "Gather": lambda a, x, index: np.take(x, index, axis=a["axis"]),
    "Gemm": _gemm,
    "Identity": lambda a, x: x,
    "Less": lambda a, x, y: x < y,
    "Log": lambda a, x: np.log(x),
    "MatMul": lambda a, x, y: x @ y,
    "Max": lambda a, x, y: np.maximum(x, y),
    "Min": lambda a, x, y: np.minimum(x, y),
    "Mul": lambda a, x, y: x * y,
    "Neg": lambda a, x: -x,
    "ReduceMax": _reduce(np.max),
    "ReduceMin": _reduce(np.min),
    "ReduceSum": lambda a, x, axes: x.sum(axis=tuple(axes), keepdims=bool(a["keepdims"])),
    "Slice": _slice,
    "Softmax": _softmax,
    "Sqrt": lambda a, x: np.sqrt(x),
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: np.tanh(x),
    "Unsqueeze": lambda a, x, axes: np.expand_dims(x, tuple(axes)),
    "Where": lambda a, c, x, y: np.where(c, x, y),
}


def _run_loop(body, trips, carried, around):
    for i in range(trips):
        values = dict(around)
        values.update(zip((v.name for v in body.input), [np.int64(i), np.True_] + carried))
        carried = _run_graph(body, values)[1:]
    return carried


def _run_graph(graph, values):
    for node in graph.node:
        inputs = [values[name] if name else None for name in node.input]
        attributes = _attributes(node)
        if node.op_type == "Loop":
            results = _run_loop(attributes["body"], int(inputs[0]), inputs[2:], values)
        else:
            results = [OPERATORS[node.op_type](attributes, *inputs)]
        for name, result in zip(node.output, results):
            result = np.asarray(result)
            assert result.dtype != np.float64, f"{node.op_type} left single precision"
            values[name] = result
    return [values[output.name] for output in graph.output]


def run(path, x):
    """The output of the model for its one input."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    values = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    values[model.graph.input[0].name] = x
    with np.errstate(all="ignore"):
        return _run_graph(model.graph, values)[0]
