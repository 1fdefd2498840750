r"""Markdown -> pieces of mathematics and blocks of declarations, each with its place.

Mathematics stands in $...$, $$...$$, \(...\), \[...\] and align-like environments, and not inside code or comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from derive.claims.margin import Margin, margin
from derive.core.errors import Unreadable

LARGEST = 4_000_000  # bytes of a file
LONGEST_MACRO = 1_000  # characters of the author's own command
LONGEST = 100_000  # characters of a line
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)")
CODE = re.compile(r"(?<!`)(`+)(?!`)")
OPENING = re.compile(
    r"\$\$|\\\[|\\\(|\\begin\s*\{(align|aligned|equation|gather|eqnarray|multline|split|flalign|alignat)(\*?)\}"
    r"|\$`|\$|\\."
)
MACRO = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*(\[\s*\d\s*\])?\s*(?=\{)"
    r"|\\def\s*\\([A-Za-z]+)\s*(?=\{)"
)
IMAGE = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>", re.IGNORECASE)
TITLE = re.compile(r"\btitle\s*=\s*\"([^\"]*)\"")
ENTITY = re.compile(r"&(amp|lt|gt|quot|plus|space|nbsp|#39|#x27);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "plus": "+", "#39": "'", "#x27": "'"}
CLOSING = {"$$": "$$", "\\[": "\\]", "\\(": "\\)", "$`": "`$"}


@dataclass(frozen=True, slots=True)
class Region:
    """One piece of mathematics: its text and the offset at which it starts."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of declarations: the offset of its first line."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Mathematics that is never closed."""

    start: int
    opening: str
    text: str


Part = Region | Block | Broken


class Text:
    """A document with the places of its lines."""

    def __init__(self, source: str, text: str) -> None:
        self.source, self.text = source, text
        self.starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
        for number, (start, end) in enumerate(zip(self.starts, [*self.starts[1:], len(text) + 1], strict=True), 1):
            if end - start - 1 > LONGEST:
                raise Unreadable(f"{source}:{number}:1: the line is longer than {LONGEST} characters")
        self.macros: dict[str, str] = {}
        self.margins: dict[int, Margin] = {}  # by line

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def unreadable(self, offset: int, words: str) -> Unreadable:
        line, column = self.place(offset)
        return Unreadable(f"{self.source}:{line}:{column}: {words}")

    def title(self) -> str:
        found = re.search(r"^#+[ \t]+(.*\S)", self.text, re.MULTILINE)
        return found.group(1).rstrip("# ") if found else ""

    def parts(self) -> list[Part]:
        """Mathematics and declarations in the order in which they stand."""
        blocks, plain = self._without_code()
        plain, images = _images(self._without_macros(plain))
        regions = [*_regions(plain), *(part for start, title in images for part in _regions(title, start))]
        return sorted([*blocks, *regions], key=lambda part: part.start)

    def _without_code(self) -> tuple[list[Block], str]:
        """The blocks of declarations, and the text with code and comments blanked out."""
        plain = list(_comments(self.text))
        blocks: list[Block] = []
        fence, start, kind = "", 0, ""
        for number, (begin, end) in enumerate(zip(self.starts, [*self.starts[1:], len(self.text)], strict=True), 1):
            line = "".join(plain[begin:end])
            match = FENCE.match(line)
            if fence:
                closed = match is not None and match[1].startswith(fence) and not match[2].strip()
                if closed and kind == "derive":
                    blocks.append(Block(start, self.text[start:begin]))
                if closed:
                    fence = ""
                plain[begin:end] = [c if c == "\n" else " " for c in plain[begin:end]]
            elif match is not None:
                fence, start, kind = match[1], end, match[2].strip()
                plain[begin:end] = [c if c == "\n" else " " for c in plain[begin:end]]
            elif (found := margin(_inline_code(self.text[begin:end]), begin)) is not None:
                self.margins[number] = found
        if fence and kind == "derive":
            raise self.unreadable(start - 1, "the block of declarations is not closed")
        return blocks, _inline_code("".join(plain))

    def _without_macros(self, plain: str) -> str:
        """The author's own commands are remembered; their definitions are not mathematics themselves."""
        done: list[str] = []
        here = 0
        for match in MACRO.finditer(plain):
            if match.start() < here:
                continue
            close = _brace(plain, match.end())
            if close < 0:
                continue
            if not match[2]:
                self.macros[match[1] or match[3]] = plain[match.end() + 1 : close]
            done += [plain[here : match.start()], re.sub(r"[^\n]", " ", plain[match.start() : close + 1])]
            here = close + 1
        return "".join([*done, plain[here:]])


def load(path: Path, source: str) -> Text:
    """A file as text; Unreadable with one sentence where that is impossible."""
    try:
        if path.is_dir():
            raise Unreadable(f"{source}: it is a directory")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreadable(f"{source}: there is no such file") from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"{source}: it cannot be read: {words.lower()}") from None
    if len(data) > LARGEST:
        raise Unreadable(f"{source}: it is larger than {LARGEST} bytes")
    zero = data.find(b"\0")
    if zero >= 0:
        raise Unreadable(f"{source}:{data.count(10, 0, zero) + 1}:1: it is not a text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise Unreadable(f"{source}:{line}:{column}: it is not UTF-8") from None
    return Text(source, text.replace("\r\n", "\n").replace("\r", "\n"))


def _comments(text: str) -> str:
    """The text with HTML comments blanked out."""
    done: list[str] = []
    here = 0
    while (start := text.find("<!--", here)) >= 0 and (end := text.find("-->", start)) >= 0:
        done += [text[here:start], re.sub(r"[^\n]", " ", text[start : end + 3])]
        here = end + 3
    return "".join([*done, text[here:]])


def _images(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text with images blanked out; and the titles of formula images, whose addresses carry the formula too."""
    titles: list[tuple[int, str]] = []

    def blank(image: re.Match[str]) -> str:
        title = TITLE.search(image.group())
        if title is not None and re.search(r"[=\\^]", title[1]):
            # a character entity stays as long as it was, so that places stay right
            shown = ENTITY.sub(lambda m: ENTITIES.get(m[1], " ").ljust(len(m[0])), title[1])
            start = image.start() + title.start(1)
            titles.append((start, shown) if "$" in shown else (start - 1, f"${shown}$"))
        return re.sub(r"[^\n]", " ", image.group())

    return IMAGE.sub(blank, text), titles


def _inline_code(text: str) -> str:
    """The text with `code` blanked out; $`...`$ is mathematics."""
    done: list[str] = []
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        here = 0
        places: dict[str, list[int]] = {}  # where runs of as many backticks stand, the last one first
        marks = list(CODE.finditer(paragraph))
        for mark in reversed(marks):
            places.setdefault(mark[1], []).append(mark.start())
        for mark in marks:
            others = places[mark[1]]
            while others and others[-1] <= mark.start():
                others.pop()
            if mark.start() < here or not others or paragraph[max(mark.start() - 1, 0) : mark.start()] in ("$", "\\"):
                continue
            end = others[-1] + len(mark[1])
            done += [paragraph[here : mark.start()], re.sub(r"[^\n]", " ", paragraph[mark.start() : end])]
            here = end
        done.append(paragraph[here:])
    return "".join(done)


def _regions(text: str, base: int = 0) -> Iterator[Region | Broken]:
    here = 0
    missing: set[str] = set()
    while (match := OPENING.search(text, here)) is not None:
        opening = match.group()
        here = match.end()
        if match[1]:
            closing = f"\\end{{{match[1]}{match[2]}}}"
        elif opening in CLOSING:
            closing = CLOSING[opening]
        elif opening == "$":
            close = _dollar(text, here)
            if close >= 0:
                yield Region(base + here, text[here:close])
                here = close + 1
            continue
        else:
            continue
        close = -1 if closing in missing else text.find(closing, here)
        if close < 0:
            missing.add(closing)
            blank = re.compile(r"\n[ \t]*\n|\Z").search(text, here)
            end = blank.start() if blank else len(text)
            yield Broken(base + match.start(), opening, text[here:end])
            here = end
            continue
        yield Region(base + here, text[here:close])
        here = close + len(closing)


def _dollar(text: str, here: int) -> int:
    """Where $...$ that opens before `here` closes: in the same paragraph, and not at an escaped dollar."""
    for match in re.compile(r"\\.|\$|\n[ \t]*\n", re.DOTALL).finditer(text, here):
        if match.group() == "$":
            return match.start() if match.start() > here else -1
        if match.group()[0] == "\n":
            return -1
    return -1


def _brace(text: str, opening: int) -> int:
    """Where the brace that opens here closes, if that is not too far away."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, opening, opening + LONGEST_MACRO):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0 and match.group() == "}":
            return match.start()
    return -1
