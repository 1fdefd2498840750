"""Each layer of a network costs the search the same; guesses at equal names are looked at twice."""

from __future__ import annotations

from typing import Any

import pytest

import derive as dv
from derive import define, matrix, ones, relu, scalar, step, tanh, vector
from derive.core.lemma import Lemma
from derive.normal.session import Session
from derive.ops import language

x = scalar("x")


def lemmas(depth: int, activation: Any) -> int:
    """How many lemmas and steps the gradients of a network of this depth take."""
    m = dv.size("m")
    widths = [dv.size(f"n{layer}") for layer in range(depth + 1)]
    parameters = []
    A = matrix("A0", widths[0], m)
    for layer in range(1, depth + 1):
        W, b = matrix(f"W{layer}", widths[layer], widths[layer - 1]), vector(f"b{layer}", widths[layer])
        A = define(f"A{layer}", activation(define(f"Z{layer}", W * A + b * ones(1, m))))
        parameters += [W, b]
    J = define("J", ones(1, widths[depth]) * A * ones(m))
    session = Session(language())
    session.lower(session.read(J))
    for parameter in parameters:
        session.prover.derivative("J", parameter.name)
    return sum(1 + len(lemma.steps) for lemma in session.kernel.lemmas)


@pytest.mark.parametrize("activation", [tanh, relu])
def test_every_layer_takes_the_same(activation: Any) -> None:
    counts = [lemmas(depth, activation) for depth in (3, 4, 5)]
    assert counts[2] - counts[1] == counts[1] - counts[0] <= 20


def test_a_value_of_0_at_a_point_says_nothing() -> None:
    session = Session(language())
    for name, expr in (("P", step(x)), ("Q", step(-x)), ("R", 1 + step(x))):
        session.lower(session.read(define(name, expr)))
    marks = {name: session.prover.fingerprints.of(name) for name in "PQR"}
    assert (marks["P"] is None) != (marks["Q"] is None)
    assert marks["R"] is not None


def test_names_that_agree_at_one_point_are_looked_at_elsewhere() -> None:
    """relu(u) is u at a point where u > 0: no proof is tried, and none is found."""
    session = Session(language())
    tried: list[object] = []
    session.prover.equal = lambda *args: tried.append(args)  # type: ignore[method-assign,assignment,func-returns-value]
    found = 0
    for k in range(12):
        u = scalar(f"u{k}")
        for name, expr in ((f"S{k}", 2 + u + u * u), (f"T{k}", 2 + relu(u) + u * u)):
            session.lower(session.read(define(name, expr)))
        same = session.prover.fingerprints.of(f"S{k}") == session.prover.fingerprints.of(f"T{k}")
        before = len(tried)
        assert session.prover.twin(f"S{k}") is None
        assert session.prover.twin(f"T{k}") is None
        found += same and len(tried) == before
    assert found


def test_names_that_agree_everywhere_are_found() -> None:
    session = Session(language())
    for name, expr in (("S", (x + 1) * (x + 1)), ("T", x * x + 2 * x + 1)):
        session.lower(session.read(define(name, expr)))
    session.prover.twin("S")
    assert isinstance(session.prover.twin("T"), Lemma)
