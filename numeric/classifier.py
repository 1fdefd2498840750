"""propagate, optimize, predict, model: from samples to parameters, and from parameters to classes.

Shapes: X (m, n), one sample per row; y (m,), the class of each, 0, 1, ..., C - 1. A model has arrays of its own:
samples in columns or rows, answers 0 and 1, -1 and 1, or one-hot; `encode` makes them. Units: none.
Errors: ValueError, one sentence with the name of the argument.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, real
from numeric.data import Dataset
from numeric.descent import Descent, Parameters, Progress, checked, descend, largest_eigenvalue
from numeric.initialisation import SCHEMES, weights

Data: TypeAlias = Mapping[str, NDArray[np.float64]]
Step: TypeAlias = Callable[[Data, Parameters], tuple[float, Parameters]]
Shapes: TypeAlias = Mapping[str, tuple[tuple[int, ...], int]]  # of each parameter, and the inputs of a unit; a bias: 0

LARGEST = 1 << 26  # numbers in all parameters, or in all hidden units


@dataclass(frozen=True)
class Trained:
    """Parameters, the losses on the way to them, and the fraction of right answers to the samples of either kind."""

    descent: Descent
    training: float
    test: float


@dataclass(frozen=True)
class Classifier:
    """A model that tells classes apart, and how to train it: change a setting with `dataclasses.replace`.

    `loss` and `backward` are those of its module of `numeric`. `scores` takes X as the model has it, and parameters, to
    the chance of class 1, (m,), or of a model for `many` classes to a score of each, (m, C). `answers` takes y and C to
    Y. `shapes` takes the number of features, the widths of hidden layers and C to the shapes of parameters. `constants`
    are further arguments of the loss. `layers` is the number of hidden layers, None any but 0. Samples lie in `columns`
    or rows. With `ones`, a feature that is 1 takes the place of the bias which the model lacks. `estimator` names what
    scikit-learn has for the same problem.

    The second derivative of a loss by the parameters of its first layer grows with the largest eigenvalue of
    (1/m) sum_i x_i x_i^T, and so the rate at which a descent still converges shrinks with it. Where no `rate` is given,
    it is `pace` over that eigenvalue, or over 1 where it is smaller.
    """

    loss: Callable[..., float | complex]
    backward: Callable[..., Mapping[str, Array]]
    scores: Callable[..., Array]
    answers: Callable[[NDArray[np.int64], int], NDArray[np.float64]]
    shapes: Callable[[int, tuple[int, ...], int], Shapes]
    estimator: str
    init: str
    pace: float
    steps: int
    rate: float | None = None
    constants: Mapping[str, float] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()
    layers: int | None = 0
    many: bool = False
    columns: bool = True
    ones: bool = False

    def __post_init__(self) -> None:
        """Errors: ValueError where a setting cannot be used."""
        checked(self.steps, self.pace if self.rate is None else self.rate)
        if self.init not in SCHEMES:
            raise ValueError(f"init must be {', '.join(SCHEMES)}, got {self.init}.")
        widths = len(self.hidden)
        fitting = widths > 0 if self.layers is None else widths == self.layers
        if not fitting or min(self.hidden, default=1) < 1:
            wanted = {
                None: "widths of at least 1",
                0: "left out, as there is no hidden layer",
                1: "one width of at least 1",
            }
            got = ", ".join(map(str, self.hidden)) or "none"
            raise ValueError(f"hidden must be {wanted[self.layers]}, got {got}.")
        for name, value in self.constants.items():
            if not (np.isfinite(value) and value >= 0):
                raise ValueError(f"{name} must be a number of at least 0, got {value}.")

    def encode(self, data: Dataset) -> dict[str, NDArray[np.float64]]:
        """X, Y and the constants, as the model has them.

        Shapes: as in the module -> X (n, m) or (m, n), Y as the model has it. Units: unchanged.
        Errors: ValueError on more than two classes where the model knows two.
        """
        count = len(data.classes)
        if not self.many and count != 2:
            names = ", ".join(data.classes)
            raise ValueError(f"classes must be two, for a model that tells two apart: choose two of {names}.")
        constants = {name: np.asarray(value, dtype=np.float64) for name, value in self.constants.items()}
        return {"X": self._samples(data.X), "Y": self.answers(data.y, count), **constants}

    def start(self, features: int, classes: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
        """The parameters before the first step.

        Shapes: those of the model. Units: none. Errors: ValueError where they would fill the memory.
        """
        shapes = self.shapes(features + self.ones, self.hidden, classes)
        numbers = sum(math.prod(shape) for shape, _ in shapes.values())
        if numbers > LARGEST:
            raise ValueError(f"hidden must be narrower: the weights would be {numbers} numbers.")
        return {name: weights(self.init, rng, shape, inputs) for name, (shape, inputs) in shapes.items()}

    def propagate(self, data: Data, parameters: Parameters) -> tuple[float, Parameters]:
        """J and dJ/dtheta, by hand, each under the name of its parameter.

        Shapes: those of the model. Units: those of J. Errors: ValueError as in the module of the model.
        """
        slopes = self.backward(**data, **parameters)
        return float(np.real(self.loss(**data, **parameters))), {name: slopes[f"d{name}"] for name in parameters}

    def optimize(
        self, data: Data, parameters: Parameters, propagate: Step | None = None, progress: Progress | None = None
    ) -> Descent:
        """theta := theta - rate dJ/dtheta, again and again; J and dJ/dtheta by hand, or by whatever is given.

        Shapes: those of the model. Units: none. Errors: ValueError as in `numeric.descent`.
        """
        step = propagate or self.propagate
        X = data["X"] if self.columns else data["X"].T
        rate = self.pace / max(1.0, largest_eigenvalue(X) / X.shape[1]) if self.rate is None else self.rate
        return descend(lambda now: step(data, now), parameters, steps=self.steps, rate=rate, progress=progress)

    def predict(self, X: ArrayLike, parameters: Parameters) -> NDArray[np.int64]:
        """The class of each sample: 1 where its chance is above 1/2, or the class of the highest score.

        Shapes: X (m, n) -> (m,). Units: none. Errors: ValueError as in the module of the model.
        """
        X = real("X", X)
        if X.ndim != 2:
            raise ValueError(f"X must have a row for each sample and a column for each feature, got shape {X.shape}.")
        scores = np.real(self.scores(X=self._samples(X), **parameters))
        return np.asarray(np.argmax(scores, axis=1) if self.many else scores > 0.5).astype(np.int64)

    def accuracy(self, data: Dataset, parameters: Parameters) -> float:
        """The fraction of samples whose class is predicted.

        Shapes: as in the module -> scalar. Units: none. Errors: ValueError as in `predict`.
        """
        return float(np.mean(self.predict(data.X, parameters) == data.y))

    def model(
        self,
        training: Dataset,
        test: Dataset,
        rng: np.random.Generator,
        propagate: Step | None = None,
        progress: Progress | None = None,
    ) -> Trained:
        """Start, optimize, and predict the classes of the samples learnt from and of the others.

        Shapes: as in the module. Units: none. Errors: ValueError as in `encode` and `optimize`.
        """
        data = self.encode(training)
        numbers = sum(self.hidden) * len(training.y)
        if numbers > LARGEST:
            raise ValueError(f"hidden must be narrower: its units would hold {numbers} numbers.")
        parameters = self.start(training.X.shape[1], len(training.classes), rng)
        found = self.optimize(data, parameters, propagate, progress)
        return Trained(found, self.accuracy(training, found.parameters), self.accuracy(test, found.parameters))

    def _samples(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        X = np.column_stack([X, np.ones(len(X))]) if self.ones else X
        return X.T if self.columns else X
