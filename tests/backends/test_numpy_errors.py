"""The sentences: wrong arguments at run time, and what cannot be generated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.backends.numpy import compile, generate
from derive.core.errors import DeriveError, NoRule, Unreadable
from derive.core.op import Node, make
from derive.core.read import read
from derive.core.symbols import d, define, function, matrix, ones, partial, scalar, sigmoid, sizes, tr, vector
from derive.ops import language

n, m = sizes("n m")
X, w, b = matrix("X", n, m), vector("w", n), scalar("b")


def node(expression: Any) -> Node:
    return read(language(), expression)


WRONG = [
    ("w", np.zeros(3), "w must have shape (n, 1) = (3, 1), got (3,)"),
    ("w", np.zeros((1, 3)), "w must have shape (n, 1) = (3, 1), got (1, 3)"),
    ("w", np.zeros((4, 1)), "w must have shape (n, 1) = (3, 1), got (4, 1)"),
    ("X", np.zeros(3), "X must have shape (n, m), got (3,)"),
    ("X", np.zeros((3, 0)), "X must have shape (n, m), got (3, 0)"),
    ("X", 1.0, "X must have shape (n, m), got ()"),
    ("Y", np.zeros((1, 5)), "Y must have shape (m, 1) = (5, 1), got (1, 5)"),
    ("b", np.zeros(1), "b must have shape () or (1, 1), got (1,)"),
    ("b", np.zeros((1, 2)), "b must have shape () or (1, 1), got (1, 2)"),
    ("b", 1j, "b must be an array of real numbers, got dtype complex128"),
    ("w", np.ma.masked_array(np.zeros((3, 1)), True), "w must be an array of real numbers, got a masked array"),
    ("b", None, "b must be an array of real numbers, got dtype object"),
    ("w", [["a"], ["b"], ["c"]], "w must be an array of real numbers, got dtype <U1"),
    ("w", [[1], [2, 3], [4]], "w must be an array, got rows of unequal length"),
    ("w", [[1.0], [np.nan], [0.0]], "w must be finite, got nan or inf"),
    ("b", np.inf, "b must be finite, got nan or inf"),
]


@pytest.mark.parametrize(("name", "value", "message"), WRONG)
def test_a_wrong_argument(logistic: Any, name: str, value: object, message: str) -> None:
    function = compile(generate(logistic.outputs, logistic.arguments))
    values = logistic.values(0, n=3, m=5)
    function(**values)
    with pytest.raises(ValueError) as caught:
        function(**{**values, name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 3), (3, 1), (2, 3)])
def test_what_is_multiplied_by_zero_is_noticed(logistic: Any, bad: float, n: int, m: int) -> None:
    """np.dot takes 0 times nan for 0 where one of its arguments is a single number."""
    function = compile(generate(logistic.outputs, logistic.arguments))
    X = np.ones((n, m))
    X[-1, -1] = bad
    with pytest.raises(ValueError, match="^X must be finite, got nan or inf$"):
        function(X, np.zeros((m, 1)), np.zeros((n, 1)), 0.0)
    with pytest.raises(ValueError, match="^w must be finite, got nan or inf$"):
        function(np.zeros((n, m)), np.zeros((m, 1)), X[:, -1:], 0.0)


def test_what_is_known_so_far_is_shown(network: Any) -> None:
    function = compile(generate(network.outputs, network.arguments, {"g": "tanh"}))
    values = network.values(0, n=3, m=5, h=4)
    with pytest.raises(ValueError) as caught:
        function(**{**values, "W1": np.zeros((4, 2))})
    assert str(caught.value) == "W1 must have shape (h, n) = (h, 3), got (4, 2)"


def test_square_and_fixed_shapes() -> None:
    square, fixed = matrix("S", n, n), matrix("F", 2, 3)
    function = compile(generate({"t": node(tr(square) + tr(fixed * fixed.T))}, ["S", "F"]))
    assert function(np.eye(4), np.ones((2, 3))) == 10
    with pytest.raises(ValueError, match=r"^S must have shape \(n, n\), got \(3, 4\)$"):
        function(np.zeros((3, 4)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"^F must have shape \(2, 3\), got \(3, 2\)$"):
        function(np.eye(4), np.ones((3, 2)))


def test_sizes_that_are_sums_and_products() -> None:
    A, v = matrix("A", n + 1, 2 * m), vector("v", n)
    both = {"s": node(ones(1, n + 1) * A * ones(2 * m)), "v": node(m * v)}
    after = compile(generate(both, ["A", "v"]))
    s, scaled = after(np.ones((4, 6)), np.ones((3, 1)))
    assert s == 24 and np.array_equal(scaled, [[3], [3], [3]])
    with pytest.raises(ValueError, match=r"^A must have shape \(1 \+ n, 2 m\) = \(4, 4\), got \(4, 5\)$"):
        after(np.ones((4, 5)), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"^A must have shape \(1 \+ n, 2 m\) = \(4, 2 m\), got \(5, 6\)$"):
        after(np.ones((5, 6)), np.ones((3, 1)))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (lambda z: z[0], "g(Z1) must have shape (h, m) = (4, 5), got (5,)"),
        (lambda z: z * np.nan, "g(Z1) must be finite, got nan or inf"),
        (lambda z: 1.0, "g(Z1) must have shape (h, m) = (4, 5), got ()"),
    ],
)
def test_what_a_caller_passes_as_a_function_is_checked(network: Any, value: Any, message: str) -> None:
    function = compile(generate(network.outputs, network.arguments, {"g": value, "g'": np.cos}))
    with pytest.raises(ValueError) as caught:
        function(**network.values(0, n=3, m=5, h=4))
    assert str(caught.value) == message


def test_a_missing_function_is_a_missing_argument(network: Any) -> None:
    function = compile(generate(network.outputs, network.arguments, {"g": np.sin}))
    with pytest.raises(TypeError, match="g_prime"):
        function(**network.values(0, n=3, m=5, h=4))


def refused(outputs: dict[str, Any], arguments: list[str], error: type[DeriveError], message: str, **more: Any) -> None:
    with pytest.raises(error) as caught:
        generate({name: node(value) for name, value in outputs.items()}, arguments, **more)
    assert str(caught.value) == message


def test_a_differential_has_no_value() -> None:
    message = "no code can be generated for `dw`: a differential must be worked out first"
    refused({"x": d(w)}, ["w"], NoRule, message)
    message = "no code can be generated for `∂J/∂w`: a derivative must be worked out first"
    refused({"x": partial(define("J", w.T * w), w)}, ["w"], NoRule, message)


def test_an_unknown_operation_has_no_rule() -> None:
    transpose = node(w.T).op
    strange = make(replace(transpose, name="strange"), [node(w)])
    with pytest.raises(NoRule) as caught:
        generate({"x": strange}, ["w"])
    assert str(caught.value) == "no code can be generated for `wᵀ`: no rule is known for strange"


def test_functions_that_are_not_known(network: Any) -> None:
    with pytest.raises(NoRule, match=r"^`sine` is not a function that is known: these are abs, cos, elu, exp, log, "):
        generate(network.outputs, network.arguments, {"g": "sine"})


def test_names() -> None:
    refused({"x": w}, ["X"], Unreadable, "`w` is neither an argument nor defined")
    refused({}, ["X"], Unreadable, "a function needs at least one output")
    refused({"x": b}, ["b", "b"], Unreadable, "`b` and `b` would both be the argument `b`")
    refused({"x": b}, ["b"], Unreadable, "`f g` cannot be a name in Python", name="f g")
    refused({"x y": b}, ["b"], Unreadable, "`x y` cannot be a name in Python")
    refused({"x": scalar("a;b")}, ["a;b"], Unreadable, "`a;b` cannot be a name in Python")
    refused({"x": scalar("__import__")}, ["__import__"], Unreadable, "`__import__` cannot be a name in Python")
    refused({"x": scalar("ﬁ")}, ["ﬁ"], Unreadable, "`ﬁ` cannot be a name in Python")
    refused({"x": define("a-b", 2 * b) + 1}, ["b"], Unreadable, "`a-b` cannot be a name in Python")
    refused(
        {"x": ones(1, n) * ones(n) + b}, ["b"], Unreadable, "no argument has a shape from which the size `n` follows"
    )
    refused({"x": ones(1, n) * w, "y": matrix("w", m, n)}, ["w"], Unreadable, "`w` stands for two different things")


def test_keywords_and_reserved_names_take_an_underscore() -> None:
    names = ["lambda", "np", "_array", "ŷ"]
    total = sum((scalar(name) for name in names[1:]), scalar(names[0]))
    function_of_them = compile(generate({"total": node(total)}, names, name="def"))
    assert function_of_them(lambda_=1.0, np_=2.0, _array_=3.0, ŷ=4.0) == 10


def test_local_names_give_way_to_arguments() -> None:
    a, t1, decay, g = vector("n", n), scalar("t1"), scalar("decay"), function("g")
    Z = define("m", g(a + t1))
    source = generate({"x": node(decay * sigmoid(Z).T * sigmoid(-Z)), "y": node(n * w)}, ["n", "t1", "decay", "w", "X"])
    unbroken = " ".join(source.text.split())
    assert "n: ArrayLike, t1: ArrayLike, decay: ArrayLike, w: ArrayLike, X: ArrayLike, *, g: Callable" in unbroken
    refused({"y": m * w}, ["w"], Unreadable, "no argument has a shape from which the size `m` follows")


def test_text_of_a_document_stays_in_the_docstring() -> None:
    doc = 'ends """ here\nimport os\\N{BULLET}\x00\\"""\nraise SystemExit'
    source = generate({"x": node(2 * b)}, ["b"], doc=doc)
    function = compile(source)
    assert function(1.0) == 2
    assert "raise SystemExit" in str(function.__doc__)
