"""What a one-hot column selects, inside functions too: true identities, and twins that are false."""

from __future__ import annotations

from typing import Any

import pytest

from derive import (
    Proved,
    Refuted,
    diag,
    exp,
    function,
    hessian_matrix,
    index,
    judge,
    log,
    logsumexp,
    matrix,
    partial,
    relu,
    scalar,
    sizes,
    softmax,
    step,
    summed,
    tr,
    vector,
)

C, m = sizes("C m")
s, y, S, Y, a, c = vector("s", C), vector("y", C), matrix("S", C, m), matrix("Y", C, m), scalar("a"), scalar("c")
i, j, k = index("i", m), index("j", C), index("k", C)
g = function("g")
p, P = softmax(s), softmax(S)
right = summed(y[k] * s[k], k)  # s_y
wrong = 1 - y[j]
total, shifted = summed(exp(s[j]), j), summed(exp(s[j] - c), j)
hinge = summed(wrong * relu(s[j] - right + a), j)
picked = summed(Y[k, i] * P[k, i], k)

PAIRS: list[tuple[Any, Any, Any]] = [
    (summed(y[k] * g(s[k]), k), g(right), g(2 * right)),
    (summed(y[k] * exp(s[k]) * s[k], k), right * exp(right), right * exp(2 * right)),
    (y[j] * g(s[j]), y[j] * g(right), g(right)),
    (y[j] * log(p[j]), y[j] * (right - logsumexp(s)), right - logsumexp(s)),
    (log(summed(y[k] * exp(s[k]), k)), right, exp(right)),
    (log(summed(y[k] * p[k], k)), right - logsumexp(s), right + logsumexp(s)),
    (summed(y[k] * exp(s[k] - right), k), 1 + 0 * a, C + 0 * a),
    (summed(relu(s[j] - right + a), j) - relu(a), hinge, hinge + relu(a)),
    (partial(hinge, s)[k] * (1 - y[k]), (1 - y[k]) * step(s[k] - right + a), step(s[k] - right + a)),
    (partial(-log(summed(y[k] * p[k], k)), s), p - y, y - p),
    (hessian_matrix(-log(summed(y[k] * p[k], k)), s), diag(p) - p * p.T, diag(p)),
    (-summed(log(picked), i), -tr(Y.T * log(P)), tr(Y.T * log(P))),
    (partial(-summed(log(picked), i), S), P - Y, P),
    (-log(exp(right - c) / shifted), logsumexp(s) - right, logsumexp(s) - right + c),
    (exp(a) / total, exp(a - c) / shifted, exp(a - c) / total),
    (log(exp(a - c) / shifted), log(exp(a) / total), log(exp(a) / shifted)),
]


@pytest.mark.parametrize(("left", "true", "false"), PAIRS, ids=range(len(PAIRS)))
def test_selected(left: Any, true: Any, false: Any) -> None:
    given = {y: "one-hot", Y: "one-hot columns"}
    verdict = judge(left, true, where=given)
    assert isinstance(verdict, Proved), verdict
    assert isinstance(judge(left, false, where=given), Refuted)


@pytest.mark.parametrize(("left", "true", "false"), PAIRS[:5], ids=range(5))
def test_of_other_columns_nothing_is_selected(left: Any, true: Any, false: Any) -> None:
    assert not isinstance(judge(left, true, where={y: "entries 0 or 1"}), Proved)


def test_rows() -> None:
    T, V = matrix("T", m, C), matrix("V", m, C)
    left = summed(T[i, k] * g(V[i, k]), k)
    assert isinstance(judge(left, g(summed(T[i, k] * V[i, k], k)), where={T: "one-hot rows"}), Proved)
    assert isinstance(judge(left, g(summed(T[i, k] * V[i, k], k)), where={T: "one-hot columns"}), Refuted)
