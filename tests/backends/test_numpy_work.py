"""Functions that work in arrays which the caller keeps."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

import derive as dv
from derive.models import load, names

pytestmark = pytest.mark.filterwarnings("error")


def sample(model: Any, seed: int = 0, **sizes: int) -> dict[str, Any]:
    return dict(model.twin.sample(np.random.default_rng(seed), {**model.sizes, **sizes}))


@pytest.mark.parametrize("name", names())
def test_the_same_values_from_call_to_call(name: str) -> None:
    """The arrays hold what an earlier call at other sizes, and one at other values, have left there."""
    model = load(name)
    plain, function, work = model.lambdify(), model.lambdify(work=True), dict[str, Any]()
    other_sizes = {size: 1 if length == 1 else 2 for size, length in model.sizes.items()}
    for seed, sizes in enumerate(({}, {}, other_sizes, {})):
        values = sample(model, seed, **sizes)
        expected, found = plain(**values), function(**values, work=work)
        for one, other in zip(expected, found, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-15)


def test_what_is_returned_lies_in_the_arrays_that_are_kept() -> None:
    model = load("two_layer_network_tanh")
    function, work = model.lambdify("dW1", work=True), dict[str, Any]()
    first, second = (function(**sample(model, seed), work=work) for seed in (1, 2))
    assert np.shares_memory(first, second)
    assert not np.shares_memory(function(**sample(model)), function(**sample(model)))


def test_an_argument_that_would_be_overwritten() -> None:
    model = load("two_layer_network_tanh")
    function, work, values = model.lambdify("dW1", work=True), dict[str, Any](), sample(model)
    slope = function(**values, work=work)
    for mine in (slope, slope[:, ::1], slope.reshape(slope.shape)):
        with pytest.raises(ValueError, match="^W1 lies in work, where it would be overwritten: pass a copy of it$"):
            function(**{**values, "W1": mine}, work=work)
    function(**{**values, "W1": slope.copy()}, work=work)


GUISES = {
    "buffer": lambda array: np.asarray(memoryview(array)),
    "strides": lambda array: np.lib.stride_tricks.as_strided(array, array.shape, array.strides),
    "subclass": lambda array: np.asarray(array.view(np.recarray)[::-1][::-1]),
    "capsule": np.from_dlpack,
}


@pytest.mark.parametrize("guise", GUISES)
def test_an_argument_whose_memory_is_held_by_something_else(guise: str) -> None:
    x, y = (dv.matrix(name, *dv.sizes("n m")) for name in "xy")
    function, work = dv.lambdify({"E": dv.exp(y), "F": dv.tanh(x)}, [x, y], work=True), dict[str, Any]()
    mine, _ = function(np.ones((2, 3)), np.ones((2, 3)), work=work)
    with pytest.raises(ValueError, match="^x lies in work, where it would be overwritten: pass a copy of it$"):
        function(GUISES[guise](mine), np.zeros((2, 3)), work=work)
    other = np.full((2, 3), 0.5)
    _, F = function(GUISES[guise](other), np.zeros((2, 3)), work=work)
    np.testing.assert_array_equal(F, np.tanh(other))


def test_an_argument_may_have_any_name_but_work() -> None:
    n, m = dv.sizes("n m")
    for name in ("shapes", "arguments", "found", "own"):
        x = dv.matrix(name, n, m)
        found = dv.lambdify(dv.exp(x), [x], work=True)(np.ones((2, 3)), work={})
        np.testing.assert_array_equal(found, np.exp(np.ones((2, 3))))


def test_a_copy_of_the_dict_has_arrays_of_its_own() -> None:
    x = dv.matrix("x", *dv.sizes("n m"))
    function, work = dv.lambdify(dv.exp(x), [x], work=True), dict[str, Any]()
    first = function(np.ones((2, 3)), work=work)
    for copied in (dict(work), deepcopy(work)):
        second = function(first, work=copied)
        np.testing.assert_array_equal(first, np.exp(np.ones((2, 3))))
        with pytest.raises(ValueError, match="^x lies in work, where it would be overwritten: pass a copy of it$"):
            function(second, work=copied)


def test_something_else_to_work_in() -> None:
    model = load("logistic_regression")
    with pytest.raises(ValueError, match="^work must be a dict, got list$"):
        model.lambdify("J", work=True)(**sample(model), work=[])
    with pytest.raises(dv.Unreadable, match="^functions of JAX cannot be given arrays to work in: leave out `work`$"):
        model.source("J", backend="jax", work=True)
    n = dv.size("n")
    taken = dv.vector("work", n)
    with pytest.raises(dv.Unreadable, match="^`work` and `work` would both be the argument `work`$"):
        dv.lambdify(dv.exp(taken), [taken], work=True)


def test_nothing_large_is_allocated_again() -> None:
    """Every operation on matrices of a network writes to an array that is given to it."""
    model = load("deep_network")
    text = model.source("J", *(f"d{x.name}" for x in model.learn), work=True).text
    body = text[text.index("= _arrays(") :]
    for line in body.split("\n"):
        if any(call in line for call in ("np.tanh", "np.exp", "np.multiply", "np.add", "np.subtract", "np.divide")):
            assert "out=w" in line
        if "_dot(" in line or "_tanh_prime(" in line:
            assert line.rstrip(")").split(", ")[-1].startswith("w")
