"""Samples held together, split, standardised, and read from files."""

from __future__ import annotations

import math
import os
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.data import Dataset, dataset, from_file, standard
from numeric.extras.bundled import bundled
from numeric.extras.curves import curve

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.xdist_group("training")]
X, Y = np.arange(12.0).reshape(6, 2) ** 2, [0, 1, 0, 1, 1, 1]


@given(st.lists(st.integers(2, 9), min_size=2, max_size=4), st.floats(0.01, 0.99), st.integers(0, 99))
@settings(max_examples=40)
def test_a_split_takes_its_part_of_each_class(counts: list[int], fraction: float, seed: int) -> None:
    y = np.repeat(np.arange(len(counts)), counts)
    parts = dataset(np.arange(len(y)).reshape(-1, 1), y).split(fraction, np.random.default_rng(seed))
    assert sorted(x for part in parts for x in part.X.ravel().astype(int)) == list(range(len(y)))
    for part in parts:
        assert (y[part.X.ravel().astype(int)] == part.y).all()
    for number, count in enumerate(counts):
        tested = int(np.sum(parts[1].y == number))
        assert 1 <= tested <= count - 1
        assert abs(tested - fraction * count) <= 1


def test_another_seed_is_another_split() -> None:
    data = dataset(np.arange(40).reshape(-1, 1), np.arange(40) % 2)
    first, again, other = (data.split(0.5, np.random.default_rng(seed))[1].X.tolist() for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_features_are_standardised_with_what_was_learnt_from() -> None:
    values = np.array([[1.0, 0.1, 5.0], [3.0, 0.1, 5.0], [5.0, 0.1, 8.0]])
    scale = standard(values)
    scaled = scale(dataset(values, [0, 1, 0]))
    np.testing.assert_allclose(scaled.X[:, 0], np.array([-1, 0, 1]) * math.sqrt(1.5))
    assert scaled.X[:, 1].tolist() == [0, 0, 0]
    other = scale(dataset([[7.0, 0.3, 5.0], [1.0, 0.1, 5.0]], [0, 1]))
    np.testing.assert_allclose(other.X[0, :2], [2 * math.sqrt(1.5), 0.2])
    assert not np.allclose(other.X.mean(axis=0), 0)


@pytest.mark.parametrize("unit", [1e-300, 1e-170, 1e170, 1e307])
def test_features_are_standardised_in_any_unit(unit: float) -> None:
    values = np.array([[1.0, 3.0], [2.0, 3.0], [6.0, 3.5]])
    np.testing.assert_allclose(standard(unit * values).mean, unit * values.mean(axis=0))
    np.testing.assert_allclose(standard(unit * values).deviation, unit * values.std(axis=0))


def test_numbers_that_are_too_large_to_standardise() -> None:
    with pytest.raises(ValueError, match="^X cannot be standardised: its numbers are too large for float64"):
        standard(np.array([[1.5e308], [-1.5e308], [1e308]]))
    with pytest.raises(ValueError, match="^X cannot be standardised"):
        standard(np.array([[1e-300], [2e-300]]))(dataset([[1e300], [0]], [0, 1]))


@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.float16, np.float32, np.longdouble, bool])
def test_any_kind_of_number_is_taken_for_what_it_is(kind: Any) -> None:
    values, y = np.array([[100, 3], [7, 0], [120, 1]]).astype(kind), np.array([1, 0, 1]).astype(kind)
    data = dataset(np.asfortranarray(values)[::-1][::-1], np.repeat(y, 2)[::2])
    assert data.X.dtype == np.float64
    assert data.X.tolist() == values.astype(float).tolist()
    assert data.y.tolist() == [1, 0, 1]
    assert data.classes == ("0", "1")


BAD: list[tuple[Any, Any, str]] = [
    (X[:, 0], Y, "X must have a row for each sample and a column for each feature, got shape (6,)."),
    (X[:0], [], "X must have a row for each sample and a column for each feature, got shape (0, 2)."),
    (X * np.nan, Y, "X must be a finite numeric array of any shape, got shape (6, 2) with 12 non-finite."),
    (
        X.astype(np.longdouble) * np.longdouble("1e400") + np.longdouble("1e400"),
        Y,
        "X must be a finite numeric array of any shape, got shape (6, 2) with 12 non-finite.",
    ),
    (X.astype(str), Y, "X must be a finite numeric array of any shape, got shape (6, 2) of dtype <U32."),
    (X * 1j, Y, "X must be a real array of any shape, got shape (6, 2) of dtype complex."),
    ([[1], [1, 2]], [0, 1], "X must be a finite numeric array of any shape, got rows of unequal length."),
    (X, Y[:5], "y must have the class of each of the 6 samples, got shape (5,)."),
    (X, [Y], "y must have the class of each of the 6 samples, got shape (1, 6)."),
    (X, [0, 1, 0, -1, 1, 1], "y must hold whole numbers from 0 to 5, got -1 at sample 3."),
    (X, [0, 1, 0, 6, 1, 1], "y must hold whole numbers from 0 to 5, got 6 at sample 3."),
    (X, [0, 0.5, 0, 1, 1, 1], "y must hold whole numbers from 0 to 5, got 0.5 at sample 1."),
    (X, [0, 2, 0, 2, 2, 2], "y must have samples of each class up to 2, got none of 1."),
    (X, [0] * 6, "y must name two or more classes, got 0 alone."),
]


@pytest.mark.parametrize(("samples", "y", "sentence"), BAD, ids=lambda each: each[:40] if isinstance(each, str) else "")
def test_samples_that_cannot_be_used(samples: Any, y: Any, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:
        dataset(samples, y)
    assert str(caught.value) == sentence
    if not isinstance(samples, list):
        path = tmp_path / "data.npz"
        np.savez(path, X=samples, y=y)
        with pytest.raises(ValueError) as caught:
            from_file(path)
        assert str(caught.value) == f"{path}: {sentence}"


def test_a_dataset_is_checked_however_it_is_made() -> None:
    with pytest.raises(ValueError, match=r"^y must hold whole numbers from 0 to 1, got -1 at sample 2\.$"):
        Dataset(X, np.array([0, 1, -1, 0, 1, 1]), ("a", "b"))
    with pytest.raises(ValueError, match=r"^y must have the class of each of the 6 samples, got shape \(1,\)\.$"):
        Dataset(X, np.array([0]), ("a", "b"))


def test_classes_are_chosen_in_order() -> None:
    data = dataset(np.arange(6).reshape(6, 1), [0, 1, 2, 0, 1, 2], ["ape", "bee", "cat"])
    chosen = data.among(["cat", "ape"])
    assert (chosen.X.ravel().tolist(), chosen.y.tolist(), chosen.classes) == (
        [0, 2, 3, 5],
        [1, 0, 1, 0],
        ("cat", "ape"),
    )
    for names, sentence in (
        (["cat", "dog"], "classes must be some of ape, bee, cat, got dog."),
        (["cat", "cat"], "classes must be two or more, each once, got cat, cat."),
        (["cat"], "classes must be two or more, each once, got cat."),
    ):
        with pytest.raises(ValueError) as caught:
            data.among(names)
        assert str(caught.value) == sentence


def test_splits_that_cannot_be_made() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"^test fraction must lie between 0 and 1, got 1\.0\.$"):
        dataset(X, Y).split(1.0, rng)
    with pytest.raises(
        ValueError, match=r"^class 1 must have a sample to learn from and one to test with, got 1 in all"
    ):
        dataset(X, [0, 1, 0, 0, 0, 0]).split(0.5, rng)


def archive(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name in ("X.npy", "y.npy"):
            file.writestr(name, content)


FILES: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.write_text("hello"), "it is no .npz file, such as numpy.savez('data.npz', X=X, y=y) writes."),
    (lambda path: path.write_bytes(b""), "it is no .npz file, such as numpy.savez('data.npz', X=X, y=y) writes."),
    (lambda path: np.savez(path, X=X), "it must hold arrays X and y, got no y."),
    (lambda path: np.savez(path, X=np.array([{}], dtype=object), y=Y), "X is no array of numbers that can be read."),
    (lambda path: archive(path, b"\x93NUMPY\x01\x00\x02"), "X is no array of numbers that can be read."),
    (lambda path: archive(path, b"cos\nsystem\n."), "X must be a finite numeric array of any shape, got shape () of"),
    (lambda path: path.mkdir(), "it is no file."),
    (lambda path: path.symlink_to("nowhere"), "it cannot be read: no such file or directory."),
    (os.mkfifo, "it is no file."),
]


@pytest.mark.skipif(os.name == "nt", reason="files of these kinds are made differently there")
@pytest.mark.parametrize(("make", "sentence"), FILES, ids=range(len(FILES)))
def test_files_that_cannot_be_used(make: Callable[[Path], object], sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    make(path)
    with pytest.raises(ValueError) as caught:
        from_file(path)
    assert str(caught.value).startswith(f"{path}: {sentence}")
    assert "\n" not in str(caught.value)


def test_an_array_that_claims_to_be_huge(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000, 1000000)}"
    archive(path, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
    with pytest.raises(ValueError, match="X is no array of numbers that can be read"):
        from_file(path)


@pytest.mark.parametrize(
    ("library", "work", "sentence"),
    [
        (
            "sklearn.datasets",
            lambda: bundled("digits"),
            "the data digits need scikit-learn: pip install 'derive[data]'.",
        ),
        (
            "matplotlib",
            lambda: curve({}, "", ".png"),
            "a learning curve needs matplotlib: pip install 'derive[plots]'.",
        ),
    ],
)
def test_what_is_not_installed(
    library: str, work: Callable[[], object], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ValueError) as caught:
        work()
    assert str(caught.value) == sentence


def test_names_that_nothing_has() -> None:
    with pytest.raises(ValueError, match=r"^data must be breast-cancer or digits, got flowers\.$"):
        bundled("flowers")
    with pytest.raises(ValueError, match=r"^a curve must be a file that ends in \.png or \.svg or \.pdf, got \.gif\.$"):
        curve({}, "", ".gif")
