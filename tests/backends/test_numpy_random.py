"""Random expressions: the generated function against every matrix made and every operation done as written."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from derive.backends.numpy import compile, generate
from derive.core.read import read
from derive.core.symbols import (
    Product,
    Quotient,
    define,
    exact,
    exp,
    function,
    hadamard,
    identity,
    log,
    matrix,
    ones,
    scalar,
    sigmoid,
    size,
    tanh,
    tr,
    zeros,
)
from derive.ops import language
from derive.ops.inverse import det, inverse
from derive.ops.multilinear import column_sums, commutation, diag, diagonal, kron, row_sums, total, vec
from derive.ops.softmax import logsumexp, norm, softmax

AXES = ("n", "m", "h", "1")
SIZE = {name: size(name) for name in "nmh"} | {"1": exact(1)}
VARIABLES = {
    (rows, cols): scalar("s") if rows == cols == "1" else matrix(f"{name}_{rows}{cols}", SIZE[rows], SIZE[cols])
    for name in "X"
    for rows in AXES
    for cols in AXES
}
SYMBOLS = [read(language(), symbol) for symbol in VARIABLES.values()]
g = function("g")
CONSTANTS = [*map(exact, (-1, 2, 0, 0.5, -0.3)), Quotient(exact(1), SIZE["m"]), SIZE["n"] + 1, SIZE["h"]]
NUMBERS = [Product(constant) for constant in CONSTANTS]  # SymPy's own numbers would evaluate


class Expressions:
    """Draws an expression of a shape; what was drawn before may be used again."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.count = draw, 0
        self.pool: dict[tuple[str, str], list[Any]] = {}

    def choose(self, *options: str) -> str:
        return str(self.one_of(options))

    def one_of(self, options: Sequence[Any]) -> Any:
        # by number: Hypothesis would compare the expressions themselves, which takes SymPy for ever
        return options[self.draw(st.integers(0, len(options) - 1))]

    def expression(self, rows: str, cols: str, depth: int) -> Any:
        before = self.pool.setdefault((rows, cols), [])
        if before and self.draw(st.integers(0, 3)) == 0:
            return self.one_of(before)
        result = self.leaf(rows, cols) if depth == 0 else self.operation(rows, cols, depth - 1)
        before.append(result)
        return result

    def leaf(self, rows: str, cols: str) -> Any:
        variable = VARIABLES[rows, cols]
        kinds = ["variable", "variable", "ones", "zeros"] + ["identity"] * (rows == cols)
        if rows == cols == "1":
            return self.one_of([variable, *NUMBERS])
        made = {"variable": variable, "ones": ones(SIZE[rows], SIZE[cols]), "zeros": zeros(SIZE[rows], SIZE[cols])}
        kind = self.choose(*kinds)
        return identity(SIZE[rows]) if kind == "identity" else made[kind]

    def operation(self, rows: str, cols: str, depth: int) -> Any:
        kind = self.choose(
            "add", "subtract", "product", "product", "chain", "scaled", "hadamard", "quotient", "transpose", "apply",
            "logarithm", "sigmoid", "cancel", "define", "trace", "sums", "softmax", "diagonal", "inverse", "column",
        )  # fmt: skip
        if kind in ("add", "subtract", "hadamard"):
            left, right = (self.expression(rows, cols, depth) for _ in range(2))
            return {"add": left + right, "subtract": left - right, "hadamard": hadamard(left, right)}[kind]
        if kind == "product":
            inner = self.choose(*AXES)
            return self.expression(rows, inner, depth) * self.expression(inner, cols, depth)
        if kind == "chain":
            first, second = self.choose(*AXES), self.choose(*AXES)
            left = self.expression(rows, first, depth) * self.expression(first, second, depth)
            return left * self.expression(second, cols, depth)
        if kind == "scaled":
            return self.expression("1", "1", depth) * self.expression(rows, cols, depth)
        if kind == "transpose":
            return self.expression(cols, rows, depth).T
        if kind == "trace":
            side = self.choose(*AXES)
            left, right = self.expression(side, "m", depth), self.expression("m", side, depth)
            return tr(self.expression(side, side, depth) + left * right) * self.leaf(rows, cols)
        if kind in ("sums", "softmax", "diagonal", "inverse", "column"):
            return self.structured(kind, rows, cols, depth)
        inside = self.expression(rows, cols, depth)
        if kind == "define":
            self.count += 1
            return define(f"D{self.count}", inside)
        if kind == "apply":
            apply = self.one_of([tanh, sigmoid, g, g.prime, lambda z: exp(tanh(z))])
            return apply(inside)
        if kind == "logarithm":
            return log(self.one_of([1 - sigmoid(inside), sigmoid(-inside), 1 + exp(inside), exp(inside)]))
        if kind == "sigmoid":
            return self.one_of([exp(inside) / (1 + exp(inside)), 1 / (exp(-inside) + 1)])
        other = self.expression(rows, cols, depth)
        if kind == "cancel":
            A = sigmoid(inside)
            return hadamard(A, other / A - Quotient(other, 1 - A), 1 - A)
        return other / (exact(2) + tanh(inside))

    def structured(self, kind: str, rows: str, cols: str, depth: int) -> Any:
        """Sums, softmax, diagonals, inverses of what is not singular, and the rows and columns of A ⊗ B and vec."""
        inner = self.choose(*AXES)
        if kind == "sums":
            left, right = self.expression(rows, inner, depth), self.expression(inner, cols, depth)
            other = total(self.expression(inner, "m", depth)) + norm(self.expression("n", inner, depth))
            return other * row_sums(left) * column_sums(right)
        if kind == "softmax":
            z, axis = self.expression(rows, cols, depth), self.draw(st.integers(0, 1))
            sums = ones(SIZE[rows]) * column_sums(exp(z))
            if self.draw(st.booleans()):
                return softmax(z, axis) + exp(z) / sums + hadamard(exp(z), self.leaf(rows, cols) / sums)
            across = logsumexp(z, axis)
            spread = ones(SIZE[rows]) * across if axis == 0 else across * ones(1, SIZE[cols])
            return log(softmax(z, axis)) + spread + log(sums)
        if kind == "diagonal":
            left, right = diag(self.expression(rows, "1", depth)), diag(self.expression("1", cols, depth))
            square = self.expression(rows, cols, depth) * self.expression(cols, rows, depth)
            by = tr(diag(self.expression("m", "1", depth)) * self.expression("m", "m", depth))
            return by * left * self.expression(rows, cols, depth) * right + diag(diagonal(square)) * self.leaf(
                rows, cols
            )
        if kind == "inverse":
            left, right = (self.regular(side, depth) for side in (rows, cols))
            if self.draw(st.booleans()):
                left, right = left.T, right.T
            value = log(det(left)) + tr(inverse(right) * self.expression(cols, cols, depth))
            return value * inverse(left) * self.expression(rows, cols, depth) * inverse(right)
        # rows × cols = row out of (rows·inner), by vecs of two matrices and everything that moves them
        A, B = self.expression(rows, inner, depth), self.expression(cols, "m", depth)
        X = self.expression("m", inner, depth)
        both = self.one_of([kron(A, B), kron(A, B) * kron(identity(SIZE[inner]), self.leaf("m", "m"))])
        long = both * vec(X)
        turned = commutation(SIZE[cols], SIZE[rows]) * long
        short = self.one_of([long.T * vec(self.expression(cols, rows, depth)), turned.T * long, norm(turned)])
        wide = commutation(SIZE[cols], SIZE[rows]) * both
        return (short + tr(wide.T * wide)) * self.leaf(rows, cols)

    def regular(self, side: str, depth: int) -> Any:
        """A matrix that is not singular: what is written stands inside a function that is small."""
        return exact(3) * identity(SIZE[side]) + tanh(self.expression(side, side, depth)) * exact(0.2)


@st.composite
def pairs(draw: Any) -> list[Any]:
    expressions = Expressions(draw)
    results = []
    for _ in range(draw(st.integers(1, 3))):
        rows, cols = draw(st.sampled_from(AXES)), draw(st.sampled_from(AXES))
        result = expressions.expression(rows, cols, draw(st.integers(0, 4)))
        if (rows, cols) != ("1", "1") or draw(st.booleans()):
            results.append(result)
    assume(results)
    return results


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pairs(), st.permutations([1, 2, 3]), st.integers(0, 5), st.sampled_from(["tanh", "sigmoid", None]))
def test_random_expressions(
    plain: Any, expressions: list[Any], lengths: list[int], seed: int, known: str | None
) -> None:
    memo: dict[int, Any] = {}
    outputs = {f"y{place}": read(language(), expression, memo) for place, expression in enumerate(expressions)}
    sizes = dict(zip("nmh", lengths, strict=True)) | {"1": 1}
    random = np.random.default_rng(seed)
    values = {
        symbol.data[0]: random.normal(scale=0.7, size=[axis[0].at(sizes) if axis else 1 for axis in symbol.shape])
        for symbol in SYMBOLS
    }
    functions = {
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
        None: (np.sin, np.cos),
    }[known]
    given_functions: Any = {"g": known} if known else dict(zip(("g", "g'"), functions, strict=True))
    with np.errstate(all="ignore"):
        slow = plain(list(outputs.values()), values, sizes, dict(zip(("g", "g'"), functions, strict=True)))
    *expected, largest = slow
    assume(np.isfinite(largest) and largest < 1e4)
    before = {name: value.copy() for name, value in values.items()}
    for work in (False, True):
        source = generate(outputs, SYMBOLS, given_functions, work=work)
        ast.parse(source.text)
        called = compile(source)
        if work:  # arrays that hold the numbers of an earlier call
            called = partial(called, work={})
            with np.errstate(all="ignore"):
                called(**{name: 1.1 * value + 0.1 for name, value in values.items()})
        results = called(**values)
        for node, result, value in zip(
            outputs.values(), results if len(expected) > 1 else [results], expected, strict=True
        ):
            shape = tuple(axis[0].at(sizes) if axis else 1 for axis in node.shape)
            assert np.shape(result) == (() if node.shape == ((), ()) else shape), source.text
            assert result.dtype == np.float64
            np.testing.assert_allclose(np.reshape(result, shape), value, rtol=1e-9, atol=1e-10 * max(1, largest))
    assert all((values[name] == before[name]).all() for name in values)
