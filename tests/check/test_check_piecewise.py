"""Values by pieces: each true claim beside a false twin, what lies between the pieces, and what is no derivative."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import Proved, Refuted, Undecided, absolute, cases, partial, relu
from derive.core.lemma import Lemma
from derive.core.text import text

z, c, alpha, delta, p, y = (dv.scalar(name) for name in "z c alpha delta p y".split())
g = dv.define("g", relu(z))
leaky = dv.define("l", dv.maximum(z / 100, z))
square = dv.define("q", relu(z) ** 2)
loss = dv.define("L", -(y * dv.log(p) + (1 - y) * dv.log(1 - p)))

TRUE: dict[str, tuple[Any, Any]] = {
    "relu": (partial(g, z), cases((0, (z, "<", 0)), (1, (z, ">", 0)), (None, (z, "=", 0)))),
    "relu, silent at 0": (partial(g, z), cases((0, (z, "<", 0)), (1, (z, ">", 0)))),
    "leaky relu": (partial(leaky, z), cases((0.01, (z, "<", 0)), (1, (z, ">", 0)), (None, (z, "=", 0)))),
    "values": (relu(z), cases((z, (z, ">", 0)), (0,))),
    "a derivative at a kink": (partial(square, z), cases((0, (z, "<", 0)), (2 * z, (z, "≥", 0)))),
    "between": (
        partial(dv.minimum(relu(z), 6), z),
        cases((1, (0, "<", z), (z, "<", 6)), (0, (z, "<", 0)), (0, (z, ">", 6))),
    ),
    "a place with a name": (partial(relu(z - c), z), cases((0, (z, "<", c)), (1, (z, ">", c)))),
    "by the place": (partial(relu(z - c), c), cases((0, (z, "<", c)), (-1, (z, ">", c)))),
    "absolute values": (relu(z - 1) + relu(-z - 1), cases((0, (absolute(z), "≤", 1)), (absolute(z) - 1,))),
    "overlapping": (absolute(z), cases((z, (z, "≥", 0)), (-z, (z, "≤", 0)))),
    "multiples": (absolute(z), cases((z, (2 * z + 2, "≥", 2)), (-z, (-3 * z, ">", 0)))),
    "nested": (relu(relu(z) - 1), cases((0, (z, "<", 1)), (z - 1, (z, "≥", 1)))),
    "all but a point": (partial(z * z, z), cases((2 * z, (z, "≠", 0)), (0, (z, "=", 0)))),
}
FALSE: dict[str, tuple[Any, Any, str, str]] = {  # with the defect, and what holds instead
    "a gap": (partial(g, z), cases((0, (z, "<", 0)), (1, (z, ">", 1)), (None, (z, "=", 0))),
              "range", "0 if z < 0; undefined if z = 0; 1 if z > 0"),
    "a value at a kink": (partial(g, z), cases((0, (z, "<", 0)), (1, (z, "≥", 0))),
                          "range", "0 if z < 0; undefined if z = 0; 1 if z > 0"),
    "turned round": (partial(g, z), cases((1, (z, "<", 0)), (0, (z, ">", 0))), "other", "0 if z < 0; 1 if z > 0"),
    "a point left out": (relu(z), cases((0, (z, "<", 0)), (z, (z, ">", 0))), "range", "0 if z ≤ 0; z if z > 0"),
    "another end": (relu(z), cases((z, (z, ">", 1)), (0,)), "range", "0 if z ≤ 0; z if z > 0"),
    "a factor": (relu(z), cases((2 * z, (z, ">", 0)), (0,)), "missing-factor", "0 if z ≤ 0; z if z > 0"),
    "it has a derivative": (partial(square, z), cases((0, (z, "<", 0)), (2 * z, (z, ">", 0)), (None, (z, "=", 0))),
                            "other", "0 if z ≤ 0; 2 z if z > 0"),
    "it has another derivative": (partial(square, z), cases((0, (z, "<", 0)), (2 * z, (z, ">", 0)), (1, (z, "=", 0))),
                                  "other", "0 if z ≤ 0; 2 z if z > 0"),
    "nothing is undefined": (partial(z * z, z), cases((2 * z, (z, "≠", 0)), (None,)), "other", "2 z"),
    "by the place": (partial(relu(z - c), c), cases((0, (z, "<", c)), (0, (z, ">", c))), "missing-term", "…"),
    "one of two that overlap": (absolute(z), cases((z, (z, "≥", 0)), (-z, (z, "<", 1))), "sign", "…"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true_claims(name: str) -> None:
    verdict = dv.judge(*TRUE[name])
    assert isinstance(verdict, Proved), verdict
    assert verdict.pieces and all(type(piece.lemma) is Lemma for piece in verdict.pieces)


@pytest.mark.parametrize("name", FALSE)
def test_false_claims(name: str) -> None:
    lhs, rhs, defect, correction = FALSE[name]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, Refuted), verdict
    assert verdict.defect == defect
    if correction != "…":
        assert verdict.correction is not None and text(verdict.correction) == correction


def test_what_is_said_of_a_kink() -> None:
    silent = dv.judge(*TRUE["relu, silent at 0"])
    assert isinstance(silent, Proved) and silent.uses == ("z ≠ 0",)
    wrong = dv.judge(*FALSE["a value at a kink"][:2])
    assert isinstance(wrong, Refuted) and wrong.witness.values == {"z": (("0",),)}
    assert (wrong.witness.lhs, wrong.witness.rhs) == ("undefined (0 from the left, 1 from the right)", "1")
    gap = dv.judge(*FALSE["a gap"][:2])
    assert isinstance(gap, Refuted) and gap.witness.values == {"z": (("1/2",),)}
    assert (gap.witness.lhs, gap.witness.rhs) == ("1", "left out")


def test_whether_slopes_differ_may_depend_on_a_parameter() -> None:
    """At alpha = 1 the function has a derivative at 0."""
    smoothed = dv.define("s", alpha * z + (1 - alpha) * relu(z))
    pieces = [(alpha, (z, "<", 0)), (1, (z, ">", 0))]
    assert isinstance(dv.judge(partial(smoothed, z), cases(*pieces)), Proved)
    assert isinstance(dv.judge(partial(smoothed, z), cases(*pieces, (None, (z, "=", 0)))), Undecided)
    assert isinstance(dv.judge(partial(smoothed, z), cases(*pieces, (1, (z, "=", 0)))), Undecided)


def test_declared_numbers() -> None:
    true = cases((-dv.log(p), (y, "=", 1)), (-dv.log(1 - p), (y, "=", 0)))
    false = cases((-dv.log(p), (y, "=", 0)), (-dv.log(1 - p), (y, "=", 1)))
    labels = {y: "entries 0 or 1"}
    assert isinstance(dv.judge(loss, true, where=labels), Proved)
    assert isinstance(dv.judge(loss, false, where=labels), Refuted)
    assert isinstance(dv.judge(loss, true), Refuted)  # y may be 2
    assert isinstance(dv.judge(absolute(z), cases((z, (z, ">", 0))), where={z: "positive"}), Proved)
    assert isinstance(dv.judge(absolute(z), cases((z, (z, ">", 0)))), Refuted)
    huber = cases((0, (absolute(z), "≤", delta)), (absolute(z) - delta, (absolute(z), ">", delta)))
    both = relu(z - delta) + relu(-z - delta)
    assert isinstance(dv.judge(both, huber, where={delta: "positive"}), Proved)
    unknown = dv.judge(both, huber)
    assert isinstance(unknown, Undecided)
    assert unknown.reason == "it is not known which of `delta` and `-delta` is larger"


def test_pieces_about_a_name_for_something() -> None:
    w, x, b = dv.scalar("w"), dv.scalar("x"), dv.scalar("b")
    u = dv.define("u", w * x + b)
    a = dv.define("a", relu(u))
    right = dv.judge(partial(a, u), cases((0, (u, "<", 0)), (1, (u, ">", 0))))
    assert isinstance(right, Proved) and right.uses == ("u ≠ 0",)
    wrong = dv.judge(partial(a, u), cases((0, (u, "<", 0)), (1, (u, ">", 1))))
    assert isinstance(wrong, Refuted) and set(wrong.witness.values) == {"w", "x", "b"}
    # by w, u moves: held apart it would have the derivative 0
    for value in (0, x):
        moved = dv.judge(partial(a, w), cases((0, (u, "<", 0)), (value, (u, ">", 0))))
        assert isinstance(moved, Undecided)
        assert moved.reason == "`∂a/∂w` moves what `u` is made of, and is not judged by pieces"
    never = dv.define("n", w * w)  # never negative: what is said of negative numbers is said of nothing
    beyond = dv.judge(absolute(never), cases((never, (never, "≥", 0)), (never, (never, "<", 0))))
    assert isinstance(beyond, Undecided)


def test_a_place_that_moves_is_not_held_still() -> None:
    """Of relu(z - c) by c where z > c, z is no name for c + t: both are free."""
    verdict = dv.judge(alpha * partial(relu(z - c), c), cases((0, (z, "<", c)), (0, (z, ">", c))))
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "`∂relu(z - c)/∂c` moves the places where pieces end, and is not judged by pieces"


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=3, unique=True), st.integers(-3, 3))
def test_piecewise_linear_functions(places: list[int], slope: int) -> None:
    """slope z + Σ relu(z - c): its slope grows by one at each place."""
    places = sorted(places)
    whole = slope * z + sum((relu(z - place) for place in places[1:]), relu(z - places[0]))
    f = dv.define("f", whole)
    ends = [*places, None]
    right = [(slope, (z, "<", places[0]))]
    for count, (low, high) in enumerate(zip(ends, ends[1:], strict=False), 1):
        right.append((slope + count, (z, ">", low), *([(z, "<", high)] if high is not None else [])))
    assert isinstance(dv.judge(partial(f, z), cases(*right)), Proved)
    wrong = [(right[0][0] + 1, *right[0][1:]), *right[1:]]
    assert isinstance(dv.judge(partial(f, z), cases(*wrong)), Refuted)
    assert isinstance(dv.judge(partial(f, z), cases(*right[1:])), Refuted)
