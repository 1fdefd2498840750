"""Every hand-written module and every generated function against the symbolic form, at ordinary points and at extremes.

|error| <= 1e-12 max(1, |value|), warnings being errors. The reference is the second opinion's enclosure, worked out
with more and more bits until it is that of a number. Far out, data are small whole numbers, so that what goes into an
activation is exact: that a product of rounded numbers is itself rounded is no error of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import flint
import numpy as np
import pytest

from derive.check.agree import by_hand, chosen, exact_point, measured
from derive.check.evaluate import Evaluator
from derive.check.number import Imprecise, Undefined, precision
from derive.models import Model, load, names

pytestmark = pytest.mark.filterwarnings("error")

Values = Mapping[str, Any]
MODELS = names()
LEVELS = (30, 700, 10**4)
BITS = (256, 2048, 2**15, 2**17)
PROBABILITIES = (2.0**-1000, 2.0**-40, 0.5, 1 - 2.0**-20, 1 - 2.0**-50)


@cache
def fast(name: str) -> Callable[..., Any]:
    return load(name).lambdify(*load(name).outputs())


def exact(model: Model, values: Values, sizes: Mapping[str, int]) -> dict[str, Any]:
    """The value of every output, correctly rounded but for the last digit."""
    table = chosen(model.session.language.functions, model.functions)
    found: dict[str, Any] = {}
    for bits in BITS:
        with precision(bits):
            evaluator = Evaluator(table, exact_point(values, sizes))
            try:
                for name, node in model.outputs().items():
                    if name not in found:
                        value = _rounded(evaluator.value(node))
                        if value is not None:
                            found[name] = value
            except Imprecise:
                continue
        if len(found) == len(model.outputs()):
            return {name: found[name] for name in model.outputs()}
    raise AssertionError(f"{BITS[-1]} bits do not do for {model.outputs().keys() - found.keys()}")


def _rounded(entries: Any) -> Any:
    numbers = [[flint.arb(x.base) for x in row] for row in entries]
    if any(x.rad() > 1e-15 * max(1.0, abs(float(x.mid()))) for row in numbers for x in row):
        return None
    return np.array([[float(x.mid()) for x in row] for row in numbers])


def compare(what: str, actual: Any, expected: Any) -> None:
    actual = np.atleast_2d(actual)
    assert actual.shape == expected.shape, what
    bound = 1e-12 * np.maximum(1, np.abs(expected))
    assert np.all(np.abs(actual - expected) <= bound), (what, actual, expected)  # false of nan


def check(name: str, values: Values, sizes: Mapping[str, int], *, step: bool = False) -> dict[str, Any]:
    """The outputs, once the hand-written code and the generated function have been found to give them."""
    model = load(name)
    parts = {output: tuple(part.name for part in by) for output, by in model.derivatives.items()}
    names = {by for _, *others in parts.values() for by in others}
    loss = model.loss.name if model.loss is not None else ""
    expected = exact(model, values, sizes)
    written = by_hand(model.twin, loss, values, names)
    generated = dict(zip(expected, fast(name)(**values), strict=True))
    for output, value in expected.items():
        compare(f"{output} by hand", written[output], value)
        compare(f"{output} generated", generated[output], value)
        slope = measured(model.twin, loss, parts, output, values, names) if step and output in parts else None
        if slope is not None:
            compare(f"{output} by complex step", slope.reshape(value.shape, order="F"), value)
    return expected


# --- points ----------------------------------------------------------------------------------------------------------


def learnt(model: Model) -> set[str]:
    return {symbol.name for symbol in model.learn}


def labels(model: Model, values: Values) -> dict[str, str]:
    """What the entries of each variable that holds answers may be."""
    declared = {symbol.name: words for symbol, words in model.where.items()}
    found = {name: declared.get(name, "") for name in values}
    for name, value in values.items():
        if not found[name] and name in ("Y", "y") and np.all((value == 0) | (value == 1)):
            found[name] = "entries 0 or 1"
    return {name: words for name, words in found.items() if words}


def of_one_class(value: Any, words: str, place: int) -> Any:
    """Answers that are all the same: the first there is, or the last."""
    value = np.array(value)
    if "one-hot" not in words:
        return np.full_like(value, (-1.0 if "-1" in words else 0.0, 1.0)[place])
    across = value.T if "rows" in words else value
    across[...] = 0
    across[-place] = 1
    return value


def whole(model: Model, seed: int, sizes: Mapping[str, int], answers: int | None) -> dict[str, Any]:
    """Entries -3 to 3, none of them 0; answers and probabilities as they are, or answers of one class."""
    values = model.twin.sample(np.random.default_rng(seed), sizes)
    said = labels(model, values)
    for name, value in values.items():
        if name in said:
            values[name] = value if answers is None else of_one_class(value, said[name], answers)
        elif name != "yhat":
            values[name] = np.sign(value) * np.ceil(2 * np.abs(value))
    return dict(values)


def size_reached(model: Model, values: Values) -> float:
    """The largest number among the variables and what is defined of them, but the loss."""
    loss = model.loss.name if model.loss is not None else ""
    found = by_hand(model.twin, loss, values, learnt(model))
    return float(
        max(np.max(np.abs(x)) for x in (*values.values(), *(found[d] for d in model.definition_nodes if d != loss)))
    )


def far(model: Model, values: Values, moved: Set[str], level: int) -> dict[str, Any]:
    """The variables `moved` times the largest whole number at which nothing exceeds the level, or times 1."""

    def at(scale: int) -> dict[str, Any]:
        return {name: scale * value if name in moved else value for name, value in values.items()}

    low, high = 1, level
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size_reached(model, at(middle)) <= level else (low, middle - 1)
    return at(low)


def groups(model: Model, values: Values) -> list[Set[str]]:
    """What is moved far out together: what is learnt, the data, everything."""
    fixed = {"yhat", "reg", *labels(model, values)}
    parts = [learnt(model) - fixed, values.keys() - learnt(model) - fixed, values.keys() - fixed]
    return [part for part in parts if part]


# --- tests -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_ordinary_points_and_sizes_of_one(name: str) -> None:
    """One sample, one feature, one unit, one class, all of them; against the complex step too."""
    model = load(name)
    ones = dict.fromkeys(model.sizes, 1)
    for seed, sizes in enumerate((model.sizes, *({**model.sizes, one: 1} for one in ones), ones)):
        check(name, model.twin.sample(np.random.default_rng(seed), sizes), sizes, step=True)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "likelihood"])
def test_far_out(name: str) -> None:
    """|z| up to 1e4 with mixed answers, and with answers that are all the same."""
    model = load(name)
    small = {one: min(size, 3) for one, size in model.sizes.items()}
    reached = dict.fromkeys(LEVELS, 0.0)
    for (place, level), (turn, answers) in product(enumerate(LEVELS), enumerate((None, 0, 1))):
        for sizes in (small, dict.fromkeys(model.sizes, 1)):
            for seed in range(50):
                values = whole(model, seed, sizes, answers)
                parts = groups(model, values)
                values = far(model, values, parts[(place + turn) % len(parts)], level)
                try:
                    check(name, values, sizes)
                except Undefined:  # at a kink
                    continue
                reached[level] = max(reached[level], size_reached(model, values))
                break
            else:
                pytest.fail(f"{name}: each point is at a kink")
    assert all(most >= level / 2 for level, most in reached.items()), reached


@pytest.mark.parametrize("g", ["sigmoid", "relu", "normal_distribution"])
@pytest.mark.parametrize("level", LEVELS)
def test_other_activations(g: str, level: int) -> None:
    """Second derivatives too; there is no code by hand to compare with."""
    usual = load("two_layer_network")
    model = replace(usual, functions={"g": g})
    sizes = dict.fromkeys(model.sizes, 2)
    plain = whole(usual, 0, sizes, None)
    for moved in groups(usual, plain):
        values = far(usual, plain, moved, level)
        expected = exact(model, values, sizes)
        for output, actual in zip(expected, model.lambdify()(**values), strict=True):
            compare(output, actual, expected[output])


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("probability", PROBABILITIES)
def test_likelihood(probability: float, y: float) -> None:
    check("likelihood", {"y": y, "yhat": probability}, {})


@pytest.mark.parametrize("name", ["multiclass_svm", "multiclass_svm_batch"])
@pytest.mark.parametrize("margin", [2.0**10, -(2.0**10), 2.0**-10])
def test_margins(name: str, margin: float) -> None:
    """All violated, none violated, and some."""
    model = load(name)
    found = check(name, {**whole(model, 3, model.sizes, None), "Delta": margin}, model.sizes)
    expected = {2.0**10: {True}, -(2.0**10): {False}, 2.0**-10: {True, False}}
    assert set((found["M"] > 0).ravel().tolist()) == expected[margin]


def test_an_error_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load("logistic_regression")
    values = model.twin.sample(np.random.default_rng(0), model.sizes)
    compare("", 1.0 + 5e-13, np.ones((1, 1)))
    for wrong in (1.0 + 2e-12, np.nan, np.inf):
        with pytest.raises(AssertionError):
            compare("", wrong, np.ones((1, 1)))
    right = model.twin.loss
    monkeypatch.setattr(model.twin, "loss", lambda **given: right(**given) * (1 + 1e-11))
    with pytest.raises(AssertionError, match="J by hand"):
        check("logistic_regression", values, model.sizes)
