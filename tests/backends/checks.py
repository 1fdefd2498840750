"""What holds of JAX and PyTorch, each in a process of its own: `python checks.py jax` prints {check: what is wrong}.

A process that has loaded one of them has threads, so that it had better not be forked by other tests.
"""

from __future__ import annotations

import json
import sys
import traceback
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

import derive as dv
from derive.core.symbols import exact
from derive.models import load, names
from derive.ops import language
from derive.ops.multilinear import column_sums, diag, diagonal, kron, total, vec

LIBRARY = sys.argv[1]
library: Any = import_module(LIBRARY)
n, m = dv.sizes("n m")
X, A, v, b, g = dv.matrix("X", n, m), dv.matrix("A", n, n), dv.vector("v", n), dv.scalar("b"), dv.function("g")


def all_at_once(functions: dict[str, Callable[..., Any]], points: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The values of all functions; JAX compiles them as one, which is traced but not made fast."""

    def values(points: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return {name: functions[name](**point) for name, point in points.items()}

    if LIBRARY == "torch":
        return values(points)
    traced = library.jit(values).lower(points)
    try:
        compiled = traced.compile({"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False})
    except Exception:  # another version has other options
        compiled = traced.compile()
    found: dict[str, Any] = compiled(points)
    return found


def plain(value: Any) -> Any:
    return value.detach().numpy() if LIBRARY == "torch" else np.asarray(value)


def equal(found: Any, expected: Any, words: str, rtol: float = 1e-12) -> None:
    """Float64 in this shape, and these numbers."""
    for place, (one, other) in enumerate(zip(found, expected, strict=True)):
        actual = plain(one)
        assert actual.dtype == np.float64 and actual.shape == np.shape(other), (words, place)
        np.testing.assert_allclose(actual, other, rtol, 1e-15, err_msg=f"{words}, {place}")


def point_of(name: str) -> dict[str, Any]:
    model = load(name)
    sample = model.twin.sample(np.random.default_rng(2), model.sizes)
    return {symbol.name: sample[symbol.name] for symbol in (*model.given, *model.learn)}


def check_every_model_agrees_with_numpy() -> None:
    points = {name: point_of(name) for name in names()}
    found = all_at_once({name: load(name).lambdify(backend=LIBRARY) for name in points}, points)
    for name, point in points.items():
        equal(found[name], load(name).lambdify()(**point), name)


def check_gradients_by_the_library_are_the_derived_ones() -> None:
    chosen = ["logistic_regression", "logistic_regression_signed", "softmax_cross_entropy", "two_layer_network"]
    if LIBRARY == "torch":
        chosen = [name for name in names() if load(name).loss is not None and load(name).learn]
    points, functions, expected = {}, {}, {}
    for name in chosen:
        model = load(name)
        learnt = [symbol.name for symbol in model.learn]
        points[name] = {key: np.asarray(value, np.float64) for key, value in point_of(name).items()}
        functions[name] = slopes(model.lambdify(model.loss.name, backend=LIBRARY), learnt)
        expected[name] = model.lambdify(*(f"d{key}" for key in learnt))(**points[name])
    found = all_at_once(functions, points)
    for name in chosen:
        values = expected[name] if isinstance(expected[name], tuple) else (expected[name],)
        equal(found[name], values, name, 1e-10)


def slopes(function: Callable[..., Any], learnt: list[str]) -> Callable[..., Any]:
    """The gradient of a function by these of its arguments, found by the library."""
    if LIBRARY == "jax":

        def traced(**point: Any) -> Any:
            fixed = {key: value for key, value in point.items() if key not in learnt}
            found = library.grad(lambda free: function(**free, **fixed))({key: point[key] for key in learnt})
            return [found[key] for key in learnt]

        return traced

    def recorded(**point: Any) -> Any:
        tensors = {key: library.tensor(value, requires_grad=key in learnt) for key, value in point.items()}
        function(**tensors).backward()
        return [tensors[key].grad if tensors[key].grad is not None else 0 * tensors[key] for key in learnt]

    return recorded


def check_where_a_piece_begins_there_is_the_right_slope() -> None:
    """σ and log(1 + exp) at 0 are computed in pieces, and all samples lie there where all weights are 0."""
    z = dv.scalar("z")
    exprs = {
        "softplus": dv.log(1 + dv.exp(z)),
        "negative softplus": dv.log(1 + dv.exp(-z)),
        "sigmoid": dv.sigmoid(z),
        "negative sigmoid": dv.sigmoid(-z),
        "log": dv.log(1 - dv.sigmoid(z)),
        "slope of tanh": 1 - dv.tanh(z) * dv.tanh(z),
        "slope of sigmoid": dv.sigmoid(z) * (1 - dv.sigmoid(z)),
        "entropy": 2 * dv.log(dv.sigmoid(z)) / 3 + dv.log(1 - dv.sigmoid(z)) / 3,
        "relu": dv.relu(z),
        "elu": dv.elu(z),
        "gelu": dv.gelu(z),
    }
    places = (0.0, -0.0, 1.5, -1.5, 30.0, -30.0)
    made = {name: slopes(dv.lambdify(expr, [z], backend=LIBRARY), ["z"]) for name, expr in exprs.items()}
    functions = {f"{name} at {place}": made[name] for name in exprs for place in places}
    found = all_at_once(functions, {name: {"z": np.float64(name.split()[-1])} for name in functions})
    for name, expr in exprs.items():
        derived = dv.lambdify(dv.gradient(expr, z), [z])
        for place in places:
            equal(found[f"{name} at {place}"], [derived(place)], f"{name} at {place}")


def check_every_function_and_every_operation() -> None:
    """Of numbers and of matrices, far out and at kinks, however they lie in memory."""
    anywhere = [name for name in language().functions if name not in ("id", "log", "sqrt", "reciprocal")]
    far = np.array([-750, -40, -3.5, -1e-9, -0.0, 0, 1e-300, 0.5, 3.5, 40, 750]).reshape(-1, 1)
    functions = {name: dv.lambdify(g(v), [v], {"g": name}, LIBRARY) for name in anywhere}
    points = {name: {"v": np.minimum(far, 700) if name == "exp" else far} for name in functions}
    for name in ("log", "sqrt", "reciprocal"):
        functions[name] = dv.lambdify(g(v), [v], {"g": name}, LIBRARY)
        points[name] = {"v": far[far > 0].reshape(-1, 1)}
    outputs = {
        "kron": kron(A, X) * kron(v, X.T),
        "kron of transposes": kron(X.T, v.T) + kron(v.T, X.T),
        "vec": vec(X) + vec(X.T),
        "commutation": dv.commutation(n, m) * kron(X.T, X),
        "a commutation alone": dv.commutation(n, m),
        "inverse": dv.inverse(A) + dv.inverse(A).T * A,
        "systems": X.T * dv.inverse(A) + (dv.inverse(A) * X).T,
        "det": dv.det(A),
        "logdet": dv.logdet(A * A.T),
        "diag": diag(v) * A + diag(v),
        "diagonal": diagonal(A) + diagonal(A.T),
        "norms": dv.norm(X) * dv.norm(-2 * v),
        "softmax": dv.softmax(X),
        "softmax of rows": dv.softmax(X, axis=1),
        "logsumexp": dv.logsumexp(X),
        "logsumexp of rows": dv.logsumexp(X, axis=1),
        "logsumexp of all": dv.logsumexp(v),
        "sums": total(X) * column_sums(X) / n,
        "trace": dv.tr(A) * dv.tr(A * A) * A,
        "inner": v.T * A * v + b * dv.tr(X.T * A * X),
        "repeated": v * dv.ones(1, m) + b,
        "numbers repeated": (2 / n) * dv.ones(n, m),
        "a number": n * m / 7,
        "a function of a number": dv.log(n) * X + dv.tanh(exact(2) / n),
        "a function of 0": dv.sigmoid(0 * v) + dv.softplus(0 * v) + dv.relu(0 * v),
        "ones": dv.ones(n, m),
        "zeros": dv.zeros(n, m),
        "identity": dv.identity(n),
        "opaque": dv.exp(dv.tanh(X)) + 0 * X,
        "an argument": X.T,
        "a scalar": b,
    }
    rng = np.random.default_rng(3)
    point: dict[str, Any] = {"X": rng.normal(size=(3, 2)), "A": rng.normal(size=(3, 3)), "v": rng.normal(size=(3, 1))}
    point["b"] = np.float64(0.7)
    turned = {key: np.asfortranarray(value)[::-1, ...] if np.ndim(value) else value for key, value in point.items()}
    outputs = {name.replace(" ", "_"): expr for name, expr in outputs.items()}
    both = dv.lambdify(outputs, [X, A, v, b], backend=LIBRARY)
    found = all_at_once({**functions, "here": both, "turned": both}, {**points, "here": point, "turned": turned})
    for name in functions:
        with np.errstate(under="ignore"):
            equal([found[name]], [dv.lambdify(g(v), [v], {"g": name})(**points[name])], name)
    by_numpy = dv.lambdify(outputs, [X, A, v, b])
    equal(found["here"], by_numpy(**point), "here", 1e-11)
    equal(found["turned"], by_numpy(**turned), "turned", 1e-11)
    # a number of Python's is one of the library's where it is returned or repeated
    scalar = dv.lambdify({"number": n * b, "same": b}, [b, v], backend=LIBRARY)(2, [[1], [2]])
    equal(scalar, [np.float64(4), np.float64(2)], "numbers")
    absolute = dv.lambdify(dv.absolute(-2 * n), [v], backend=LIBRARY)
    equal([absolute([[1], [2]])], [np.float64(4)], "a whole number")


def check_hessians_and_their_gradients_by_the_library() -> None:
    """H, and d<C, H>/dA along D, which is a quotient of differences of what NumPy gives."""
    U = dv.matrix("U", m, n)
    loss = total(dv.logsumexp(U * dv.tanh(A * X + v * dv.ones(1, m))))
    weighted = kron(A, dv.identity(n)) * diag(vec(A))
    outputs = {"HA": dv.hessian(loss, A), "HAv": dv.hessian(loss, A, v), "batches": weighted * weighted}
    arguments = [A, X, v, U]
    rng = np.random.default_rng(4)
    shapes = {"A": (3, 3), "X": (3, 2), "v": (3, 1), "U": (2, 3)}
    point = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    made, by_numpy = dv.lambdify(outputs, arguments, backend=LIBRARY), dv.lambdify(outputs, arguments)
    assert {"_mirrored", "_pairs", "_spread", "_unpaired"} <= made.__globals__.keys()
    expected = by_numpy(**point)
    weights, direction = [rng.normal(size=np.shape(value)) for value in expected], rng.normal(size=(3, 3))

    def weighed(function: Callable[..., Any], weights: list[Any], point: dict[str, Any]) -> Any:
        return sum((weight * value).sum() for weight, value in zip(weights, function(**point), strict=True))

    own = [library.tensor(weight) for weight in weights] if LIBRARY == "torch" else weights
    slope = slopes(lambda **point: weighed(made, own, point), ["A"])
    found = all_at_once({"values": made, "slope": slope}, {"values": point, "slope": point})
    equal(found["values"], expected, "Hessians", 1e-11)
    step = 1e-5
    ends = [weighed(by_numpy, weights, {**point, "A": point["A"] + sign * step * direction}) for sign in (1, -1)]
    along = np.vdot(plain(found["slope"][0]), direction)
    np.testing.assert_allclose(along, (ends[0] - ends[1]) / (2 * step), 1e-7)


class Stranger:
    """An array of another library, which does not give its entries away."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("no entries")


def sentence(function: Callable[..., Any], *values: Any) -> str:
    try:
        function(*values)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"nothing is said about {values}")


def check_a_wrong_argument_is_named() -> None:
    function = dv.lambdify(X.T * v + b, [X, v, b], backend=LIBRARY)
    ones, column = np.ones((3, 2)), np.ones((3, 1))
    said = {
        "X must have shape (n, m), got (3,)": (np.ones(3), column, 1),
        "X must have shape (n, m), got (1, 3, 2)": (ones[None], column, 1),
        "X must have shape (n, m), got (3, 0)": (ones[:, :0], column, 1),
        "v must have shape (n, 1) = (3, 1), got (1, 3)": (ones, column.T, 1),
        "v must have shape (n, 1) = (3, 1), got (2, 1)": (ones, column[1:], 1),
        "b must have shape () or (1, 1), got (1,)": (ones, column, [1]),
        "v must be finite, got nan or inf": (ones, column * np.nan, 1),
        "b must be finite, got nan or inf": (ones, column, np.inf),
        "X must be an array of real numbers, got dtype complex128": (ones + 0j, column, 1),
        "X must be an array of real numbers, got dtype <U3": (ones.astype(str).astype("<U3"), column, 1),
        "b must be an array of real numbers, got dtype object": (ones, column, None),
        "X must be an array, got rows of unequal length": ([[1], [2, 3]], column, 1),
        "X must be an array, got Stranger": (Stranger(), column, 1),
        "v must be an array without a mask": (ones, np.ma.masked_array(column, column > 1), 1),
    }
    for words, values in said.items():
        assert sentence(function, *values) == words
    own = library.numpy.asarray if LIBRARY == "jax" else library.tensor
    assert sentence(function, own(ones.T), own(column), 1) == "v must have shape (n, 1) = (2, 1), got (3, 1)"
    assert sentence(function, own(ones + 0j), own(column), 1).startswith(
        "X must be an array of real numbers, got dtype "
    )
    assert sentence(function, own(ones), own(column * np.inf), 1) == "v must be finite, got nan or inf"


def check_the_same_numbers_in_another_way() -> None:
    function = dv.lambdify(X.T * v + b, [X, v, b], backend=LIBRARY)
    ones, column = np.arange(6.0).reshape(3, 2), np.arange(3.0).reshape(3, 1) / 4
    expected = ones.T @ column + 2
    own = library.numpy.asarray if LIBRARY == "jax" else library.tensor
    ways: list[Callable[[Any], Any]] = [
        lambda x: x.astype(np.float32),
        lambda x: x.astype(np.longdouble),
        lambda x: x.astype(">f8"),
        np.asfortranarray,
        lambda x: np.flip(np.array(np.flip(x))),
        lambda x: x.tolist(),
        own,
        lambda x: own(x.astype(np.float32)),
    ]
    for way in ways:
        equal([function(way(ones), way(column), 2)], [expected], "way", 0)
    equal([function(own(ones.astype(np.int32)), column, [[2]])], [expected], "integers", 0)
    values = [np.array(ones), np.array(column)]
    for value in values:
        value.setflags(write=False)
    equal([function(*values, 2)], [expected], "read only", 0)


def check_what_is_returned_is_a_copy() -> None:
    array = np.arange(6.0).reshape(3, 2)
    value = array if LIBRARY == "jax" else library.tensor(array)
    made = dv.lambdify({"one": X, "two": vec(X.T), "g": g(X)}, [X], {"g": lambda z: z}, LIBRARY)
    before = [np.array(plain(one)) for one in made(value)]
    found = made(value)
    value += 1
    equal(found, before, "copies", 0)


def check_a_callers_function() -> None:
    made = dv.lambdify(g(X), [X], {"g": getattr(library, "numpy", library).cos}, LIBRARY)
    equal([made(np.ones((2, 3)))], [np.cos(np.ones((2, 3)))], "g")
    made = dv.lambdify(g(X), [X], {"g": lambda z: z[0]}, LIBRARY)
    assert sentence(made, np.ones((2, 3))) == "g(X) must have shape (n, m) = (2, 3), got (3,)"


def check_jax_knows_no_nan_under_jit_and_hides_none() -> None:
    """What is traced has no entries; nan goes through relu and step too."""
    functions = {name: dv.lambdify(g(v), [v], {"g": name}, "jax") for name in language().functions}
    found = all_at_once(functions, dict.fromkeys(functions, {"v": np.array([[np.nan]])}))
    assert [name for name, value in found.items() if not np.isnan(value).all()] == []


def check_jax_says_that_float64_is_off() -> None:
    made = dv.lambdify(X.T * v, [X, v], backend="jax")
    constant = dv.lambdify(exact(3), [], backend="jax")
    words = 'JAX has float64 off: switch it on by jax.config.update("jax_enable_x64", True)'
    library.config.update("jax_enable_x64", False)
    try:
        for function, values in ((made, (np.ones((2, 2)), np.ones((2, 1)))), (constant, ())):
            assert sentence(function, *values) == words
            assert sentence(library.jit(function), *values) == words
    finally:
        library.config.update("jax_enable_x64", True)


def check_jax_takes_constants_under_jit() -> None:
    made = dv.lambdify(X.T * v + b, [X, v, b], backend="jax")
    array, column = np.ones((3, 2)), np.ones((3, 1))
    fixed = library.numpy.asarray(array)
    equal([library.jit(lambda b: made(array, column, b) + made(fixed, column, 1))(2.0)], [np.full((2, 1), 9.0)], "jit")
    spoilt = library.jit(lambda b: made(array * np.nan, column, b))
    assert sentence(spoilt, 2.0) == "X must be finite, got nan or inf"
    assert sentence(library.jit(made), array.T, column, 1) == "v must have shape (n, 1) = (2, 1), got (3, 1)"


def check_torch_keeps_to_one_device() -> None:
    made = dv.lambdify(X.T * v, [X, v], backend="torch")
    elsewhere = library.empty((3, 1), device="meta")
    words = "v must be on cpu, where the first tensor is, got meta"
    assert sentence(made, library.ones((3, 2)), elsewhere) == words
    assert sentence(made, library.ones((3, 2)).to_sparse(), np.ones((3, 1))) == (
        "X must be a dense tensor, got torch.sparse_coo"
    )


def main() -> None:
    warnings.simplefilter("error")
    if LIBRARY == "jax":
        library.config.update("jax_enable_x64", True)
    wrong = {}
    other = {"jax": "torch", "torch": "jax"}[LIBRARY]
    for name, check in list(globals().items()):
        if name.startswith("check_") and not name.startswith(f"check_{other}_"):
            try:
                check()
                wrong[name] = ""
            except Exception:
                wrong[name] = traceback.format_exc()
    print(json.dumps(wrong))


if __name__ == "__main__":
    main()
