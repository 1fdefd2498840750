"""scikit-learn's own estimators, for the same samples.

Shapes: as in `numeric.data`. Units: none. Errors: as in scikit-learn, which gets samples that have been checked.
"""

import importlib.util
import time
import warnings
from dataclasses import dataclass
from typing import Any

from numeric.data import Dataset


@dataclass(frozen=True)
class Rival:
    """What an estimator is called, the fractions of right answers, and seconds."""

    name: str
    training: float
    test: float
    seconds: float


def installed() -> bool:
    """Whether scikit-learn is there.

    Shapes: none. Units: none. Errors: none.
    """
    return importlib.util.find_spec("sklearn") is not None


def rival(name: str, training: Dataset, test: Dataset, hidden: tuple[int, ...], seed: int) -> Rival:
    """An estimator as it is by default, with hidden layers of the same widths where it has any.

    Shapes: as in the module. Units: seconds of wall clock. Errors: as in the module.
    """
    from sklearn.exceptions import ConvergenceWarning

    estimator = _estimator(name, hidden, seed)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(training.X, training.y)
    seconds = time.perf_counter() - start
    known, new = (float(estimator.score(each.X, each.y)) for each in (training, test))
    return Rival(name, known, new, seconds)


def _estimator(name: str, hidden: tuple[int, ...], seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.svm import LinearSVC

    kind, _, activation = name.partition(", ")
    if kind == "MLPClassifier":
        return MLPClassifier(hidden, activation, max_iter=500, random_state=seed)
    return {"LogisticRegression": LogisticRegression, "LinearSVC": LinearSVC}[kind](max_iter=1000, random_state=seed)
