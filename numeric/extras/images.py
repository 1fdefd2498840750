"""Folders of images as samples: FOLDER/CLASS/*.png, or FOLDER/*.png with a FOLDER/labels.csv of lines `file,class`.

Shapes: images of any size -> X (m, 3 s s), y (m,), s pixels a side. Units: X from 0 to 1.
Errors: ValueError with the path, or without Pillow.

Every image counts and every file is an image, but for those whose names begin with a dot: nothing is left out silently.
"""

import csv
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.data import Dataset, dataset

SUFFIXES = (".png", ".jpg", ".jpeg")
LABELS = "labels.csv"
PIXELS = 1 << 26  # of one image
ENTRIES = 1 << 27  # of all, resized


def images(folder: Path, side: int) -> Dataset:
    """Red, green and blue of each pixel, row by row, once each image is resized to `side` times `side` pixels.

    Shapes: as in the module. Units: as in the module. Errors: as in the module.
    """
    if side < 1:
        raise ValueError(f"size must be at least 1 pixel, got {side}.")
    try:
        labelled = _listed(folder) if (folder / LABELS).exists() else _sorted(folder)
    except OSError as error:
        raise ValueError(f"{error.filename or folder}: it cannot be read: {_reason(error)}.") from error
    names = sorted({name for _, name in labelled})
    if len(names) < 2:
        raise ValueError(f"{folder}: it must have images of two or more classes, got {names[0]} alone.")
    entries = len(labelled) * side * side * 3
    if entries > ENTRIES:
        raise ValueError(
            f"size must be smaller: {len(labelled)} images of {side} x {side} pixels are {entries} numbers."
        )
    X = np.stack([_pixels(path, side) for path, _ in labelled])
    return dataset(X, [names.index(name) for _, name in labelled], names)


def _sorted(folder: Path) -> list[tuple[Path, str]]:
    """Images with the names of the folders that they lie in."""
    inside = _visible(folder)
    if not inside:
        raise ValueError(f"{folder}: it is empty; it must have a folder for each class, or images and {LABELS}.")
    for path in inside:
        if not path.is_dir():
            raise ValueError(f"{path}: it lies in no folder that names its class, and there is no {folder / LABELS}.")
    found = []
    for each in inside:
        files = [_image(path) for path in _visible(each)]
        if not files:
            raise ValueError(f"{each}: it has no images.")
        found += [(path, each.name) for path in files]
    return found


def _listed(folder: Path) -> list[tuple[Path, str]]:
    """Images with the classes that the list names."""
    listing = folder / LABELS
    if not listing.is_file():
        raise ValueError(f"{listing}: it is no file.")
    files = {path.name: _image(path) for path in _visible(folder) if path != listing}
    try:
        with listing.open(encoding="utf-8-sig", newline="") as lines:
            rows = [(number, row) for number, row in enumerate(csv.reader(lines, strict=True), 1) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{listing}: it is no text of lines `file,class`.") from error
    labels: dict[str, str] = {}
    for number, row in rows:
        words = [word.strip() for word in row]
        if number == 1 and words[0] == "file":
            continue
        if len(words) != 2 or not all(words):
            raise ValueError(f"{listing}: line {number} must be `file,class`, got {','.join(row)}.")
        if words[0] in labels:
            raise ValueError(f"{listing}: line {number} names {words[0]} once more.")
        if words[0] not in files:
            raise ValueError(f"{listing}: line {number} names {words[0]}, which is not in {folder}.")
        labels[words[0]] = words[1]
    without = [name for name in files if name not in labels]
    if without:
        raise ValueError(f"{listing}: it has {len(labels)} labels for {len(files)} images, none for {without[0]}.")
    if not files:
        raise ValueError(f"{folder}: it has no images.")
    return [(path, labels[name]) for name, path in files.items()]


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _image(path: Path) -> Path:
    if not path.is_file() or path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path}: it is no image that ends in {', '.join(SUFFIXES)}.")
    return path


def _pixels(path: Path, side: int) -> NDArray[np.float64]:
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise ValueError("folders of images need Pillow: pip install 'derive[images]'.") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of images that are large, and of odd bytes beside the pixels
            with Image.open(path, formats=("PNG", "JPEG")) as image:
                if image.width * image.height > PIXELS:
                    raise ValueError(f"{path}: it has {image.width} x {image.height} pixels, more than {PIXELS}.")
                if image.mode[0] in "IF":
                    raise ValueError(f"{path}: it has more than 8 bits for a colour of a pixel.")
                upright = ImageOps.exif_transpose(image)
                small = _opaque(upright, Image).resize((side, side), Image.Resampling.BILINEAR)
                return np.asarray(small, dtype=np.float64).ravel() / 255
    except Image.DecompressionBombError as error:
        raise ValueError(f"{path}: it has more than {PIXELS} pixels.") from error
    except OSError as error:
        raise ValueError(f"{path}: it cannot be read: {_reason(error)}.") from error
    except (SyntaxError, EOFError, MemoryError) as error:  # what Pillow raises for some broken files
        raise ValueError(f"{path}: it cannot be read: it is broken.") from error


def _opaque(image: Any, library: Any) -> Any:
    """Colours on white, where there is transparency."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = library.new("RGBA", image.size, "white")
    return library.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def _reason(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else "it is no whole image"
