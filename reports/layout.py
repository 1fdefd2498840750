"""A layered drawing of a graph without cycles: each cell behind all that lead to it, few crossings, straight chains.

Layers run along one axis, and cells lie beside each other across it. A line over several layers passes each through a
cell of its own. The result depends on nothing but the arguments and their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import fmean, median

SWEEPS = 12
BESIDE = 16.0  # between cells of one layer


@dataclass(frozen=True, slots=True)
class Cell:
    """How much room is taken before and after the axis of a cell."""

    before: float
    after: float


THREAD = Cell(6.0, 6.0)  # of a line that passes through a layer


@dataclass(frozen=True, slots=True)
class Layout:
    """For each cell its layer and where its axis lies; for each line the axes on its way, one for each layer."""

    layers: tuple[int, ...]
    across: tuple[float, ...]
    routes: tuple[tuple[float, ...], ...]
    extent: float


def layout(cells: Sequence[Cell], lines: Sequence[tuple[int, int]]) -> Layout:
    """`lines` lead from cell to cell, given by their places; cells come after those that lead to them."""
    layers = _layers(len(cells), lines)
    room, level = list(cells), list(layers)
    routes: list[list[int]] = []
    for start, end in lines:
        threads = range(len(room), len(room) + layers[end] - layers[start] - 1)
        room += [THREAD] * len(threads)
        level += range(layers[start] + 1, layers[end])
        routes.append([start, *threads, end])
    links = [link for route in routes for link in pairwise(route)]
    rows = _ordered(level, links)
    across = _placed(room, rows, links)
    least = min(x - cell.before for x, cell in zip(across, room, strict=True))
    across = [x - least for x in across]
    return Layout(
        tuple(layers),
        tuple(across[: len(cells)]),
        tuple(tuple(across[place] for place in route) for route in routes),
        max(x + cell.after for x, cell in zip(across, room, strict=True)),
    )


def _layers(count: int, lines: Sequence[tuple[int, int]]) -> list[int]:
    """Each cell as close as can be to what it leads to."""
    left = [0] * count  # layers behind it
    for start, end in sorted(lines, key=lambda line: -line[1]):
        left[start] = max(left[start], left[end] + 1)
    deepest = max(left)
    return [deepest - behind for behind in left]


def _ordered(level: Sequence[int], links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The cells of each layer in an order with few crossings."""
    rows: list[list[int]] = [[] for _ in range(max(level) + 1)]
    for place in _met(level, links):
        rows[level[place]].append(place)
    best = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        backwards = bool(sweep % 2)
        beside, rank = _beside(links, backwards), {place: k for row in rows for k, place in enumerate(row)}
        for row in rows if backwards else reversed(rows):
            wanted = {place: fmean([rank[x] for x in beside.get(place, [])] or [rank[place]]) for place in row}
            row.sort(key=wanted.__getitem__)
            rank.update({place: k for k, place in enumerate(row)})
        _exchange(rows, links)
        if _crossings(rows, links) < _crossings(best, links):
            best = [list(row) for row in rows]
    return best


def _exchange(rows: list[list[int]], links: Sequence[tuple[int, int]]) -> None:
    """Neighbours change places as long as that leaves fewer crossings."""
    fewest, before = _crossings(rows, links), -1
    while fewest != before:
        before = fewest
        for row in rows:
            for k in range(len(row) - 1):
                row[k : k + 2] = row[k + 1], row[k]
                found = _crossings(rows, links)
                if found < fewest:
                    fewest = found
                else:
                    row[k : k + 2] = row[k + 1], row[k]


def _met(level: Sequence[int], links: Sequence[tuple[int, int]]) -> list[int]:
    """All cells, in the order in which they are met on the way back from the ends: trees have no crossings then."""
    back = _beside(links, backwards=True)
    ends = [place for place in range(len(level)) if place not in _beside(links, backwards=False)]
    met: dict[int, None] = {}
    pending = list(reversed(ends))
    while pending:
        place = pending.pop()
        if place not in met:
            met[place] = None
            pending.extend(reversed(back.get(place, [])))
    return list(met)


def _beside(links: Sequence[tuple[int, int]], backwards: bool) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for start, end in links:
        found.setdefault(end if backwards else start, []).append(start if backwards else end)
    return found


def _crossings(rows: Sequence[Sequence[int]], links: Sequence[tuple[int, int]]) -> int:
    rank = {place: k for row in rows for k, place in enumerate(row)}
    count = 0
    for row in rows:
        between = [(rank[start], rank[end]) for start, end in links if start in row]
        count += sum((a - c) * (b - d) < 0 for k, (a, b) in enumerate(between) for c, d in between[:k])
    return count


def _placed(room: Sequence[Cell], rows: Sequence[Sequence[int]], links: Sequence[tuple[int, int]]) -> list[float]:
    """Where the axes lie: each cell straight before its neighbours or between them, as far as there is room."""
    across = [0.0] * len(room)
    beside = {flag: _beside(links, flag) for flag in (False, True)}
    for sweep in range(SWEEPS):
        backwards = bool(sweep % 2)
        for row in rows if backwards else reversed(rows):
            near = [[across[x] for x in beside[backwards].get(place, [])] for place in row]
            # of three neighbours, a cell lies straight before the one in the middle; without any, it makes room
            wanted = [median(values or [across[place]]) for place, values in zip(row, near, strict=True)]
            weights = [1.0 if values else 1e-6 for values in near]
            gaps = [room[a].after + BESIDE + room[b].before for a, b in pairwise(row)]
            for place, x in zip(row, _apart(wanted, weights, gaps), strict=True):
                across[place] = x
    return across


def _apart(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The closest places to those wanted, by weighted squares, with at least these gaps: violators are pooled."""
    offsets = list(accumulate(gaps, initial=0.0))
    pools: list[tuple[float, float, int]] = []  # where, how heavy, and how many
    for x, weight, offset in zip(wanted, weights, offsets, strict=True):
        pools.append((x - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, v, m), (b, w, n) = pools[-2:]
            pools[-2:] = [((v * a + w * b) / (v + w), v + w, m + n)]
    levels = [value for value, _, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(levels, offsets, strict=True)]
