"""Kronecker products, inverses, diagonals, softmax: the text that comes out, and what is never made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

import derive as dv
from derive.backends._translate import RULES
from derive.backends.numpy import BACKEND, compile, generate
from derive.core.read import read
from derive.core.symbols import define, exp, hadamard, log, matrix, ones, scalar, sizes, sqrt, tr, vector
from derive.ops import language
from derive.ops.inverse import det, inverse, logdet
from derive.ops.multilinear import (
    column_sums,
    commutation,
    diag,
    diagonal,
    kron,
    mean,
    row_sums,
    total,
    vec,
)
from derive.ops.softmax import logsumexp, norm, softmax

pytestmark = pytest.mark.filterwarnings("error")

n, m = sizes("n m")
X, Y = matrix("X", n, m), matrix("Y", n, m)
A, B, x, y, b = matrix("A", n, n), matrix("B", m, m), vector("x", n), vector("y", m), scalar("b")
SYMBOLS = [read(language(), symbol) for symbol in (X, Y, A, B, x, y, b)]
E = define("E", exp(X))

# products as a @ b, and nothing that looks for nan
TEMPLATES = {kind: template for kind, template in BACKEND.library.templates.items() if kind != "matmul"}
PLAIN = replace(BACKEND, library=replace(BACKEND.library, templates=TEMPLATES, guarded=None))


def written(**outputs: Any) -> list[str]:
    """The statements after the checks, without comments."""
    memo: dict[int, Any] = {}
    text = PLAIN.generate({name: read(language(), value, memo) for name, value in outputs.items()}, SYMBOLS).text
    lines = text[text.index('"""\n', text.index("def function")) + 4 :].rstrip().split("\n")
    return [line.split("  #")[0].strip() for line in lines if "_array(" not in line and ".shape" not in line]


ONE_LINE = {
    "sum": (total(X), "X.sum()"),
    "mean": (mean(X), "X.sum() / (m * n)"),
    "sum of squares": (total(hadamard(X, X)), "np.vdot(X, X)"),
    "sum of a product": (total(A * X), "(A.sum(axis=0, keepdims=True) @ X).sum()"),
    "row sums": (row_sums(A * X), "A @ X.sum(axis=1, keepdims=True)"),
    "column sums": (column_sums(X), "X.sum(axis=0, keepdims=True)"),
    "row sums of what repeats": (row_sums(b * x * ones(1, m)), "m * b * x"),
    "rows scaled": (diag(x) * X, "x * X"),
    "columns scaled": (X * diag(y), "y.T * X"),
    "diagonal matrices": (diag(x) * diag(x) * X, "x * x * X"),
    "a trace with a diagonal matrix": (tr(diag(x) * A), "np.trace(x * A)"),
    "diagonal of a product": (diagonal(X * Y.T), "(X * Y).sum(axis=1, keepdims=True)"),
    "diagonal": (diagonal(A), "np.diagonal(A)[:, np.newaxis]"),
    "diagonal of a diagonal matrix": (2 * diagonal(diag(x)), "2 * x"),
    "a system": (inverse(A) * X, "np.linalg.solve(A, X)"),
    "a system from the right": (X.T * inverse(A), "np.linalg.solve(A.T, X).T"),
    "a transposed system": (inverse(A).T * x, "np.linalg.solve(A.T, x)"),
    "a quadratic form": (x.T * inverse(A) * x, "np.vdot(x, np.linalg.solve(A, x))"),
    "a system with ones": (inverse(A) * ones(n), "np.linalg.solve(A, np.ones((n, 1)))"),
    "an inverse": (inverse(2 * A), "np.linalg.inv(A) / 2"),
    "an inverse twice": (inverse(inverse(A)) * x, "A @ x"),
    "a trace with an inverse": (tr(inverse(A) * A.T), "np.trace(np.linalg.solve(A, A.T))"),
    "determinant": (det(A.T), "np.linalg.det(A)"),
    "logarithm of a determinant": (logdet(A), "_logdet(A)"),
    "kron on vec": (kron(B, A) * vec(X), "(B @ X.T @ A.T).reshape(-1, 1)"),
    "kron on any column": (kron(B, A) * kron(y, x), "np.kron(B @ y, A @ x)"),
    "kron by a name": (define("K", kron(B, A)) * vec(X), "(B @ X.T @ A.T).reshape(-1, 1)"),
    "an inverse by a name": (define("P", inverse(A)) * X, "P @ X"),
    "a transpose in kron": (kron(A.T, B) * vec(X.T), "(A.T @ X @ B.T).reshape(-1, 1)"),
    "mixed product": (kron(A, B) * kron(A, B), "np.kron(A @ A, B @ B)"),
    "trace of kron": (tr(kron(A, B)), "np.trace(A) * np.trace(B)"),
    "inverse of kron on vec": (
        inverse(kron(B, A)) * vec(X),
        "np.linalg.solve(A, np.linalg.solve(B, X.T).T).T.reshape(-1, 1)",
    ),
    "commutation on vec": (commutation(n, m) * vec(X), "X.reshape(-1, 1)"),
    "vec": (vec(X), "X.T.reshape(-1, 1)"),
    "vec times vec": (vec(X).T * vec(Y), "np.vdot(X, Y)"),
    "norm": (norm(X - Y), "np.linalg.norm(X - Y)"),
    "norm of a multiple": (norm(-2 * x), "2 * np.linalg.norm(x)"),
    "norm of what repeats": (norm(ones(n, m)), "np.sqrt(np.float64(m * n))"),
}


@pytest.mark.parametrize("name", ONE_LINE)
def test_one_line(name: str) -> None:
    expression, line = ONE_LINE[name]
    # what may share memory with an argument is copied
    shown = name in ("diagonal", "commutation on vec", "vec")
    assert (f"return {line}.copy()" if shown else f"v = {line}") in written(v=expression)


def test_softmax_and_its_logarithm_share_their_parts() -> None:
    P = softmax(A * X)
    assert written(J=-total(hadamard(Y, log(P))), D=P - Y) == [
        "t1 = A @ X",
        "peak = t1.max(axis=0, keepdims=True)",
        "t2 = t1 - peak",
        "t3 = np.exp(t2)",
        "t4 = t3.sum(axis=0, keepdims=True)",
        "D = t3 / t4 - Y",
        "J = -np.vdot(Y, t2 - np.log(t4))",
        "return J, D",
    ]


SOFTMAX = {
    "columns": exp(X) / (ones(n) * column_sums(exp(X))),
    "columns, by ones": exp(X) / (ones(n) * (ones(1, n) * exp(X))),
    "columns, by a name": E / (ones(n) * column_sums(E)),
    "columns, by a reciprocal": hadamard(exp(X), ones(n) * (1 / column_sums(exp(X)))),
    "columns, turned": (exp(X.T) / (row_sums(exp(X.T)) * ones(1, n))).T,
}


@pytest.mark.parametrize("name", SOFTMAX)
def test_softmax_is_recognised(name: str) -> None:
    assert [line.replace("E", "t1") for line in written(v=SOFTMAX[name])] == written(v=softmax(X))


def test_what_is_not_softmax_is_not_taken_for_it() -> None:
    for other in (exp(X) / (ones(n) * column_sums(exp(Y))), exp(X) / (ones(n) * column_sums(X)), exp(X) / exp(b)):
        assert not any("peak" in line for line in written(v=other))


LEVELS = [1e4, -1e4, 0.0, 9999.5, 3.25, -745.2, 709.9, -9998.75]


def reference(z: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Softmax, its logarithm and log-sum-exp with 50 digits."""
    turned = z if axis == 0 else z.T
    with mpmath.workdps(50):
        columns = [[mpmath.exp(mpmath.mpf(float(v))) for v in column] for column in turned.T]
        sums = [mpmath.fsum(column) for column in columns]
        parts = np.array([[float(v / s) for v in column] for column, s in zip(columns, sums, strict=True)]).T
        logs = np.array([[float(mpmath.mpf(float(v)) - mpmath.log(s)) for v in column]
                         for column, s in zip(turned.T, sums, strict=True)]).T  # fmt: skip
        whole = np.array([[float(mpmath.log(s)) for s in sums]])
    return (parts, logs, whole) if axis == 0 else (parts.T, logs.T, whole.T)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(8, 1), (1, 8), (4, 2), (2, 4)])
@pytest.mark.parametrize("way", ["softmax", "written out"])
def test_nothing_overflows(axis: int, shape: tuple[int, int], way: str) -> None:
    lengths = sizes("k l")
    Z = matrix("Z", *(length if actual > 1 else 1 for length, actual in zip(lengths, shape, strict=True)))
    rows, cols = Z.shape
    sums = ones(rows) * column_sums(exp(Z)) if axis == 0 else row_sums(exp(Z)) * ones(1, cols)
    if way == "softmax" or shape[axis] == 1:
        outputs = {"P": softmax(Z, axis), "L": log(softmax(Z, axis)), "S": logsumexp(Z, axis)}
    else:
        S = log(column_sums(exp(Z)) if axis == 0 else row_sums(exp(Z)))
        outputs = {"P": exp(Z) / sums, "L": log(exp(Z) / sums), "S": S}
    memo: dict[int, Any] = {}
    function = compile(generate({name: read(language(), value, memo) for name, value in outputs.items()}, ["Z"]))
    values = np.array(LEVELS).reshape(shape)
    for actual, expected in zip(function(values), reference(values, axis), strict=True):
        assert actual.shape in (expected.shape, ())
        np.testing.assert_allclose(np.reshape(actual, expected.shape), expected, rtol=1e-12, atol=1e-300)


def test_the_logarithm_of_a_determinant_that_overflows() -> None:
    function = compile(generate({"v": read(language(), logdet(A))}, ["A"]))
    assert function(1e200 * np.eye(3)) == pytest.approx(600 * np.log(10), rel=1e-14)
    with pytest.raises(RuntimeWarning):
        function(np.diag([-1.0, 1.0]))
    with np.errstate(all="ignore"):
        assert np.isnan(function(np.diag([-1.0, 1.0]))) and function(np.zeros((2, 2))) == -np.inf


def test_a_helper_stands_where_it_is_needed_alone() -> None:
    assert "_logdet" not in generate({"v": read(language(), det(A))}, ["A"]).text


def test_a_singular_matrix_is_an_error() -> None:
    function = compile(generate({"v": read(language(), inverse(A))}, ["A"]))
    with pytest.raises(np.linalg.LinAlgError):
        function(np.zeros((2, 2)))


def test_a_norm_of_a_root() -> None:
    memo: dict[int, Any] = {}
    same = {name: read(language(), value, memo) for name, value in {"a": norm(x), "b": sqrt(x.T * x)}.items()}
    a, other = compile(generate(same, ["x"]))(np.array([[3.0], [4.0]]))
    assert a == other == 5


@pytest.mark.parametrize("axis", [0, 1])
def test_derived_gradients_do_not_overflow(axis: int) -> None:
    """Cross entropy, its gradient and that of log-sum-exp, where exp alone overflows."""
    written_out = exp(X) / (ones(n) * column_sums(exp(X)) if axis == 0 else row_sums(exp(X)) * ones(1, m))
    values, labels = np.array(LEVELS).reshape(4, 2), np.arange(8.0).reshape(4, 2) / 7
    parts, _, _ = reference(values, axis)
    expected = parts * labels.sum(axis=axis, keepdims=True) - labels
    for P in (softmax(X, axis), written_out):
        step = dv.lambdify(dv.gradient(-total(hadamard(Y, log(P))), X), [X, Y])
        np.testing.assert_allclose(step(values, labels), expected, rtol=1e-12, atol=1e-14)
    step = dv.lambdify(dv.gradient(total(logsumexp(X, axis)), X), [X])
    np.testing.assert_allclose(step(values), parts, rtol=1e-12, atol=1e-300)


def test_a_model_has_source_for_every_operation() -> None:
    """What has a value in NumPy can be asked for; a statement cannot."""
    assert set(language().ops) == set(RULES)
