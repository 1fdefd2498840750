"""Two models, and the value of any expression worked out the slow way: every matrix is made, nothing is rewritten."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pytest

from derive.core.op import SCALAR, Axis, Node, walk
from derive.core.read import read
from derive.core.symbols import (
    Quotient,
    define,
    exact,
    function,
    hadamard,
    log,
    matrix,
    ones,
    scalar,
    sigmoid,
    sizes,
    vector,
)
from derive.ops import language

Values = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Model:
    """Expressions by name, the arguments they are functions of, and random values for these."""

    outputs: dict[str, Node]
    arguments: tuple[str, ...]
    shapes: dict[str, tuple[str | int, ...]]

    def values(self, seed: int, **lengths: int) -> dict[str, Any]:
        random = np.random.default_rng(seed)
        values: dict[str, Any] = {}
        for name, shape in self.shapes.items():
            values[name] = random.normal(size=[lengths.get(str(size), 1) for size in shape])
        values["Y"] = (values["Y"] > 0).astype(float)
        return values


def nodes(**expressions: Any) -> dict[str, Node]:
    memo: dict[int, Any] = {}
    return {name: read(language(), expression, memo) for name, expression in expressions.items()}


def logistic_model() -> Model:
    n, m = sizes("n m")
    X, Y, w, b = matrix("X", n, m), vector("Y", m), vector("w", n), scalar("b")
    Z = define("Z", X.T * w + b * ones(m))
    A = define("A", sigmoid(Z))
    mean = Quotient(exact(1), m)
    outputs = nodes(
        J=-mean * (Y.T * log(A) + (1 - Y).T * log(1 - A)),
        dw=mean * X * (A - Y),
        db=mean * ones(1, m) * (A - Y),
    )
    return Model(outputs, ("X", "Y", "w", "b"), {"X": ("n", "m"), "Y": ("m", 1), "w": ("n", 1), "b": ()})


def network_model() -> Model:
    n, m, h = sizes("n m h")
    X, Y, g = matrix("X", n, m), matrix("Y", 1, m), function("g")
    W1, b1, W2, b2 = matrix("W1", h, n), vector("b1", h), matrix("W2", 1, h), scalar("b2")
    Z1 = define("Z1", W1 * X + b1 * ones(1, m))
    A1 = define("A1", g(Z1))
    Z2 = define("Z2", W2 * A1 + b2 * ones(1, m))
    A2 = define("A2", sigmoid(Z2))
    mean = Quotient(exact(1), m)
    dZ1 = hadamard(W2.T * (A2 - Y), g.prime(Z1))
    outputs = nodes(
        J=-mean * (Y * log(A2).T + (1 - Y) * log(1 - A2).T),
        dW1=mean * dZ1 * X.T,
        db1=mean * dZ1 * ones(m),
        dW2=mean * (A2 - Y) * A1.T,
        db2=mean * (A2 - Y) * ones(m),
    )
    shapes: dict[str, tuple[str | int, ...]] = {
        "X": ("n", "m"), "Y": (1, "m"), "W1": ("h", "n"), "b1": ("h", 1), "W2": (1, "h"), "b2": (),
    }  # fmt: skip
    return Model(outputs, ("X", "Y", "W1", "b1", "W2", "b2"), shapes)


def plain_value(roots: Sequence[Node], values: Values, lengths: Mapping[str, int], functions: Functions) -> list[Any]:
    """The values of the roots, and last the largest number on the way, with 64 bits of mantissa where there are."""
    done: dict[Node, Any] = {}
    largest = 0.0
    for node in walk(roots):
        args = [done[arg] for arg in node.args]
        done[node] = np.asarray(_one(node, args, values, lengths, functions), dtype=np.longdouble)
        assert done[node].shape == (_length(node.shape.rows, lengths), _length(node.shape.cols, lengths))
        largest = float(np.maximum(largest, np.max(np.abs(done[node]))))  # nan stays
    return [*(done[root] for root in roots), largest]


def _length(axis: Axis, lengths: Mapping[str, int]) -> int:
    return int(np.prod([size.at(lengths) for size in axis]))


KNOWN: Functions = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "reciprocal": lambda z: 1 / z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "sqrt": np.sqrt,
}


SLOW: Functions = {
    "kron": lambda *factors: reduce(np.kron, factors),
    "vec": lambda a: np.concatenate([a[:, [j]] for j in range(a.shape[1])]),
    "total": lambda a: [[a.sum()]],
    "row_sums": lambda a: a @ np.ones((a.shape[1], 1)),
    "column_sums": lambda a: np.ones((1, a.shape[0])) @ a,
    "diag": lambda v: np.diag(v.ravel()),
    "diagonal": lambda a: np.diag(a).reshape(-1, 1),
    "inverse": lambda a: np.linalg.inv(a.astype(float)),
    "det": lambda a: [[np.linalg.det(a.astype(float))]],
    "norm": lambda a: [[np.sqrt((a * a).sum())]],
}


def _one(node: Node, args: Sequence[Any], values: Values, lengths: Mapping[str, int], functions: Functions) -> Any:
    match node.op.name:
        case "symbol":
            return (
                args[0] if args else np.reshape(values[node.data[0]], [_length(axis, lengths) for axis in node.shape])
            )
        case "number":
            return [[np.longdouble(node.data.numerator) / node.data.denominator]]
        case "size":
            return [[node.data.at(lengths)]]
        case "ones" | "zeros":
            return np.full([size.at(lengths) for size in node.data], float(node.op.name == "ones"))
        case "identity":
            return np.eye(node.data.at(lengths))
        case "add":
            return sum(args[1:], args[0])
        case "hadamard":
            return np.prod(np.broadcast_arrays(*args), axis=0)
        case "quotient":
            return args[0] / args[1]
        case "transpose":
            return args[0].T
        case "trace":
            return [[np.trace(args[0])]]
        case "apply":
            return {**KNOWN, **functions}[node.data](args[0])
        case name if name in SLOW:
            with np.errstate(over="ignore", invalid="ignore"):
                return SLOW[name](*args)
        case "softmax" | "logsumexp":
            powers = np.exp(args[0])
            sums = powers.sum(axis=node.data, keepdims=True)
            return powers / sums if node.op.name == "softmax" else np.log(sums)
        case "commutation":
            rows, cols = (size.at(lengths) for size in node.data)
            result = np.zeros((rows * cols, rows * cols))
            for i, j in np.ndindex(rows, cols):
                result[i * cols + j, j * rows + i] = 1
            return result
        case "product":
            result, shape = args[0], node.args[0].shape
            for arg, other in zip(args[1:], node.args[1:], strict=True):
                if SCALAR in (shape, other.shape):
                    result, shape = result * arg, other.shape if shape == SCALAR else shape
                else:
                    result, shape = result @ arg, shape._replace(cols=other.shape.cols)
            return result
    raise NotImplementedError(node.op.name)


def repeated_parts(text: str) -> list[str]:
    """Every computation that the last function of a source writes twice; arithmetic of sizes is none, nor a copy."""
    function_tree = ast.parse(text).body[-1]
    parts = Counter(
        ast.unparse(part)
        for part in ast.walk(function_tree)
        if isinstance(part, ast.BinOp | ast.Call | ast.Compare)
        and not ast.unparse(part).endswith(".copy()")
        and any(isinstance(name, ast.Name) and name.id not in ("n", "m", "h") for name in ast.walk(part))
    )
    return [part for part, count in parts.items() if count > 1]


@pytest.fixture(scope="session")
def logistic() -> Model:
    return logistic_model()


@pytest.fixture(scope="session")
def network() -> Model:
    return network_model()


@pytest.fixture(scope="session")
def plain() -> Callable[..., list[Any]]:
    return plain_value


@pytest.fixture(scope="session")
def repeated() -> Callable[[str], list[str]]:
    return repeated_parts
