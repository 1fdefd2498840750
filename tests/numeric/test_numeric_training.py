"""Where a descent starts, what it does, loops against arrays, and the four verbs of each classifier."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from numeric import logistic_regression, loops, multiclass_svm_batch, softmax_cross_entropy_batch
from numeric.classifiers import CLASSIFIERS
from numeric.data import Dataset, dataset
from numeric.descent import descend, largest_eigenvalue
from numeric.differences import complex_step
from numeric.initialisation import weights

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.xdist_group("training")]
LOOPS = {
    logistic_regression: ({"n": 3, "m": 7}, {"n": 1, "m": 1}),
    softmax_cross_entropy_batch: ({"N": 6, "D": 3, "C": 4}, {"N": 1, "D": 1, "C": 1}),
    multiclass_svm_batch: ({"N": 6, "D": 3, "C": 4}, {"N": 1, "D": 1, "C": 1}),
}
CASES = [(module, sizes) for module, several in LOOPS.items() for sizes in several]


@pytest.mark.parametrize(("module", "sizes"), CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("scale", [1.0, 300.0])
def test_loops_give_what_arrays_give(module: Any, sizes: dict[str, int], scale: float) -> None:
    values: dict[str, Any] = module.sample(np.random.default_rng(1), sizes)
    weight = "w" if "w" in values else "W"
    values[weight] = scale * values[weight]
    loop = getattr(loops, module.__name__.split(".")[1])
    J, slopes = loop(**values)
    expected = module.backward(**values)
    assert math.isclose(J, module.loss(**values), rel_tol=1e-12, abs_tol=1e-15)
    assert slopes.keys() == expected.keys()
    for name, slope in slopes.items():
        assert slope.shape == expected[name].shape
        np.testing.assert_allclose(slope, expected[name], rtol=1e-12, atol=1e-15)
    assert not math.isclose(loop(**{**values, weight: 1.1 * values[weight]})[0], J, rel_tol=1e-9)


def test_a_loop_refuses_what_arrays_refuse() -> None:
    values: dict[str, Any] = logistic_regression.sample(np.random.default_rng(1), {"n": 2, "m": 3})
    with pytest.raises(ValueError, match=r"^Y must be a finite numeric array of shape \(m, 1\) = \(3, 1\), got shape"):
        loops.logistic_regression(**{**values, "Y": [[1]]})
    with pytest.raises(ValueError, match="^X must be a real array"):
        loops.logistic_regression(**{**values, "X": 1j * values["X"]})


@pytest.mark.parametrize(
    ("scheme", "size"), [("zeros", 0), ("small", 0.01), ("xavier", 0.05), ("he", math.sqrt(2) / 20)]
)
def test_initial_weights_have_the_size_that_their_name_says(scheme: str, size: float) -> None:
    W = weights(scheme, np.random.default_rng(0), (300, 400), 400)
    assert W.shape == (300, 400)
    assert abs(W.std() - size) <= 0.01 * size
    assert abs(W.mean()) <= 0.02 * size
    assert not weights(scheme, np.random.default_rng(0), (3, 1), 0).any()


def test_an_unknown_scheme() -> None:
    with pytest.raises(ValueError, match=r"^init must be zeros, small, xavier, he, got best\.$"):
        weights("best", np.random.default_rng(0), (2, 2), 2)


def parabola(parameters: Any) -> Any:
    """J = x^2/2."""
    x = parameters["x"]
    return float(x**2) / 2, {"x": x}


def test_a_descent_on_a_parabola() -> None:
    """x := (1 - rate) x"""
    told: list[tuple[int, float]] = []
    found = descend(parabola, {"x": np.asarray(8.0)}, steps=3, rate=0.5, progress=lambda *done: told.append(done))
    assert found.parameters["x"] == 1.0
    assert found.losses == (32.0, 8.0, 2.0, 0.5)
    assert told == [(1, 32.0), (2, 8.0), (3, 2.0)]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"rate": 0.0}, "rate must be a positive number, got 0.0."),
        ({"rate": math.nan}, "rate must be a positive number, got nan."),
        ({"steps": 0}, "steps must be an integer of at least 1, got 0."),
        ({"steps": 1.5}, "steps must be an integer of at least 1, got 1.5."),
        ({"rate": 1e200}, "the loss is no finite number after 1 step: lower the rate, which is 1e+200."),
        ({"rate": 1e100}, "the loss is no finite number after 2 steps: lower the rate, which is 1e+100."),
    ],
)
def test_a_descent_that_cannot_go_on(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        descend(parabola, {"x": np.asarray(8.0)}, **{"steps": 9, "rate": 0.1, **settings})
    assert str(caught.value) == sentence


def test_errors_of_the_first_step_are_its_own() -> None:
    def wrong(parameters: Any) -> Any:
        raise ValueError("X must fit.")

    with pytest.raises(ValueError, match=r"^X must fit\.$"):
        descend(wrong, {"x": np.asarray(8.0)}, steps=2, rate=1.0)


def test_the_largest_eigenvalue() -> None:
    X = np.random.default_rng(3).standard_normal((4, 9)) * [[5], [1], [1], [1]]
    assert math.isclose(largest_eigenvalue(X), np.linalg.norm(X, 2) ** 2, rel_tol=1e-6)
    assert largest_eigenvalue(np.zeros((2, 3))) == 0


def groups(count: int) -> Dataset:
    """Samples around points that lie apart, in no order."""
    rng = np.random.default_rng(4)
    y = rng.permutation(np.arange(20 * count) % count)
    X = 0.3 * rng.standard_normal((len(y), 3))
    X[:, 0] += np.cos(2 * np.pi * y / count)
    X[:, 1] += np.sin(2 * np.pi * y / count)
    return dataset(2 * X, y)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_learns(name: str) -> None:
    """Its gradient is that of its loss, it finds the classes, and with labels shuffled it does not."""
    classifier = replace(CLASSIFIERS[name], steps=60)
    data = groups(3 if classifier.many else 2)
    training, test = data.split(0.25, np.random.default_rng(5))
    encoded = classifier.encode(training)
    start = classifier.start(3, len(data.classes), np.random.default_rng(6))
    J, slopes = classifier.propagate(encoded, {name: value + 0.1 for name, value in start.items()})
    for each, slope in slopes.items():
        values = {**encoded, **{name: value + 0.1 for name, value in start.items()}}
        np.testing.assert_allclose(slope, complex_step(classifier.loss, values, each), rtol=1e-10, atol=1e-14)
    trained = classifier.model(training, test, np.random.default_rng(6))
    first, *_, last = trained.descent.losses
    assert last < first / 2
    assert min(trained.training, trained.test) >= 0.9
    predicted = classifier.predict(test.X, trained.descent.parameters)
    assert predicted.tolist() == [classifier.predict([x], trained.descent.parameters).item() for x in test.X]
    shuffled = Dataset(test.X, np.random.default_rng(7).permutation(test.y), test.classes)
    assert classifier.accuracy(shuffled, trained.descent.parameters) < 0.9


def test_answers_are_written_as_each_model_has_them() -> None:
    two, three = dataset(np.eye(3), [0, 1, 0]), dataset(np.eye(3), [2, 0, 1])
    encoded = {
        name: one.encode(three if one.many else two)["Y"].tolist()
        for name, one in CLASSIFIERS.items()
        if name.startswith("logistic") or "columns" in name or "rows" in name
    }
    assert encoded == {
        "logistic_regression": [[0], [1], [0]],
        "logistic_regression_row": [[0, 1, 0]],
        "logistic_regression_signed": [[-1, 1, -1]],
        "two_layer_network_columns": [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
        "two_layer_network_rows": [[0, 0, 1], [1, 0, 0], [0, 1, 0]],
    }


def test_a_tie_is_class_0() -> None:
    classifier = CLASSIFIERS["logistic_regression"]
    parameters = {"w": np.zeros((2, 1)), "b": np.asarray(0.0)}
    assert classifier.predict(np.eye(2), parameters).tolist() == [0, 0]
    assert classifier.predict(np.eye(2), {**parameters, "b": np.asarray(1e-9)}).tolist() == [1, 1]


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("X", [[1.0, 2.0, 3.0], [[1.0, 2.0]], [[1.0, 2.0, np.nan]], np.zeros((0, 3))], ids=range(4))
def test_samples_that_cannot_be_predicted(name: str, X: Any) -> None:
    classifier = CLASSIFIERS[name]
    with pytest.raises(ValueError, match="^(X|w|W|W1) must"):
        classifier.predict(X, classifier.start(3, 2, np.random.default_rng(0)))


def test_hidden_units_that_start_at_zero_stay_equal() -> None:
    zeros, random = (replace(CLASSIFIERS["two_layer_network"], steps=5, init=init) for init in ("zeros", "xavier"))
    for classifier, equal in ((zeros, True), (random, False)):
        found = classifier.model(groups(2), groups(2), np.random.default_rng(0)).descent.parameters["W1"]
        assert np.all(found == found[0]) == equal


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("logistic_regression", {"hidden": (4,)}, "hidden must be left out, as there is no hidden layer, got 4."),
        ("two_layer_network", {"hidden": (4, 3)}, "hidden must be one width of at least 1, got 4, 3."),
        ("deep_network", {"hidden": ()}, "hidden must be widths of at least 1, got none."),
        ("deep_network", {"hidden": (4, 0)}, "hidden must be widths of at least 1, got 4, 0."),
        ("deep_network", {"init": "ones"}, "init must be zeros, small, xavier, he, got ones."),
        ("deep_network", {"rate": -1.0}, "rate must be a positive number, got -1.0."),
        ("multiclass_svm_batch", {"constants": {"reg": -1.0}}, "reg must be a number of at least 0, got -1.0."),
    ],
)
def test_settings_that_cannot_be_used(name: str, settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        replace(CLASSIFIERS[name], **settings)
    assert str(caught.value) == sentence


def test_sizes_that_cannot_be_used() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="^classes must be two, for a model that tells two apart: choose two of 0, 1"):
        CLASSIFIERS["logistic_regression"].encode(groups(3))
    wide = replace(CLASSIFIERS["two_layer_network"], hidden=(10**9,))
    with pytest.raises(ValueError, match=r"^hidden must be narrower: its units would hold 40000000000 numbers\.$"):
        wide.model(groups(2), groups(2), rng)
    with pytest.raises(ValueError, match=r"^hidden must be narrower: the weights would be 5000000001 numbers\.$"):
        wide.start(3, 2, rng)
