"""Generic points: small distinct sizes, rational entries without a pattern, polynomials for opaque functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from random import Random
from zlib import crc32

from derive.check.declared import having, tangent
from derive.check.evaluate import LARGEST, Point, size_names
from derive.core.condition import NOTHING, Uses
from derive.core.errors import NoRule
from derive.core.function import Function, opaque_parts
from derive.core.op import Node, walk
from derive.ops.indexed import Letter

SMALL = (3, 2, 4, 5, 6)
DENOMINATORS = (3, 5, 7, 8, 11)


def points(
    nodes: Iterable[Node], functions: dict[str, Function], count: int = 6, given: Uses = NOTHING
) -> Iterator[Point]:
    """Points for the symbols in the nodes at which what is given holds, the same ones every time.

    Signs are mixed, then positive, then everything lies within (0, 1).
    """
    everything = list(walk(nodes))
    symbols = {node.data[0]: node for node in everything if node.op.name == "symbol" and not node.args}
    letters = sorted({opaque_parts(n.data)[0] for n in everything if n.op.name == "apply" and n.data not in functions})
    names = sorted(
        set().union(
            *(size_names(axis) for node in everything for axis in node.shape),
            *(node.data.names() for node in everything if node.op.name == "size"),
            *(upper.names() for node in everything if node.op.name == "sum_over" for _, _, upper in node.data),
            *(size.names() for _, size in letters_of(everything)),
            *(upper.names() for node in everything if node.op.name == "sum_over" for _, _, upper in node.data),
        )
    )
    seed = crc32("/".join(f"{node.op.name} {node.data}" for node in everything).encode(errors="backslashreplace"))
    for trial in range(count):
        random = Random(seed + trial)  # another claim, other points
        among = max(3, len(names)) if len(names) <= len(SMALL) else 3  # as small, and as different, as they can be
        sizes = {name: SMALL[(place + trial) % among] for place, name in enumerate(names)}

        def entries(
            node: Node, sizes: dict[str, int] = sizes, random: Random = random, style: int = trial % 3
        ) -> tuple[tuple[Fraction, ...], ...]:
            rows, cols = (_length(node, axis, sizes) for axis in (0, 1))
            if rows * cols > LARGEST:
                raise NoRule(f"`{node.data[0]}` has {rows} × {cols} entries, too many to evaluate")
            return tuple(tuple(_entry(random, style) for _ in range(cols)) for _ in range(rows))

        values = {name: entries(symbols[name]) for name in sorted(symbols)}
        differentials = {name: entries(symbols[name], style=0) for name in sorted(symbols)}
        possible = True
        for name in sorted({symbol for _, symbol in given} & values.keys()):
            properties = sorted(word for word, symbol in given if symbol == name)
            found = having(properties, values[name], random)
            possible = possible and found is not None
            if found is not None:
                values[name], differentials[name] = found, tangent(properties, found, differentials[name])
        if not possible:
            continue
        polynomials = {letter: tuple(_entry(random, 0) / 2**k for k in range(4)) for letter in letters}
        indices = {}
        for place, (name, size) in enumerate(letters_of(everything)):
            last = size.at(sizes)  # at first all as different as they can be, then all the same
            indices[name] = 1 + (place + trial) % last if trial % 2 == 0 else min(1 + trial // 2 % 2, last)
        yield Point(sizes, values, differentials, polynomials, indices)


def letters_of(nodes: Iterable[Node]) -> list[Letter]:
    """The indices that occur, by name."""
    found = {spec for node in nodes if node.op.name == "entry" for spec in node.data if isinstance(spec, tuple)}
    return sorted(found, key=lambda letter: letter[0])


def _length(node: Node, axis: int, sizes: dict[str, int]) -> int:
    total = 1
    for size in node.shape[axis]:
        total *= size.at(sizes)
    return total


def _entry(random: Random, style: int) -> Fraction:
    if style == 2:
        return _fraction(1 + int(10 * random.random()), 11)
    above, below = 1 + int(9 * random.random()), DENOMINATORS[int(len(DENOMINATORS) * random.random())]
    return _fraction(above if style == 1 or random.random() < 0.5 else -above, below)


@cache
def _fraction(above: int, below: int) -> Fraction:
    return Fraction(above, below)
