"""Boxes, labels and lines in the plane: a graph from left to right or, where that is too wide, downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.formula import Formula
from reports.layout import Cell, layout

HEIGHT, LINE, PAD = 32.0, 19.0, 12.0  # of a box, of a line of text, around what stands in a box
GAP, MARGIN = 52.0, 22.0  # between layers, around everything
WIDEST = 1000.0  # pixels, which still fit on a page
NARROW, BROAD = frozenset("ijlIft.,:;'|()[]/ᵀ "), frozenset("mwMW=+×…")

Coordinates = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Vertex:
    """What stands in a box, what flows on from it, and what comes back."""

    shown: Formula
    forward: Formula
    backward: Formula
    variable: bool

    @property
    def box(self) -> float:
        return max(HEIGHT, extent(self.shown) + 2 * PAD)

    @property
    def words(self) -> float:
        return max(extent(self.forward), extent(self.backward))


@dataclass(frozen=True, slots=True)
class Box:
    """Its left upper corner, its extents, and what stands in it."""

    x: float
    y: float
    width: float
    height: float
    shown: Formula
    variable: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What flows on or comes back, with its middle (`centred`) or its left end at a point."""

    x: float
    y: float
    shown: Formula
    forward: bool
    centred: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A line with an arrow at its end, by cubic curves: two handles and an end for each."""

    start: Coordinates
    curves: tuple[tuple[Coordinates, Coordinates, Coordinates], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; y grows downwards."""

    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    paths: tuple[Path, ...]


def extent(shown: Formula) -> float:
    """About how wide a text is; rather too much than too little, since nobody knows the font."""
    return sum(6.0 if c in NARROW else 13.5 if c in BROAD else 10.0 for c in shown.text)


def picture(title: str, vertices: Sequence[Vertex], lines: Sequence[tuple[int, int]]) -> Picture:
    """`lines` lead from one vertex to another, given by their places."""
    drawn = _Drawing(title, vertices, lines, upright=False).picture()
    return drawn if drawn.width <= WIDEST else _Drawing(title, vertices, lines, upright=True).picture()


class _Drawing:
    """Along is to the right, or down if `upright`; the boxes of a layer end together, and so do their stems."""

    def __init__(self, title: str, vertices: Sequence[Vertex], lines: Sequence[tuple[int, int]], upright: bool) -> None:
        self.title, self.vertices, self.lines, self.upright = title, vertices, lines, upright
        self.layout = layout([self.cell(vertex) for vertex in vertices], lines)
        self.stops: list[tuple[float, float, float]] = []  # where a layer starts, its boxes end, and its stems end
        start = MARGIN
        for layer in range(1 + max(self.layout.layers)):
            row = [v for v, at in zip(vertices, self.layout.layers, strict=True) if at == layer]
            boxes = start + max(self.thickness(vertex) for vertex in row)
            self.stops.append((start, boxes, boxes + max(self.stem(vertex) for vertex in row)))
            start = self.stops[-1][2] + GAP

    def cell(self, vertex: Vertex) -> Cell:
        if self.upright:
            return Cell(vertex.box / 2, max(vertex.box / 2, vertex.words + PAD))
        return Cell(max(HEIGHT / 2, LINE), max(HEIGHT / 2, LINE))

    def thickness(self, vertex: Vertex) -> float:
        return HEIGHT if self.upright else vertex.box

    def stem(self, vertex: Vertex) -> float:
        return 2 * LINE + PAD if self.upright else vertex.words + PAD

    def point(self, along: float, across: float) -> Coordinates:
        return (MARGIN + across, along) if self.upright else (along, MARGIN + across)

    def picture(self) -> Picture:
        boxes, labels, paths = [], [], []
        for vertex, layer, across in zip(self.vertices, self.layout.layers, self.layout.across, strict=True):
            boxes.append(self.box(vertex, layer, across))
            labels += self.labels(vertex, layer, across)
        for (_, end), route in zip(self.lines, self.layout.routes, strict=True):
            paths.append(self.path(route, self.layout.layers[end], self.vertices[end]))
        handing_on = {start for start, _ in self.lines}
        for place, (layer, across) in enumerate(zip(self.layout.layers, self.layout.across, strict=True)):
            if place not in handing_on:
                _, begin, until = self.stops[layer]
                paths.append(Path(self.point(begin, across), (self.curve(begin, across, until, across),)))
        along, across = self.stops[-1][2] + MARGIN, self.layout.extent + 2 * MARGIN
        width, height = (across, along) if self.upright else (along, across)
        return Picture(self.title, width, height, tuple(boxes), tuple(labels), tuple(paths))

    def box(self, vertex: Vertex, layer: int, across: float) -> Box:
        x, y = self.point(self.stops[layer][1], across)
        left, above = (x - vertex.box / 2, y - HEIGHT) if self.upright else (x - vertex.box, y - HEIGHT / 2)
        return Box(left, above, vertex.box, HEIGHT, vertex.shown, vertex.variable)

    def labels(self, vertex: Vertex, layer: int, across: float) -> list[Label]:
        """Above and below a stem that runs to the right; to the right of one that runs down."""
        _, start, end = self.stops[layer]
        x, y = self.point((start + end) / 2, across)
        shown = [pair for pair in ((vertex.forward, -1.0), (vertex.backward, 1.0)) if pair[0].text]
        if not self.upright:
            return [Label(x, y + 0.6 * LINE * side, words, side < 0, True) for words, side in shown]
        step = LINE / 2 if len(shown) == 2 else 0.0
        return [Label(x + PAD / 2, y + step * side, words, side < 0, False) for words, side in shown]

    def path(self, route: Sequence[float], last: int, target: Vertex) -> Path:
        """From the box along its stem, between layers, straight through those on the way, to the box of the target."""
        first = last - len(route) + 1
        _, along, end = self.stops[first]
        curves = [self.curve(along, route[0], end, route[0])]
        for layer, (here, there) in enumerate(pairwise(route), first + 1):
            start, boxes, stems = self.stops[layer]
            until = boxes - self.thickness(target) if layer == last else stems
            curves.append(self.curve(end, here, start, there))
            if until > start:
                curves.append(self.curve(start, there, until, there))
            end = stems
        return Path(self.point(along, route[0]), tuple(curves))

    def curve(
        self, along: float, across: float, until: float, there: float
    ) -> tuple[Coordinates, Coordinates, Coordinates]:
        half = (along + until) / 2
        return self.point(half, across), self.point(half, there), self.point(until, there)
