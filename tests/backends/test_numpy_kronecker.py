"""Products of Kronecker products, diagonals and commutation matrices, none of which is made; and Hessians."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import hessian
from derive.backends.numpy import compile, generate
from derive.core.op import walk
from derive.core.read import read
from derive.core.symbols import define, hadamard, identity, matrix, ones, sigmoid, sizes, softplus, tanh, tr, vector
from derive.ops import language
from derive.ops.inverse import logdet
from derive.ops.multilinear import commutation, diag, diagonal, kron, total, vec
from derive.ops.softmax import logsumexp

LENGTHS = {"n": 2, "m": 3, "k": 4}
n, m, k = sizes("n m k")
AXES = (n, m, k)
Axes = tuple[Any, Any]
Plain = Callable[..., list[Any]]


def length(axis: Any) -> int:
    return int(np.prod([part.at(LENGTHS) for part in axis]))


def both(plain: Plain, expression: Any) -> tuple[Any, Any]:
    """What the generated function gives at a random point, and what comes out the slow way."""
    node = read(language(), expression)
    symbols = {part.data[0]: part for part in walk([node]) if part.op.name == "symbol" and not part.args}
    random = np.random.default_rng(len(symbols))
    values: dict[str, Any] = {
        name: random.normal(size=tuple(map(length, symbol.shape))) for name, symbol in symbols.items()
    }
    for axis in AXES:  # gives the sizes their values where no other argument does
        symbol = read(language(), matrix(f"square_{axis}", axis, axis))
        symbols[symbol.data[0]] = symbol
        values[symbol.data[0]] = np.zeros(tuple(map(length, symbol.shape)))
    found = compile(generate({"v": node}, list(symbols.values())))(**values)
    slow = plain([node], values, LENGTHS, {})[0]
    return np.atleast_2d(found), np.asarray(slow, dtype=float)


def differ(found: Any, slow: Any) -> bool:
    return found.shape != slow.shape or not np.allclose(found, slow, rtol=1e-11, atol=1e-11 * (1 + np.abs(slow).max()))


# --- random products -------------------------------------------------------------------------------------------------


def entries(draw: st.DrawFn, rows: Any, cols: Any) -> Any:
    name = draw(st.sampled_from("AB"))
    return matrix(f"{name}{rows}{cols}", rows, cols)


@st.composite
def factors(draw: st.DrawFn, left: Axes) -> tuple[Any, Axes]:
    """A matrix whose rows are made up of these two axes, and what its columns are made up of."""
    (a, b), (c, e) = left, (draw(st.sampled_from(AXES)), draw(st.sampled_from(AXES)))
    match draw(st.sampled_from(["both", "first", "second", "diag", "commutation", "identity"])):
        case "both":
            return kron(entries(draw, a, c), entries(draw, b, e)), (c, e)
        case "first":
            return kron(entries(draw, a, c), identity(b)), (c, b)
        case "second":
            return kron(identity(a), entries(draw, b, e)), (a, e)
        case "diag":
            return diag(vec(entries(draw, b, a))), left
        case "commutation":
            return commutation(a, b), (b, a)
    return kron(identity(a), identity(b)), left


@st.composite
def products(draw: st.DrawFn) -> Any:
    """P, P v, and P D Pᵀ with its trace and its diagonal, P being a product of up to four."""
    start = axes = (draw(st.sampled_from(AXES)), draw(st.sampled_from(AXES)))
    product, axes = draw(factors(axes))
    for _ in range(draw(st.integers(0, 3))):
        factor, axes = draw(factors(axes))
        product = product * factor
    weights = entries(draw, axes[1], axes[0])
    kind = draw(st.sampled_from(["alone", "column", "square", "positive", "trace", "diagonal", "sum"]))
    square = product * diag(vec(sigmoid(weights) if kind == "positive" else weights)) * product.T
    values = {"alone": product, "column": product * vec(weights), "trace": tr(square), "diagonal": diagonal(square)}
    if kind == "sum":
        return square - 2 * kron(identity(start[0]), identity(start[1])) - product * product.T
    return values.get(kind, square)


@settings(max_examples=100, deadline=None)
@given(expression=products())
def test_random_products(plain: Plain, expression: Any) -> None:
    assert not differ(*both(plain, expression))


def test_another_order_is_noticed(plain: Plain) -> None:
    A, B = matrix("A", n, n), matrix("B", m, m)
    found, _ = both(plain, kron(A, B))
    assert differ(found, both(plain, kron(B, A))[1])


# --- Hessians --------------------------------------------------------------------------------------------------------

# m features, n hidden units, k outputs, 5 samples in columns, and in rows
X, Y, V, W, b, c = (
    matrix("X", m, 5), matrix("Y", k, 5), matrix("V", n, m), matrix("W", k, n), vector("b", n), vector("c", k),
)  # fmt: skip
A = define("A", tanh(V * X + b * ones(1, 5)))
Z = define("Z", W * A + c * ones(1, 5))
SIGMOID = total(softplus(Z) - hadamard(Y, Z)) / 5
SOFTMAX = (total(logsumexp(Z)) - total(hadamard(Y, Z))) / 5
V2, W2 = matrix("V2", m, n), matrix("W2", n, k)
A2 = define("A2", tanh(X.T * V2))
Z2 = define("Z2", A2 * W2)
ROWS = total(logsumexp(Z2, axis=1)) - total(hadamard(Y.T, Z2))
W3 = matrix("W3", 1, k)
SQUARE = total(softplus(matrix("S", 1, m) * tanh(matrix("R", m, m) * X)))
DEEP = total(softplus(W3 * define("A3", tanh(W * A))))
HESSIANS = {
    "sigmoid by V": (SIGMOID, V, V),
    "sigmoid by W": (SIGMOID, W, W),
    "sigmoid by b": (SIGMOID, b, b),
    "sigmoid by V and W": (SIGMOID, V, W),
    "softmax by V": (SOFTMAX, V, V),
    "softmax by W": (SOFTMAX, W, W),
    "softmax by c": (SOFTMAX, c, c),
    "softmax by W and V": (SOFTMAX, W, V),
    "softmax by V and b": (SOFTMAX, V, b),
    "in rows by V": (ROWS, V2, V2),
    "in rows by W": (ROWS, W2, W2),
    "in rows by V and W": (ROWS, V2, W2),
    "a square matrix": (SQUARE, matrix("R", m, m), matrix("R", m, m)),
    "three layers by V": (DEEP, V, V),
    "three layers by W": (DEEP, W, W),
    "three layers by V and W": (DEEP, V, W),
    "factorisation by W": (total(hadamard(W * V - Y * X.T, W * V - Y * X.T)), W, W),
    "factorisation by W and V": (total(hadamard(W * V - Y * X.T, W * V - Y * X.T)), W, V),
    "logarithm of a determinant": (logdet(matrix("S", n, n)), matrix("S", n, n), matrix("S", n, n)),
}


@pytest.mark.parametrize("name", HESSIANS)
def test_hessians(plain: Plain, name: str) -> None:
    loss, one, other = HESSIANS[name]
    found, slow = both(plain, hessian(loss, one, other))
    assert not differ(found, slow)
    if one is other and "determinant" not in name:
        assert (found == found.T).all()
    assert differ(found, both(plain, hessian(2 * loss, one, other))[1])


@pytest.mark.parametrize("name", HESSIANS)
def test_hessians_in_arrays_that_are_kept(name: str) -> None:
    loss, one, other = HESSIANS[name]
    node = read(language(), hessian(loss, one, other))
    symbols = {part.data[0]: part for part in walk([node]) if part.op.name == "symbol" and not part.args}
    for axis in AXES:
        symbols[f"square_{axis}"] = read(language(), matrix(f"square_{axis}", axis, axis))
    kept, plain = (compile(generate({"v": node}, list(symbols.values()), work=work)) for work in (True, False))
    random, arrays = np.random.default_rng(0), dict[str, Any]()
    for _ in range(3):
        values = [random.normal(size=tuple(map(length, symbol.shape))) for symbol in symbols.values()]
        found, expected = kept(*values, work=arrays), plain(*values)
        assert np.allclose(found, expected, rtol=1e-13, atol=1e-13 * np.abs(expected).max())
        assert not np.allclose(found, 1.001 * expected, rtol=1e-13)
        found.fill(np.nan)  # what the caller does with it must not be seen by the next call


def test_blocks_are_added_in_place_only_where_nothing_else_looks() -> None:
    F, U, M = matrix("F", m, k), matrix("U", n, k), matrix("M", n, m)
    outer = kron(F.T, U) * commutation(m, k)
    blocks = kron(identity(k), M)
    arguments = [read(language(), symbol) for symbol in (F, U, M)]
    random = np.random.default_rng(0)
    values = [random.normal(size=tuple(map(length, symbol.shape))) for symbol in arguments]
    added = {"v": read(language(), outer + blocks)}
    text = generate(added, arguments).text
    assert text.count("_spread(") == 2
    whole = compile(generate(added, arguments))(*values)
    for work in ({}, {"work": {}}):
        both = generate({"v": added["v"], "w": read(language(), outer)}, arguments, work=bool(work))
        total_, alone = compile(both)(*values, **work)
        assert np.array_equal(total_, whole)
        assert np.allclose(total_ - alone, np.kron(np.eye(4), values[2]))


def test_a_function_that_two_others_need_is_written_once() -> None:
    symbols = [read(language(), symbol) for symbol in (X, Y, V, W, b, c)]
    blocks = {"v": read(language(), hessian(SIGMOID, V)), "w": read(language(), hessian(SIGMOID, W))}
    text = generate(blocks, symbols).text
    assert text.count("def _mirrored(") == text.count("def _unpaired(") == text.count("def _places(") == 1


@pytest.mark.parametrize("name", ["sigmoid by V", "softmax by V", "in rows by V", "three layers by W"])
def test_blocks_on_a_diagonal_are_added_before_the_one_product_of_pairs(name: str) -> None:
    loss, one, other = HESSIANS[name]
    node = read(language(), hessian(loss, one, other))
    sized = [read(language(), matrix(f"square_{axis}", axis, axis)) for axis in AXES]
    symbols = [part for part in walk([node]) if part.op.name == "symbol" and not part.args]
    text = generate({"v": node}, [*symbols, *sized]).text
    assert text.count("_mirrored(") == text.count("_paired(") == 2  # where it is written and where it is called
    assert "_spread(" not in text and "_unpaired(" not in text


@pytest.mark.parametrize("name", HESSIANS)
def test_nothing_is_made_that_is_mostly_zero(name: str) -> None:
    loss, one, other = HESSIANS[name]
    node = read(language(), hessian(loss, one, other))
    sized = [read(language(), matrix(f"square_{axis}", axis, axis)) for axis in AXES]
    symbols = [part for part in walk([node]) if part.op.name == "symbol" and not part.args]
    text = generate({"v": node}, [*symbols, *sized]).text
    assert not any(made in text for made in ("np.eye", "np.ones", "np.diag(", "np.diagflat(np"))


def test_a_constant_goes_under_the_root_of_shared_weights_only_once() -> None:
    w = vector("w", 5)
    node = read(language(), X * diag(sigmoid(w)) * X.T / m)
    half = read(language(), tr(X * diag(sigmoid(w)) * X.T))
    arguments = [read(language(), symbol) for symbol in (X, w)]
    text = generate({"v": node}, arguments).text
    assert "/ m)" in text and ") / m\n" not in text
    random = np.random.default_rng(0)
    values = [random.normal(size=(3, 5)), random.normal(size=(5, 1))]
    found, trace = compile(generate({"v": node, "t": half}, arguments))(*values)
    expected = values[0] / (1 + np.exp(-values[1].T)) @ values[0].T
    assert np.allclose(found, expected / 3) and not np.allclose(found, expected / 9)
    assert np.allclose(trace, np.trace(expected))


@pytest.mark.parametrize("name", HESSIANS)
@pytest.mark.filterwarnings("error")
def test_nan_is_not_lost_among_zeros(name: str) -> None:
    node = read(language(), hessian(*HESSIANS[name]))
    sized = [read(language(), matrix(f"square_{axis}", axis, axis)) for axis in AXES]
    symbols = [part for part in walk([node]) if part.op.name == "symbol" and not part.args]
    function = compile(generate({"v": node}, [*symbols, *sized]))
    values = {symbol.data[0]: np.zeros(tuple(map(length, symbol.shape))) for symbol in symbols + sized}
    for argument, value in values.items():
        spoilt = value.copy()
        spoilt[-1, -1] = np.nan
        with pytest.raises(ValueError, match=f"^{argument} must be finite, got nan or inf$"):
            function(**{**values, argument: spoilt})


def test_weights_that_are_not_negative_are_shared_by_both_sides() -> None:
    w = vector("w", n)
    symbols = [read(language(), symbol) for symbol in (V, w)]

    def lines(expression: Any) -> str:
        return generate({"v": read(language(), expression)}, symbols).text.split('"""\n')[-1]

    shared = lines(V.T * diag(sigmoid(w)) * V)
    assert "t1 = np.sqrt(" in shared and "v = _dot(t1.T, t1)\n" in shared
    for apart in (V.T * diag(tanh(w)) * V, V.T * diag(w) * V, V.T * diag(sigmoid(w) - 1) * V):
        assert "np.sqrt" not in lines(apart)


@pytest.mark.parametrize("level", [800.0, -800.0])
def test_far_out_nothing_overflows(level: float) -> None:
    """Where exp(Z) is more than there are numbers: the Hessian is that of Z with what all entries share taken off."""
    node = read(language(), hessian(SOFTMAX, W))
    symbols = [read(language(), symbol) for symbol in (X, Y, V, W, b, c)]
    function = compile(generate({"v": node}, symbols))
    random = np.random.default_rng(0)
    values = [random.normal(size=tuple(map(length, symbol.shape))) for symbol in symbols]
    near = function(*values)
    far = function(*values[:-1], values[-1] + level)
    assert np.isfinite(far).all() and np.allclose(far, near, rtol=1e-10)
    assert not np.allclose(function(*values[:-1], values[-1] + [[level], [0], [0], [0]]), near, rtol=1e-10)
