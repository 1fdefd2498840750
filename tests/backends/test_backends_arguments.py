"""What every generated NumPy function takes and refuses, argument by argument: a sentence, never a wrong number."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from derive import api
from derive.core.op import SCALAR, Shape
from derive.core.symbols import absolute, exp, function, hadamard, matrix, ones, scalar, sign, sizes, vector
from derive.models import load, names
from derive.ops.multilinear import commutation, diagonal, kron, vec

pytestmark = pytest.mark.filterwarnings("error")


class Case(NamedTuple):
    """A function, the shapes of its arguments, a point, and its values there."""

    function: Any
    shapes: dict[str, Shape]
    point: dict[str, Any]
    values: tuple[Any, ...]


IN_WORK = " in work"
FUNCTIONS = [*names(), *(name + IN_WORK for name in names())]


@cache
def compiled(name: str) -> Any:
    return load(name.removesuffix(IN_WORK)).lambdify(work=name.endswith(IN_WORK))


def kept(made: Any) -> Any:
    """A function with arrays in which every call works, whether or not the one before has come to its end."""
    work: dict[str, Any] = {}
    return lambda **point: tuple(map(np.copy, made(**point, work=work)))


@cache
def case(name: str) -> Case:
    model, made = load(name.removesuffix(IN_WORK)), compiled(name)
    function = kept(made) if name.endswith(IN_WORK) else made
    symbols = (*model.given, *model.learn)
    sample = model.twin.sample(np.random.default_rng(1), model.sizes)
    point = {symbol.name: sample[symbol.name] for symbol in symbols}
    return Case(function, {x.name: model.session.read(x).shape for x in symbols}, point, function(**point))


class Stranger:
    """An array of another library, which does not give its entries away."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("no entries")


def refused(name: str, argument: str, value: object) -> str:
    """The sentence about a value that cannot be used."""
    found = case(name)
    with pytest.raises(ValueError) as caught:
        found.function(**{**found.point, argument: value})
    sentence = str(caught.value)
    assert "\n" not in sentence and len(sentence) < 200
    assert re.fullmatch(r"\w+ must (be|have) .*, got .*", sentence), sentence
    return sentence


def same(name: str, point: dict[str, Any], expected: Any, rtol: float = 0) -> None:
    with np.errstate(all="ignore"):
        actual = case(name).function(**point)
    for one, other in zip(actual, expected, strict=True):
        assert one.dtype == np.float64
        np.testing.assert_allclose(one, other, rtol=rtol, atol=rtol, strict=True)


def exactly(name: str, argument: str) -> Any:
    """What this argument alone says in a wrong value: it is named, and nothing else."""

    def check(value: object, rest: str) -> None:
        assert refused(name, argument, value).startswith(f"{argument} must {rest}")

    return check


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_value_that_is_no_finite_real_number(name: str) -> None:
    for argument, value in case(name).point.items():
        check = exactly(name, argument)
        for bad in (np.nan, np.inf, -np.inf):
            spoilt = np.array(value)
            spoilt[(-1,) * spoilt.ndim] = bad
            check(spoilt, "be finite, got nan or inf")
            check(np.full(spoilt.shape, bad, dtype=np.float32), "be finite, got nan or inf")
        check(value + 0j, "be an array of real numbers, got dtype complex128")
        check(np.array(value).astype(str), "be an array of real numbers, got dtype <U")
        check(np.array(value).astype(object), "be an array of real numbers, got dtype object")
        check(np.array(value).astype("M8[s]"), "be an array of real numbers, got dtype datetime64[s]")
        for bad in (None, {}, object(), "w"):
            check(bad, "be an array of real numbers, got dtype ")
        check([[1.0], [2.0, 3.0]], "be an array, got rows of unequal length")
        check(Stranger(), "be an array, got Stranger")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_shape_that_no_size_gives(name: str) -> None:
    for argument, value in case(name).point.items():
        check = exactly(name, argument)
        wanted = "() or (1, 1)" if case(name).shapes[argument] == SCALAR else "("
        check(np.zeros((*np.shape(value), 0)), f"have shape {wanted}")
        check(np.array(value)[np.newaxis, ..., np.newaxis, np.newaxis], f"have shape {wanted}")
        check(np.ravel(value), f"have shape {wanted}")
        check([], f"have shape {wanted}")
        if np.ndim(value):
            check(value[:0], "have shape (")
            check(value[:, :0], "have shape (")
            check(1.0, "have shape (")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sizes_that_do_not_agree(name: str) -> None:
    """A size that two arguments have cannot differ; whose it is nobody knows, so that either may be named."""
    found = case(name)
    axes = Counter(axis for shape in found.shapes.values() for axis in shape)
    for argument, value in found.point.items():
        for place, axis in enumerate(found.shapes[argument]):
            longer = np.repeat(value, 2, axis=place) if np.ndim(value) else np.zeros((2, 1))
            if axis == () or axes[axis] > 1:
                sentence = refused(name, argument, longer)
                assert " must have shape " in sentence and sentence.split()[0] in found.point
            else:
                found.function(**{**found.point, argument: longer})
        rows, cols = found.shapes[argument]
        if rows != cols:
            assert " must have shape " in refused(name, argument, np.transpose(value))


def casts(value: Any) -> dict[str, Any]:
    """The same numbers in other ways: how they lie in memory, what holds them."""
    array = np.array(value)
    if not array.ndim:
        return {"number": float(array), "array": array, "column": array.reshape(1, 1), "lists": [[float(array)]]}
    wide = np.zeros([2 * length for length in array.shape])[::2, ::2]
    wide[...] = array
    return {
        "Fortran": np.asfortranarray(array),
        "strided": wide,
        "backwards": np.flip(np.array(np.flip(array))),
        "lists": array.tolist(),
        "bytes swapped": array.astype(">f8"),
        "long": array.astype(np.longdouble),
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_same_numbers_in_another_way_give_the_same_values(name: str) -> None:
    found = case(name)
    for argument, value in found.point.items():
        for way, other in casts(value).items():
            assert np.array_equal(np.ravel(other), np.ravel(value)), way
            same(name, {**found.point, argument: other}, found.values, 1e-13)
    for way in ("Fortran", "strided"):
        point = {argument: casts(value).get(way, value) for argument, value in found.point.items()}
        same(name, point, found.values, 1e-13)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kind", ["float16", "float32", "int64", "int8", "uint8", "bool"])
def test_numbers_of_another_kind_are_computed_with_in_float64(name: str, kind: str) -> None:
    found = case(name)
    for chosen in (*([argument] for argument in found.point), list(found.point)):
        rounded = {argument: np.abs(found.point[argument]).astype(kind) for argument in chosen}
        exact = {argument: value.astype(np.float64) for argument, value in rounded.items()}
        with np.errstate(all="ignore"):
            expected = found.function(**{**found.point, **exact})
        same(name, {**found.point, **rounded}, expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arguments_are_not_changed_and_share_no_memory_with_the_values(name: str) -> None:
    found, function = case(name), compiled(name)
    point = {argument: np.array(value) for argument, value in found.point.items()}
    values = function(**point)
    assert all(np.array_equal(point[argument], value) for argument, value in found.point.items())
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    assert all(array.flags.writeable for array in arrays)
    for place, array in enumerate(arrays):
        for other in (*point.values(), *arrays[:place]):
            assert not np.may_share_memory(array, other)
    # a second call does not touch what the first has returned
    before = [np.copy(value) for value in values]
    function(**{argument: value / 2 for argument, value in point.items()})
    assert all(np.array_equal(one, other) for one, other in zip(before, values, strict=True))
    for array in point.values():
        array.setflags(write=False)
    same(name, point, found.values)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_one_array_for_two_arguments_is_as_good_as_two(name: str) -> None:
    found = case(name)
    for first, shape in found.shapes.items():
        for second, other in found.shapes.items():
            if first < second and shape == other:
                array = np.array(found.point[first])
                with np.errstate(all="ignore"):
                    expected = found.function(**{**found.point, first: array, second: np.array(array)})
                same(name, {**found.point, first: array, second: array}, expected)


n, m = sizes("n m")
X, A, v, b, g = matrix("X", n, m), matrix("A", n, n), vector("v", n), scalar("b"), function("g")


@pytest.mark.parametrize(
    "expr", [X, X.T, A, b, vec(X), vec(X.T), diagonal(A), diagonal(A).T, commutation(n, m) * vec(X), g(X), g(X).T, g(b)]
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_what_is_returned_as_it_came_is_a_copy(expr: Any, order: Any) -> None:
    """A function of the caller's may return its argument itself."""
    made = api.lambdify({"one": expr, "other": expr}, [X, A, b], {"g": lambda z: z})
    arguments = [np.arange(6.0).reshape(2, 3, order=order), np.arange(4.0).reshape(2, 2, order=order), np.array(7.0)]
    values = made(*arguments)
    assert np.array_equal(*values)
    for array in values:
        assert array.shape == () or array.flags.writeable
        assert not any(np.may_share_memory(array, argument) for argument in arguments)
    assert values[0].shape == () or not np.may_share_memory(*values)


@pytest.mark.parametrize("work", [False, True])
def test_a_function_of_the_callers_may_work_in_place(work: bool) -> None:
    """It may change what it is given, or return one array again and again."""
    kept = np.empty((2, 3))
    exprs = {"one": g(X), "two": hadamard(g(X), X, g(X + X)), "three": g(exp(X)) - exp(X)}
    array = np.arange(6.0).reshape(2, 3) / 7
    expected = [np.sin(array), np.sin(array) * array * np.sin(2 * array), np.sin(np.exp(array)) - np.exp(array)]
    ways: list[Any] = [lambda z: np.sin(z, out=z), lambda z: np.sin(z, out=kept), lambda z: np.sin(z, out=kept)[:]]
    for way in ways:
        made, given = api.lambdify(exprs, [X], {"g": way}, work=work), array.copy()
        values = made(given)
        kept[:] = 7
        for value, wanted in zip(values, expected, strict=True):
            np.testing.assert_allclose(value, wanted, rtol=1e-14)
        assert np.array_equal(given, array)


def test_a_sharing_that_is_wrong_is_seen() -> None:
    array = np.arange(6.0).reshape(2, 3)
    assert np.may_share_memory(array.T.reshape(-1, 1, order="F"), array)
    assert not np.may_share_memory(api.lambdify(hadamard(X, X), [X])(array), array)
    assert not np.may_share_memory(api.lambdify(kron(v, v), [v])(array[:, :1]), array)


def test_a_function_of_a_size_is_a_float64() -> None:
    found = api.lambdify({"a": absolute(-2 * n), "b": sign(n), "c": absolute(n) * ones(n, 1)}, [v])(np.ones((3, 1)))
    assert [value.dtype for value in found] == [np.float64] * 3
    assert found[:2] == (6, 1) and np.array_equal(found[2], np.full((3, 1), 3))
