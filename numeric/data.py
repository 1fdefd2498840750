"""Samples and their classes: held together, split, standardised, read from a file.

Shapes: X (m, n), one sample per row; y (m,), the class of each, 0, 1, ..., C - 1. Units: any.
Errors: ValueError, one sentence with the name of the argument or the path of the file.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import real

LARGEST = 2 << 30  # bytes of an array in a file


@dataclass(frozen=True)
class Dataset:
    """X and y as in the module, and what the classes are called; `dataset` makes one of arrays of any kind."""

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Errors: ValueError where X and y are not samples with their classes."""
        _check(self.X, self.y, len(self.classes))

    def among(self, classes: Sequence[str]) -> "Dataset":
        """The samples of these classes alone, which are 0, 1, ... in this order.

        Shapes: as in the module. Units: unchanged. Errors: ValueError on an unknown class, one twice, fewer than two.
        """
        for name in classes:
            if name not in self.classes:
                raise ValueError(f"classes must be some of {', '.join(self.classes)}, got {name}.")
        if len(set(classes)) != len(classes) or len(classes) < 2:
            raise ValueError(f"classes must be two or more, each once, got {', '.join(classes)}.")
        places = np.full(len(self.classes), -1)
        places[[self.classes.index(name) for name in classes]] = np.arange(len(classes))
        y = places[self.y]
        return Dataset(self.X[y >= 0], y[y >= 0], tuple(classes))

    def split(self, fraction: float, rng: np.random.Generator) -> tuple["Dataset", "Dataset"]:
        """Samples to learn from and samples to test with, this fraction of each class, rounded, and one at least.

        Shapes: as in the module. Units: unchanged. Errors: ValueError on a fraction outside of (0, 1), or on a class
        with one sample.
        """
        if not 0 < fraction < 1:
            raise ValueError(f"test fraction must lie between 0 and 1, got {fraction}.")
        tested = np.zeros(len(self.y), dtype=bool)
        for number, name in enumerate(self.classes):
            members = np.flatnonzero(self.y == number)
            if len(members) < 2:
                raise ValueError(f"class {name} must have a sample to learn from and one to test with, got 1 in all.")
            count = min(max(1, round(fraction * len(members))), len(members) - 1)
            tested[rng.permutation(members)[:count]] = True
        return self._only(~tested), self._only(tested)

    def _only(self, chosen: NDArray[np.bool_]) -> "Dataset":
        return Dataset(self.X[chosen], self.y[chosen], self.classes)


@dataclass(frozen=True)
class Standard:
    """x -> (x - mean)/deviation for each feature."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def __call__(self, data: Dataset) -> Dataset:
        """The same samples with standardised features.

        Shapes: as in the module. Units: none. Errors: ValueError where float64 is not enough.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            X = (data.X - self.mean) / self.deviation
        if not np.isfinite(X).all():
            raise ValueError("X cannot be standardised: its numbers are too large for float64, or too close to 0.")
        return Dataset(X, data.y, data.classes)


def standard(X: NDArray[np.float64]) -> Standard:
    """Mean and deviation of each feature; of one that is constant its value and 1.

    Shapes: X (m, n) -> (n,), (n,). Units: those of X. Errors: ValueError where float64 is not enough.
    """
    lowest = X.min(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        width = X.max(axis=0) - lowest
        # From 0 to 1, no square overflows or vanishes; and of equal numbers, the mean is not rounded.
        part = (X - lowest) / np.where(width > 0, width, 1.0)
        mean = lowest + width * part.mean(axis=0)
        deviation = np.where(width > 0, width * part.std(axis=0), 1.0)
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all() and deviation.all()):
        raise ValueError("X cannot be standardised: its numbers are too large for float64, or too close to 0.")
    return Standard(mean, deviation)


def dataset(X: ArrayLike, y: ArrayLike, classes: Sequence[str] = ()) -> Dataset:
    """X and y, once they are found to be samples with their classes; classes are called by their numbers by default.

    Shapes: as in the module. Units: unchanged. Errors: ValueError as in the module.
    """
    X, numbers = real("X", X), real("y", y)
    _check(X, numbers, len(classes) or numbers.size)
    y = numbers.astype(np.int64)
    counts = np.bincount(y, minlength=len(classes))
    if len(counts) < 2:
        raise ValueError("y must name two or more classes, got 0 alone.")
    if not counts.all():
        missing = int(np.argmin(counts))
        raise ValueError(f"y must have samples of each class up to {len(counts) - 1}, got none of {missing}.")
    return Dataset(X, y, tuple(classes) or tuple(map(str, range(len(counts)))))


def _check(X: NDArray[np.float64], y: NDArray[Any], count: int) -> None:
    if X.ndim != 2 or X.size == 0:
        raise ValueError(f"X must have a row for each sample and a column for each feature, got shape {X.shape}.")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have the class of each of the {len(X)} samples, got shape {y.shape}.")
    bad = (y < 0) | (y >= count) | (y != np.floor(y))
    if bad.any():
        place = int(np.argmax(bad))
        raise ValueError(f"y must hold whole numbers from 0 to {count - 1}, got {y[place]:g} at sample {place}.")


def from_file(path: str | os.PathLike[str]) -> Dataset:
    """X and y from a file that `numpy.savez` has written.

    Shapes: as in the module. Units: those of the file. Errors: ValueError with the path.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError("it is no file")
        return dataset(_array(path, "X"), _array(path, "y"))
    except OSError as error:
        raise ValueError(f"{path}: it cannot be read: {(error.strerror or 'unknown reason').lower()}.") from error
    except ValueError as error:
        raise ValueError(f"{path}: {str(error).rstrip('.')}.") from error


def _array(path: str | os.PathLike[str], name: str) -> NDArray[Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            if f"{name}.npy" not in archive.namelist():
                raise ValueError(f"it must hold arrays X and y, got no {name}")
            if archive.getinfo(f"{name}.npy").file_size > LARGEST:
                raise ValueError(f"{name} must have at most {LARGEST} bytes")
        with np.load(path, allow_pickle=False) as arrays:
            try:
                return np.asarray(arrays[name])
            except (ValueError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, MemoryError) as error:
                raise ValueError(f"{name} is no array of numbers that can be read") from error
    except zipfile.BadZipFile as error:
        raise ValueError(f"it is no .npz file, such as numpy.savez('{Path(path).name}', X=X, y=y) writes") from error
