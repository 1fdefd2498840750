"""The generated text: no matrix of ones, nothing computed twice, names kept, products in a good order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.backends.numpy import BACKEND, compile, generate
from derive.core.read import read
from derive.core.symbols import (
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
    sizes,
    tanh,
    tr,
    vector,
    zeros,
)
from derive.ops import language

n, m, h = sizes("n m h")
A, B, C = matrix("A", n, m), matrix("B", m, h), matrix("C", n, m)
S = matrix("S", n, n)
v, w, r = vector("v", n), vector("w", m), matrix("r", 1, n)
b, c = scalar("b"), scalar("c")
SYMBOLS = [read(language(), symbol) for symbol in (A, B, C, S, v, w, r, b, c)]
mean = Quotient(exact(1), m)

# products as a @ b, and nothing that looks for nan
TEMPLATES = {kind: template for kind, template in BACKEND.library.templates.items() if kind != "matmul"}
PLAIN = replace(BACKEND, library=replace(BACKEND.library, templates=TEMPLATES, guarded=None))


def body(**outputs: Any) -> list[str]:
    """The statements after the checks."""
    memo: dict[int, Any] = {}
    nodes = {name: read(language(), value, memo) for name, value in outputs.items()}
    text = PLAIN.generate(nodes, SYMBOLS).text
    lines = text[text.index('"""\n', text.index("def function")) + 4 :].rstrip().split("\n")
    return [line.strip() for line in lines if "_array(" not in line and ".shape" not in line]


LOGISTIC = """
@np.errstate(invalid="ignore")
def logistic(X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> tuple[Number, Array, Number]:
    \"\"\"Logistic regression.

    Formulas (A B is the matrix product, A ∘ B the product entry by entry, 1[m] a column of m ones):
        Z = Xᵀ w + b 1[m]
        A = σ(Z)
        J = -(1/m) (Yᵀ log(A) + (1 - Y)ᵀ log(1 - A))
        dw = (1/m) X (A - Y)
        db = (1/m) 1[m]ᵀ (A - Y)
    Arguments:
        X: n × m
        Y: m × 1
        w: n × 1
        b: scalar
    Returns:
        J: scalar
        dw: n × 1
        db: scalar
    \"\"\"
    X = _array("X", X, "n, m", "n", "m")
    n, m = X.shape
    Y = _array("Y", Y, "m, 1", m, 1)
    w = _array("w", w, "n, 1", n, 1)
    b = _array("b", b)
    Z = _dot(X.T, w) + b
    decay = np.exp(-np.abs(Z))  # at most 1: nothing overflows
    J = (np.log1p(decay) + (np.maximum(Z, 0.0) - Y * Z)).sum() / m
    A = np.maximum(decay, np.sign(Z)) / (1 + decay)
    t1 = A - Y
    dw = _dot(X, t1) / m
    db = t1.sum() / m
    if not math.isfinite(J):
        _finite("X", X)
        _finite("Y", Y)
        _finite("w", w)
        _finite("b", b)
    return J, dw, db
"""


def test_logistic_is_what_a_person_would_write(logistic: Any) -> None:
    source = generate(logistic.outputs, logistic.arguments, name="logistic", doc="Logistic regression.")
    assert source.text.startswith(
        "import math\nfrom typing import Any\n\nimport numpy as np\nfrom numpy.typing import "
    )
    assert source.text.endswith("\n" + LOGISTIC)


@pytest.mark.parametrize("g", ["tanh", "sigmoid", "exp", None])
def test_the_network_makes_no_ones_and_repeats_nothing(network: Any, repeated: Any, g: str | None) -> None:
    text = generate(network.outputs, network.arguments, {"g": g} if g else None).text
    assert "np.ones" not in text and "np.eye" not in text and "np.full" not in text
    assert repeated(text) == []
    assert max(map(len, text.split("\n"))) <= 120
    if g:
        slopes = g == "tanh"  # 1 - tanh² far out has no digits: there it has an exponential of its own
        assert text.count("np.tanh") + text.count("np.exp(") - 1 == 1 + slopes


def test_a_repeated_part_is_seen(repeated: Any) -> None:
    assert repeated("def f(X, m):\n    y = X @ X / m\n    return y + X @ X") == ["X @ X"]


SOURCES: list[tuple[Any, str | None]] = [
    # matrices of ones are broadcast, summed over or counted
    (A + v * ones(1, m), "A + v"),
    (A * ones(m), "A.sum(axis=1, keepdims=True)"),
    (ones(1, n) * A, "A.sum(axis=0, keepdims=True)"),
    (ones(1, n) * A * ones(m), "A.sum()"),
    (A * ones(m, h) * B.T, "A.sum(axis=1, keepdims=True) * B.sum(axis=1, keepdims=True).T"),
    (tr(ones(n, m) * A.T), "A.sum()"),
    (ones(1, n) * hadamard(A, C) * ones(m), "np.vdot(A, C)"),
    (ones(1, n) * ones(n) * b, "n * b"),
    (hadamard(A, ones(n, m)), "A.copy()"),
    (ones(n, m), "np.ones((n, m))"),
    (zeros(n, m), "np.zeros((n, m))"),
    (zeros(n, m) * B, "np.zeros((n, h))"),
    (b * ones(n, m), "np.full((n, m), b, dtype=np.float64)"),
    (v * ones(1, m), "np.broadcast_to(v, (n, m)).copy()"),
    (tanh(v * ones(1, m)) * B, "np.tanh(v) * B.sum(axis=0, keepdims=True)"),
    # identities and traces
    (identity(n) * A, "A.copy()"),
    (2 * identity(n) * A, "2 * A"),
    (identity(n), "np.eye(n)"),
    (tr(identity(n)), "np.float64(n)"),
    (tr(A * A.T), "np.vdot(A, A)"),
    (tr(A.T * C), "np.vdot(A, C)"),
    (tr(A * B * ones(h, n) * S), None),
    (tr(S), "np.trace(S)"),
    (tr(S.T + 2 * A * C.T), "np.trace(S) + 2 * np.vdot(A, C)"),
    (tr(S + b), "np.trace(S) + n * b"),
    (tr(v * r), "np.vdot(v, r)"),
    # products of vectors, and the order of products
    (r * v, "np.vdot(r, v)"),
    (v.T * v, "np.vdot(v, v)"),
    (r * S * v, "np.vdot(r @ S, v)"),
    (A * B * ones(h), "A @ B.sum(axis=1, keepdims=True)"),
    (S * S * v, "S @ (S @ v)"),
    (r * A * B, "r @ A @ B"),
    (A * w * w.T * B, "A @ w * (w.T @ B)"),
    (v * (w.T * w), "np.vdot(w, w) * v"),
    (A * B, "A @ B"),
    (v * w.T, "v * w.T"),
    # constants go where there is least to multiply
    (mean * A * B, "A @ B / m"),
    (mean * v * w.T, "v / m * w.T"),
    (tanh(v) * mean * matrix("r", 1, n) * S, "np.tanh(v) / m * (r @ S)"),
    ((A + C) * B, "(A + C) @ B"),
    (hadamard(A, C) * B, "(A * C) @ B"),
    (exact(2) / 3 * A, "2 / 3 * A"),
    (exact(0.3) * A, "0.3 * A"),
    (exact(0.5) * A, "A / 2"),
    (-A, "-A"),
    (-mean * r * v, "-np.vdot(r, v) / m"),
    (2 * mean * n * A, "2 * n / m * A"),
    (A / (2 * m * n), "A / (2 * m * n)"),
    (b * A * c, "b * c * A"),
    (A - (C - A), None),
    (1 - (b - c), "1 - (b - c)"),
    (-(1 - A), "A - 1"),
    (exact(10) ** 20 * A, "1e+20 * A"),
    # transposes are views, and what is computed is computed before
    (log(A.T), "np.log(A).T"),
    ((A.T).T, "A.copy()"),
    (A.T, "A.T.copy()"),
    (exp(A.T) + C.T, "(np.exp(A) + C).T"),
    # functions
    (sigmoid(A), None),
    (function("tanh")(A), "np.tanh(A)"),
    (1 / A, "1 / A"),
    (function("reciprocal")(A), "1 / A"),
    (A / A, "A / A"),
]


@pytest.mark.parametrize(("expression", "text"), SOURCES, ids=[repr(read(language(), e)) for e, _ in SOURCES])
def test_one_line(plain: Any, expression: Any, text: str | None) -> None:
    if text is not None:
        assert body(x=expression) in ([f"x = {text}", "return x"], [f"return {text}"])
    node = read(language(), expression)
    random = np.random.default_rng(0)
    lengths = {"n": 3, "m": 4, "h": 2}
    values = {
        symbol.data[0]: random.uniform(0.5, 2, size=[axis[0].at(lengths) if axis else 1 for axis in symbol.shape])
        for symbol in SYMBOLS
    }
    value = compile(generate({"x": node}, SYMBOLS))(**values)
    expected, largest = plain([node], values, lengths, {})
    np.testing.assert_allclose(value, np.reshape(expected, np.shape(value)), rtol=1e-13, atol=1e-13 * largest)


def test_one_softplus_serves_both_signs_and_the_sigmoid() -> None:
    text = "\n".join(body(x=log(1 + exp(A)), y=log(sigmoid(A)), z=sigmoid(-A)))
    assert text.count("np.exp") == text.count("np.log1p") == 1


def test_the_same_thing_written_in_other_ways_is_computed_once() -> None:
    Z = define("Z", A * B)
    assert body(Z=Z, x=tanh(B.T * A.T), y=2 * tanh(A * B)) == [
        "Z = A @ B", "t1 = np.tanh(Z)", "x = t1.T", "y = 2 * t1", "return Z, x, y",
    ]  # fmt: skip
    D = define("D", A - C)
    assert body(x=tanh(D), y=exp(A - C)) == ["D = A - C", "x = np.tanh(D)", "y = np.exp(D)", "return x, y"]
    assert body(x=tanh(A - C), y=exp(C - A)) == ["t1 = A - C", "x = np.tanh(t1)", "y = np.exp(-t1)", "return x, y"]
    assert body(x=tanh(A + C), y=exp(C + A)) == ["t1 = A + C", "x = np.tanh(t1)", "y = np.exp(t1)", "return x, y"]


def test_definitions_keep_their_names() -> None:
    Z = define("Z", A - C)
    dZ = define("dZ", mean * Z)
    assert body(x=dZ * B, y=Z * ones(m)) == [
        "Z = A - C", "y = Z.sum(axis=1, keepdims=True)", "dZ = Z / m", "x = dZ @ B", "return x, y",
    ]  # fmt: skip


def test_a_definition_that_nothing_needs_is_not_computed() -> None:
    P = define("P", sigmoid(A))
    assert not any(line.startswith("P =") for line in body(x=log(P)))


def test_results_share_no_memory() -> None:
    P = define("P", 2 * A)
    function = compile(generate({k: read(language(), e) for k, e in {"P": P, "Q": P, "R": P.T, "A": A}.items()}, ["A"]))
    given = np.ones((2, 3))
    results = [*function(given), given]
    assert [result.shape for result in results] == [(2, 3), (2, 3), (3, 2), (2, 3), (2, 3)]
    for place, result in enumerate(results):
        assert not any(np.shares_memory(result, other) for other in results[:place])


def test_long_expressions_are_broken() -> None:
    total = A
    for place in range(30):
        total = hadamard(total + place, tanh(total * exact(place + 2)))
    lines = body(x=total)
    assert len(lines) > 30 and max(map(len, lines)) < 120


def test_a_deep_expression_takes_no_time() -> None:
    Z = S
    for _ in range(2000):
        Z = tanh(S * Z + v * ones(1, n))
    lines = body(x=Z)
    assert len(lines) > 300


def test_sharing_without_end_is_written_in_time() -> None:
    Z = A
    for _ in range(100):
        Z = hadamard(Z, Z) + Z
    assert len(body(x=Z)) == 101
    P = S
    for _ in range(100):
        P = P * P
    assert len(body(x=P)) == 101


DERIVATIVES = {  # of the second and the third order
    "tanh": (lambda t: -2 * t * (1 - t**2), lambda t: (1 - t**2) * (6 * t**2 - 2)),
    "sigmoid": (lambda s: s * (1 - s) * (1 - 2 * s), lambda s: s * (1 - s) * (1 - 6 * s + 6 * s**2)),
    "exp": (lambda e: e, lambda e: e),
    "reciprocal": (lambda r: 2 * r**3, lambda r: -6 * r**4),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives_of_any_order(name: str) -> None:
    g, z = function("g"), 0.3
    value = {"tanh": np.tanh(z), "sigmoid": 1 / (1 + np.exp(-z)), "exp": np.exp(z), "reciprocal": 1 / z}[name]
    for node, expected in zip((g.prime.prime(b), g.prime.prime.prime(b)), DERIVATIVES[name], strict=True):
        source = generate({"x": read(language(), node)}, ["b"], {"g": name})
        assert abs(compile(source)(z) - expected(value)) < 1e-14 * max(1, abs(expected(value)))
        assert source.text.count("np.tanh") == (name == "tanh")


def test_the_node_of_a_symbol_gives_its_shape() -> None:
    node = read(language(), v)
    source = generate({"dv": read(language(), 2 * ones(n))}, [node, "w"])
    assert np.array_equal(compile(source)(np.zeros((3, 1)), None), [[2], [2], [2]])
    assert "w: not used" in source.text


def test_many_names_take_many_lines() -> None:
    symbols = [read(language(), scalar(f"long_name_{place}")) for place in range(40)]
    text = generate({f"y{place}": read(language(), 2 * A + place) for place in range(40)}, [*symbols, "A"]).text
    assert max(map(len, text.split("\n"))) <= 120
    compiled = compile(generate({"x": symbols[0]}, symbols))
    assert compiled(*range(40)) == 0
