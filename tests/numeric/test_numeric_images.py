"""Folders of images: classes by folders or by a list, and what cannot be used."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric.extras.images import images

image: Any = pytest.importorskip("PIL.Image", reason="folders of images need Pillow")
pytestmark = pytest.mark.filterwarnings("error")


def picture(path: Path, size: tuple[int, int] = (3, 5), mode: str = "RGB", color: Any = 0, **options: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.new(mode, size, color).save(path, **options)


def test_images_lie_in_folders_of_their_classes(tmp_path: Path) -> None:
    """Any size; red, green and blue from 0 to 1; what is transparent is white; what is hidden is left out."""
    picture(tmp_path / "dog" / "a.png", (40, 2), color=(255, 51, 0))
    picture(tmp_path / "cat" / "b.PNG", (1, 7), "L", 102)
    picture(tmp_path / "cat" / "c.jpeg", (16, 16), color=(255, 255, 255))
    picture(tmp_path / "cat" / "d.png", (16, 16), "RGBA", (1, 2, 3, 0))
    (tmp_path / ".hidden").write_text("")
    data = images(tmp_path, 2)
    assert data.classes == ("cat", "dog")
    assert data.y.tolist() == [0, 0, 0, 1]
    np.testing.assert_allclose(data.X, np.array([[0.4] * 12, [1.0] * 12, [1.0] * 12, [1, 0.2, 0] * 4]))


def test_an_image_is_turned_as_its_camera_was(tmp_path: Path) -> None:
    turned = image.new("RGB", (2, 1))
    turned.putpixel((0, 0), (255, 0, 0))
    exif = image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    for name, options in (("a", {}), ("b", {"exif": exif})):
        (tmp_path / name).mkdir()
        turned.save(tmp_path / name / "x.png", **options)
    data = images(tmp_path, 2)
    red = data.X.reshape(2, 2, 2, 3)[..., 0]
    assert (red[0, :, 0] == red[0, 0, 0]).all()
    assert (red[1, 0, :] == red[1, 0, 0]).all()
    assert red[1, 0, 0] > red[1, 1, 0]


def listed(folder: Path, text: str | bytes) -> None:
    for number in range(4):
        picture(folder / f"{number}.png", color=(60 * number, 0, 0))
    (folder / "labels.csv").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize("head", ["", "file,class\n", "\ufefffile,class\n"])
def test_images_with_a_list_of_their_classes(head: str, tmp_path: Path) -> None:
    listed(tmp_path, f"{head}3.png,apple\n0.png, pear\n\n1.png,apple\n2.png,pear\n")
    data = images(tmp_path, 1)
    assert data.classes == ("apple", "pear")
    assert data.y.tolist() == [1, 0, 1, 0]
    np.testing.assert_allclose(data.X[:, 0] * 255, [0, 60, 120, 180])


LISTS = [
    ("0.png,a\n1.png,b\n2.png,a\n", "/labels.csv: it has 3 labels for 4 images, none for 3.png."),
    ("0.png,a\n9.png,b\n", "/labels.csv: line 2 names 9.png, which is not in "),
    ("../0.png,a\n", "/labels.csv: line 1 names ../0.png, which is not in "),
    ("0.png,a\n0.png,b\n", "/labels.csv: line 2 names 0.png once more."),
    ("0.png,a,b\n", "/labels.csv: line 1 must be `file,class`, got 0.png,a,b."),
    ("0.png,\n", "/labels.csv: line 1 must be `file,class`, got 0.png,."),
    ('"0.png,a\n', "/labels.csv: it is no text of lines `file,class`."),
    (b"\xff\xfe\x00", "/labels.csv: it is no text of lines `file,class`."),
    ("".join(f"{number}.png,a\n" for number in range(4)), ": it must have images of two or more classes, got a alone."),
]


@pytest.mark.parametrize(("text", "sentence"), LISTS, ids=range(len(LISTS)))
def test_lists_that_cannot_be_used(text: str | bytes, sentence: str, tmp_path: Path) -> None:
    listed(tmp_path, text)
    refused(tmp_path, sentence)


def refused(folder: Path, sentence: str, side: int = 4) -> None:
    with pytest.raises(ValueError) as caught:
        images(folder, side)
    assert str(caught.value).startswith(f"{folder}{sentence}")
    assert "\n" not in str(caught.value)


def png(width: int, height: int) -> bytes:
    """The head of an image, without most of the rest."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(99)))]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


BROKEN = [
    (b"", ": it cannot be read: it is no whole image."),
    (b"GIF89a", ": it cannot be read: it is no whole image."),
    (png(50, 50), ": it cannot be read: it is no whole image."),
    (png(9000, 9000), ": it has 9000 x 9000 pixels, more than 67108864."),
    (png(60000, 60000), ": it has more than 67108864 pixels."),
]


@pytest.mark.parametrize(("content", "sentence"), BROKEN, ids=range(len(BROKEN)))
def test_broken_images_and_bombs(content: bytes, sentence: str, tmp_path: Path) -> None:
    picture(tmp_path / "cat" / "a.png")
    picture(tmp_path / "dog" / "b.png")
    (tmp_path / "dog" / "c.png").write_bytes(content)
    refused(tmp_path, f"/dog/c.png{sentence}")


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    refused(tmp_path, ": it is empty; it must have a folder for each class, or images and labels.csv.")
    (tmp_path / "cat").mkdir()
    refused(tmp_path, "/cat: it has no images.")
    picture(tmp_path / "cat" / "a.png")
    refused(tmp_path, ": it must have images of two or more classes, got cat alone.")
    picture(tmp_path / "dog" / "a.png", mode="I;16")
    refused(tmp_path, "/dog/a.png: it has more than 8 bits for a colour of a pixel.")
    picture(tmp_path / "dog" / "a.png")
    for side, sentence in ((0, "size must be at least 1 pixel, got 0."), (10**5, "size must be smaller: 2 images of")):
        with pytest.raises(ValueError, match=f"^{sentence}"):
            images(tmp_path, side)
    (tmp_path / "dog" / "notes.txt").write_text("")
    refused(tmp_path, "/dog/notes.txt: it is no image that ends in .png, .jpg, .jpeg.")
    picture(tmp_path / "loose.png")
    refused(tmp_path, f"/loose.png: it lies in no folder that names its class, and there is no {tmp_path}/labels.csv.")


def test_images_without_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path / "cat" / "a.png")
    picture(tmp_path / "dog" / "b.png")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ValueError, match=r"^folders of images need Pillow: pip install 'derive\[images\]'\.$"):
        images(tmp_path, 2)
