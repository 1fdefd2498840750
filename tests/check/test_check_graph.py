"""The computation graph: exact values, derivatives that are proved, and one sentence where there is no picture."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import DeriveError, Proved, Refuted, api
from derive.check.document import Graph
from derive.check.judge import judge
from derive.core.claim import Claim
from derive.core.text import text
from derive.models import computation_graph, load, names
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
x, y = dv.scalar("x"), dv.scalar("y")
s = dv.define("s", dv.sigmoid(x * y))
r = dv.define("r", dv.relu(x))
t = dv.define("t", s * r - x)
J = dv.define("J", t * r + s + x**3)


def by_name(graph: Graph) -> dict[str, Any]:
    return {text(vertex.symbol): vertex for vertex in graph.vertices}


def test_values_and_derivatives_of_the_note() -> None:
    found = by_name(dv.graph(computation_graph, at={"a": 5, "b": 3, "c": 2}))
    assert {name: (vertex.value, vertex.slope) for name, vertex in found.items()} == {
        "a": ("5", "3"),
        "b": ("3", "6"),
        "c": ("2", "9"),
        "u": ("6", "3"),
        "v": ("11", "3"),
        "J": ("33", "1"),
    }


def test_a_graph_is_printed_line_by_line() -> None:
    assert str(dv.graph("computation_graph", at={"a": "-5/2", "b": "0.5", "c": 1})).splitlines() == [
        "b = 1/2         ∂J/∂b = 3",
        "c = 1           ∂J/∂c = 3/2",
        "u = b c = 1/2   ∂J/∂u = 3",
        "a = -5/2        ∂J/∂a = 3",
        "v = a + u = -2  ∂J/∂v = 3",
        "J = 3 v = -6    ∂J/∂J = 1",
    ]


def test_backpropagation_step_by_step() -> None:
    found = by_name(dv.graph("two_layer_network"))
    shown = {name: text(vertex.derivative) for name, vertex in found.items() if vertex.derivative is not None}
    assert {name: shown[name] for name in ("W1", "b1", "Z1", "A1", "W2", "b2", "Z2")} == {
        "W1": "∂J/∂Z1 Xᵀ",
        "b1": "∂J/∂Z1 1[m]",
        "Z1": "∂J/∂A1 ∘ g'(Z1)",
        "A1": "W2ᵀ ∂J/∂Z2",
        "W2": "∂J/∂Z2 A1ᵀ",
        "b2": "∂J/∂Z2 1[m]",
        "Z2": "(1/m) (A2 - Y)",
    }
    assert found.keys() - shown.keys() == {"X", "Y"}


@pytest.mark.parametrize("subject", [*names(), J], ids=str)
def test_every_derivative_is_proved_and_its_double_is_not(subject: Any) -> None:
    graph = dv.graph(subject)
    session = Session(language(), load(subject).session.kernel.given if isinstance(subject, str) else frozenset())
    for vertex in graph.vertices:
        if graph.loss is None or vertex.derivative is None or vertex.symbol is graph.loss:
            continue
        left = session.build(session.language.make("partial", graph.loss, vertex.symbol))
        right = session.build(vertex.derivative)
        assert isinstance(judge(session, Claim("", left, right)), Proved), text(vertex.symbol)
        if not isinstance(judge(session, Claim("", left, 0 * right)), Proved):  # where all weights are zero
            assert isinstance(judge(session, Claim("", left, 2 * right)), Refuted), text(vertex.symbol)


def test_a_name_that_is_used_in_several_places() -> None:
    found = by_name(dv.graph(J))
    assert [text(used) for used in found["J"].uses] == ["t", "r", "s", "x"]
    assert text(found["r"].derivative) == "t + s r"
    assert list(found) == ["x", "y", "s", "r", "t", "J"]


NUMBERS = st.fractions(-9, 9, max_denominator=9)


@settings(deadline=None, max_examples=8)
@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_numbers_are_those_of_the_formulas(a: Fraction, b: Fraction, c: Fraction) -> None:
    x, y, z = (dv.scalar(name) for name in "xyz")
    u = dv.define("u", x * y - z)
    v = dv.define("v", u * u + x)
    found = by_name(dv.graph(dv.define("f", v * z + u * y), at={x: a, y: b, z: c}))
    assert Fraction(found["f"].value) == ((a * b - c) ** 2 + a) * c + (a * b - c) * b
    assert Fraction(found["x"].slope) == (2 * (a * b - c) * b + 1) * c + b * b
    assert Fraction(found["y"].slope) == 2 * (a * b - c) * a * c + 2 * a * b - c
    assert Fraction(found["u"].slope) == 2 * (a * b - c) * c + b


def test_numbers_that_are_not_rational_are_enclosed() -> None:
    found = by_name(dv.graph(J, at={x: 2, y: 0}))
    assert found["s"].value == "1/2"
    other = by_name(dv.graph(J, at={x: 1, y: 1}))["s"].value
    assert other.lo < "0.731058578630004879251" < other.hi


@pytest.mark.parametrize(
    ("subject", "at", "sentence"),
    [
        ("nope", None, f"there is no model called `nope`; the models are {', '.join(names())}"),
        (2 * J, None, 'the graph of `2 J` needs a scalar with a name: J = define("J", ...)'),
        (
            dv.define("F", dv.matrix("X", n, m)),
            None,
            'the graph of `F` needs a scalar with a name: J = define("J", ...)',
        ),
        (J, {x: 1}, "there is no number for `y`"),
        (J, {x: 1, y: 1, "z": 1}, "`z` is not a variable here; the variables are x, y"),
        (J, {x: 1, y: 1, s: 1}, "`s` is not a variable here; the variables are x, y"),
        (J, {x: 1, y: 0.5}, "`0.5` is no exact number for `y`: write it as 2, -3/4 or 0.25"),
        (J, {x: "1e9", y: 1}, "`1e9` is no exact number for `x`: write it as 2, -3/4 or 0.25"),
        (J, {x: "1/0", y: 1}, "`1/0` is no exact number for `x`: write it as 2, -3/4 or 0.25"),
        (J, {x: "9" * 99, y: 1}, f"`{'9' * 99}` is no exact number for `x`: write it as 2, -3/4 or 0.25"),
        (J, {x: 0, y: 1}, "at this point something has no value or no derivative: a function at its kink"),
        (
            dv.define("K", 1 / x),
            {x: 0},
            "at this point something has no value or no derivative: division by zero",
        ),
        (dv.define("K", dv.function("g")(x)), {x: 1}, "nothing is known of a function in `g(x)`, so it has no value"),
        (dv.define("K", dv.functional("f")(x)), {x: 1}, "nothing is known of a function in `f(x)`, so it has no value"),
        (dv.define("K", x / n), {x: 1}, "there is no number for the size `n`"),
        (dv.define("K", dv.total(x * dv.ones(m))), {x: 1}, "there is no number for the size `m`"),
        ("two_layer_network", {"W1": 1}, "`W1` is h × n: numbers are given to scalars alone"),
    ],
)
def test_one_sentence_where_there_is_no_graph(subject: Any, at: Any, sentence: str) -> None:
    with pytest.raises(DeriveError) as error:
        api.graph(subject, at)
    assert str(error.value) == sentence


def test_a_graph_of_many_names_is_no_picture() -> None:
    name = x
    for k in range(40):
        name = dv.define(f"s{k}", dv.sin(name))
    with pytest.raises(DeriveError, match="^a picture of 41 names would not be legible; 30 are the most$"):
        dv.graph(name)
