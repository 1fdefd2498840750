"""Samples -> parameters -> accuracies: a model trained by descent, with gradients derived, by hand, or both.

Everything numerical stands in `numeric`; here the derived formula takes the place of the one by hand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from derive.core.errors import Unreadable
from derive.models import load
from numeric.classifier import Classifier, Data, Step, Trained
from numeric.classifiers import CLASSIFIERS
from numeric.data import Dataset, Standard, from_file, standard
from numeric.descent import Parameters
from numeric.extras.bundled import NAMES, bundled
from numeric.extras.estimators import Rival, installed, rival
from numeric.extras.images import images

SIDE = 64  # pixels of an image that is resized


@dataclass(frozen=True)
class Run:
    """One descent: with which gradients, what came out, and seconds."""

    gradient: str
    trained: Trained
    seconds: float


@dataclass(frozen=True)
class Training:
    """Everything that there is to say about a model and its data; `rival` is None without scikit-learn."""

    model: str
    classifier: Classifier
    seed: int
    training: Dataset
    test: Dataset
    scale: Standard
    runs: tuple[Run, ...]
    rival: Rival | None

    @property
    def difference(self) -> float | None:
        """The largest difference of any parameter, where there was more than one descent."""
        first, *others = (run.trained.descent.parameters for run in self.runs)
        found = [float(np.max(np.abs(one[name] - first[name]))) for one in others for name in first]
        return max(found, default=None)


def classifier(name: str) -> Classifier:
    """How a model is trained. Raises Unreadable where it cannot be."""
    if name not in CLASSIFIERS:
        raise Unreadable(f"there is no model to train called `{name}`; there are {', '.join(CLASSIFIERS)}")
    return CLASSIFIERS[name]


def samples(source: str, side: int | None = None, classes: Sequence[str] = ()) -> Dataset:
    """A data set by its name, by a folder of images or by a file. Raises Unreadable where it cannot be used."""
    folder = source not in NAMES and os.path.isdir(source)
    try:
        if side is not None and not folder:
            raise ValueError(f"size is for folders of images, and {source} is none")
        if source in NAMES:
            found = bundled(source)
        elif folder:
            found = images(Path(source), SIDE if side is None else side)
        elif os.path.lexists(source):
            found = from_file(source)
        else:
            raise ValueError(f"there are no data called {source}: name a folder, an .npz file, {' or '.join(NAMES)}")
        return found.among(classes) if classes else found
    except ValueError as error:
        raise _unreadable(error) from error


def train(
    name: str,
    chosen: Classifier,
    data: Dataset,
    *,
    gradients: Sequence[str] = ("derived",),
    fraction: float = 0.2,
    seed: int = 0,
    progress: Callable[[str, int, float], None] = lambda gradient, step, loss: None,
) -> Training:
    """Split, standardise by the samples learnt from, descend, and count right answers, ours and scikit-learn's.

    `progress` is told which gradients are in use, the number of each step that is done, and the loss before it. Raises
    Unreadable where settings or data cannot be used, or the descent does not converge.
    """
    try:
        training, test = data.split(fraction, _random(seed))
        scale = standard(training.X)
        training, test = scale(training), scale(test)
        runs = []
        for gradient in gradients:
            step = _derived(name, len(chosen.hidden) + 1) if gradient == "derived" else chosen.propagate
            start = time.perf_counter()
            trained = chosen.model(training, test, _random(seed), step, lambda *done, by=gradient: progress(by, *done))
            runs.append(Run(gradient, trained, time.perf_counter() - start))
        other = rival(chosen.estimator, training, test, chosen.hidden, seed) if installed() else None
    except ValueError as error:
        raise _unreadable(error) from error
    return Training(name, chosen, seed, training, test, scale, tuple(runs), other)


def _derived(name: str, depth: int) -> Step:
    """J and dJ/dtheta by the function that is generated from the derived formulas."""
    model = load(name)
    model = model.of_depth(depth) if model.of_depth is not None else model
    names = [symbol.name for symbol in model.learn]
    function = model.lambdify(model.loss.name, *(f"d{name}" for name in names))

    def step(data: Data, parameters: Parameters) -> tuple[float, Parameters]:
        J, *slopes = function(**data, **parameters)
        return float(J), dict(zip(names, map(np.asarray, slopes), strict=True))

    return step


def _random(seed: int) -> np.random.Generator:
    if not 0 <= seed < 1 << 32:
        raise ValueError(f"seed must lie between 0 and {(1 << 32) - 1}, got {seed}")
    return np.random.default_rng(seed)


def _unreadable(error: ValueError) -> Unreadable:
    return Unreadable(str(error).rstrip("."))
