"""What generated functions are timed against computes the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks import by_hand, straightforward
from benchmarks.by_turns import agree, medians
from benchmarks.sized import Case, cases
from derive import sin
from derive.models import load
from derive.models.deep_network import deep_network

TINY = [
    Case("logistic", "logistic_regression", load("logistic_regression"), (3, 5)),
    Case("network", "two_layer_network", load("two_layer_network_tanh"), (5, 3, 4)),
    Case("softmax", "softmax", load("softmax_cross_entropy_batch"), (3, 4, 5)),
    Case("deep", "deep_network", deep_network(3), (5, 2, 3, 4)),
]


def both(case: Case, other: Any = None) -> dict[str, tuple[Any, ...]]:
    function = (other or case.model).lambdify(*case.outputs)
    return {
        "hand": getattr(by_hand, case.written)(*case.arguments),
        "generated": function(*case.arguments),
        "straightforward": getattr(straightforward, case.written)(*case.arguments),
    }


@pytest.mark.parametrize("case", TINY, ids=lambda case: case.name)
def test_by_hand_is_what_is_generated(case: Case) -> None:
    agree(both(case))


def test_another_function_does_not_agree() -> None:
    with pytest.raises(SystemExit, match=r"^hand and generated disagree: relative error \d.\de[-+]\d\d$"):
        agree(both(TINY[3], deep_network(3, sin)))


def test_another_shape_does_not_agree() -> None:
    with pytest.raises(SystemExit, match=r"^a and b disagree: shapes \(2, 1\) and \(1, 2\)$"):
        agree({"a": (np.ones((2, 1)),), "b": (np.ones((1, 2)),)})


def test_nan_does_not_agree() -> None:
    with pytest.raises(SystemExit, match=r"^a and b disagree: relative error nan$"):
        agree({"a": (1.0,), "b": (np.nan,)})


def test_every_way_has_its_turns() -> None:
    calls = {"a": 0, "b": 0}

    def call(name: str) -> None:
        calls[name] += 1

    found = medians({name: lambda name=name: call(name) for name in calls}, 0)
    assert found.keys() == calls.keys() and all(0 < each.seconds < 1 for each in found.values())
    assert min(calls.values()) > 9


def test_there_are_cases_of_each_kind() -> None:
    assert {case.written for case in cases()} == {case.written for case in TINY}
    assert len({case.name for case in cases()}) == 17 and sum(case.counted for case in cases()) == 14
