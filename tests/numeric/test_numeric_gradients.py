"""backward against the complex step and central differences, and false twins that must not pass."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from numeric import logistic_regression, two_layer_network
from numeric.arguments import Array
from numeric.differences import central_difference, complex_step
from numeric.elementwise import sigmoid, tanh_prime

pytestmark = pytest.mark.filterwarnings("error")

Values = dict[str, NDArray[np.float64]]


class Model(NamedTuple):
    loss: Callable[..., float | complex]
    backward: Callable[..., dict[str, Array]]
    sample: Callable[[np.random.Generator, Mapping[str, int]], Values]
    letters: str

    def at(self, seed: int, *sizes: int) -> Values:
        return self.sample(np.random.default_rng(seed), dict(zip(self.letters, sizes, strict=True)))


def _network(g: Callable[..., Any], g_prime: Callable[..., Any]) -> Model:
    module = two_layer_network
    loss, backward = partial(module.loss, g=g), partial(module.backward, g=g, g_prime=g_prime)
    return Model(loss, backward, module.sample, "nhm")


LOGISTIC = Model(logistic_regression.loss, logistic_regression.backward, logistic_regression.sample, "nm")
NETWORK = Model(two_layer_network.loss, two_layer_network.backward, two_layer_network.sample, "nhm")
SIGMOID_NETWORK = _network(g=sigmoid, g_prime=lambda z: sigmoid(z) * sigmoid(-z))
IDENTITY_NETWORK = _network(g=lambda z: z, g_prime=np.ones_like)
SINE_NETWORK = _network(g=np.sin, g_prime=np.cos)
SQUARE_NETWORK = _network(g=lambda z: z**2, g_prime=lambda z: 2 * z)
MODELS = {
    "logistic": LOGISTIC,
    "tanh": NETWORK,
    "sigmoid": SIGMOID_NETWORK,
    "identity": IDENTITY_NETWORK,
    "sine": SINE_NETWORK,
}


def disagreement(gradients: Mapping[str, Array], measured: Mapping[str, Array]) -> float:
    """The largest error relative to the largest entry of the same gradient."""
    assert gradients.keys() == measured.keys()
    for key, value in gradients.items():
        assert value.shape == measured[key].shape, key
    return max(float(np.max(np.abs(gradients[key] - value)) / np.max(np.abs(value))) for key, value in measured.items())


def measured(method: Callable[..., NDArray[np.float64]], model: Model, values: Values) -> dict[str, Array]:
    names = [name for name in values if name not in ("X", "Y")]
    return {f"d{name}": method(model.loss, values, name) for name in names}


def test_complex_step() -> None:
    errors = {}
    for key, model in MODELS.items():
        for seed, sizes in enumerate(product((1, 2, 3), repeat=len(model.letters)), start=100):
            values = model.at(seed, *sizes)
            gradients = model.backward(**values)
            errors[key, sizes] = disagreement(gradients, measured(complex_step, model, values))
    assert {case: error for case, error in errors.items() if error > 1e-12} == {}


def test_central_difference() -> None:
    errors = {}
    for key, model in MODELS.items():
        for seed, sizes in enumerate(product((1, 3), repeat=len(model.letters))):
            values = model.at(seed, *sizes)
            gradients = model.backward(**values)
            error = disagreement(gradients, measured(central_difference, model, values))
            errors[key, sizes] = error
    assert {case: error for case, error in errors.items() if error > 1e-6} == {}


def test_confident_sample() -> None:
    # Z2 = 9 with label 1: J and A2 - Y are 1e-4, small differences of numbers near 9 and 1. The
    # digits lost there are lost for good, so here the bounds are absolute: a few u for the
    # complex step, u Z2 / t = 1e-9 for central differences.
    model = SQUARE_NETWORK
    values = model.at(6, 3, 3, 1)
    gradients = model.backward(**values)
    assert model.loss(**values) == pytest.approx(1.15e-4, rel=0.01)
    for method, bound in ((complex_step, 1e-14), (central_difference, 2e-9)):
        for key, value in measured(method, model, values).items():
            np.testing.assert_allclose(value, gradients[key], rtol=0, atol=bound)


@pytest.mark.parametrize("model", [LOGISTIC, NETWORK], ids=["logistic", "tanh"])
def test_many_samples(model: Model) -> None:
    values = model.at(11, *([4] * (len(model.letters) - 1)), 500)
    gradients = model.backward(**values)
    assert disagreement(gradients, measured(complex_step, model, values)) <= 1e-12


@pytest.mark.parametrize("bias", ["b", "b2"])
def test_scalar_bias_of_any_form(bias: str) -> None:
    model = LOGISTIC if bias == "b" else NETWORK
    values = model.at(5, *([2] * (len(model.letters) - 1)), 3)
    plain = float(values[bias])
    for form in (plain, np.float64(plain), np.array(plain), np.array([[plain]])):
        given: dict[str, Any] = {**values, bias: form}
        assert model.loss(**given) == model.loss(**values)
        assert model.backward(**given)[f"d{bias}"].shape == ()
        assert complex_step(model.loss, given, bias).shape == np.shape(form)


def test_wrong_in_one_sign() -> None:
    model, values, right = _case(NETWORK)
    for key in right:
        _refused(model, values, {**right, key: -right[key]})


@pytest.mark.parametrize("model", [LOGISTIC, NETWORK], ids=["logistic", "tanh"])
def test_dropped_mean(model: Model) -> None:
    model, values, right = _case(model)
    m = values["X"].shape[1]
    _refused(model, values, {key: m * value for key, value in right.items()})
    for key in right:
        _refused(model, values, {**right, key: m * right[key]})


@pytest.mark.parametrize("model", [LOGISTIC, NETWORK], ids=["logistic", "tanh"])
def test_flipped_residual(model: Model) -> None:
    model, values, right = _case(model)
    _refused(model, values, {key: -value for key, value in right.items()})
    swapped = model.backward(**{**values, "Y": 1 - values["Y"]})
    _refused(model, values, swapped)


def test_forgotten_or_misplaced_derivative() -> None:
    model, values, _ = _case(NETWORK)
    for twin in (np.ones_like, np.tanh, lambda z: tanh_prime(np.tanh(z)), lambda z: -tanh_prime(z)):
        wrong = two_layer_network.backward(**values, g_prime=twin)  # type: ignore[arg-type]
        _refused(model, values, wrong)


def test_one_wrong_entry() -> None:
    for model in (LOGISTIC, NETWORK):
        _, values, right = _case(model)
        for key, value in right.items():
            for k in np.ndindex(value.shape):
                wrong = value.copy()
                wrong[k] += 1e-5 * np.max(np.abs(value))
                _refused(model, values, {**right, key: wrong})


def _case(model: Model) -> tuple[Model, Values, dict[str, Array]]:
    values = model.at(7, *([2] * (len(model.letters) - 1)), 3)
    return model, values, model.backward(**values)


def _refused(model: Model, values: Values, wrong: Mapping[str, Array]) -> None:
    assert disagreement(wrong, measured(complex_step, model, values)) > 1e-12
    assert disagreement(wrong, measured(central_difference, model, values)) > 1e-6
