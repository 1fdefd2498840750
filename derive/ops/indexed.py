"""Entries X[i, j], rows, columns, sums over indices, and what they mean: arrays with one axis for each index.

An expression in which indices are free stands for an array over them. `lift` writes it as one, in operations that
know nothing of indices; the second opinion does not, it puts in one index after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from sympy import Integer

from derive.core import symbols
from derive.core.environment import ENTRY
from derive.core.errors import IllTyped, NoRule, OutOfBounds, Unreadable
from derive.core.form import Form, entry
from derive.core.indices import EVERYTHING, Entry, Index, Picked, Summed, entry_of, summed
from derive.core.lower import Lowering, contract, sizes_of
from derive.core.op import Node, Op, Shape, walk
from derive.core.sizes import ONE, Size, read_size, size_expr
from derive.core.text import ATOM, PRODUCT, text

Argument = Callable[[int, int], str]
Letter = tuple[str, Size]
Spec = Letter | int | None  # an index, a place counted from 1, or everything
Range = tuple[Letter, int, Size]  # from a whole number to a size


# --- entries ---------------------------------------------------------------------------------------------------------


def _spec(expr: Any) -> Spec:
    if expr == EVERYTHING:
        return None
    if isinstance(expr, Index):
        return expr.name, expr.size
    if isinstance(expr, Integer) and int(expr) > 0:
        return int(expr)
    raise Unreadable(f"`{expr}` is not an index, nor a place counted from 1")


def _entry_shape(node: Node) -> Shape:
    shape = node.args[0].shape
    kept = []
    for spec, sizes, word in zip(node.data, shape, ("rows", "columns"), strict=True):
        kept.append(sizes if spec is None else ())
        length = sizes[0] if len(sizes) == 1 else ONE
        if len(sizes) > 1:
            raise NoRule(f"entries of `{text(node.args[0])}`, whose {word} are a list, have no rule")
        if isinstance(spec, tuple) and spec[1] is not length:
            raise OutOfBounds(
                f"in `{text(node)}`, the index `{spec[0]}` goes up to {spec[1]} "
                f"but `{text(node.args[0])}` has {length} {word}"
            )
        if isinstance(spec, int) and length.constant is not None and spec > length.constant:
            raise IllTyped(f"`{text(node.args[0])}` has no entry {spec}: it has {length} {word}")
    return Shape(*kept)


def _show_entry(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, ATOM)
    vector = node.args[0].shape.rows == () or node.args[0].shape.cols == ()
    specs = [spec for spec, sizes in zip(node.data, node.args[0].shape, strict=True) if sizes or not vector]
    specs = specs or [spec for spec in node.data if spec is not None]  # of what has no shape
    shown = [":" if spec is None else str(spec) if isinstance(spec, int) else spec[0] for spec in specs]
    if node.args[0].op.name == "identity" and None not in node.data:
        return (rf"\delta_{{{','.join(shown)}}}" if style == "latex" else f"δ[{','.join(shown)}]"), ATOM
    if style == "latex":
        return (f"{{{words}}}" if "_" in words or "^" in words else words) + f"_{{{','.join(shown)}}}", ATOM
    return f"{words}[{','.join(shown)}]", ATOM


def _unlifted(lowering: Lowering, node: Node) -> Form:
    raise NoRule(f"the indices in `{text(node)}` have not been lifted")


ENTRY_OP = Op(
    "entry",
    shape=_entry_shape,
    meaning=_unlifted,
    evaluate=lambda node, *args: args[0],  # the evaluator knows the indices
    classes=(Entry,),
    read=lambda expr: (expr.args[:1], (_spec(expr.args[1]), _spec(expr.args[2]))),
    build=lambda args, data: entry_of(args[0], *[_built(spec) for spec in data]),
    show=_show_entry,
)


def _built(spec: Spec) -> Any:
    return Index(spec[0], size_expr(spec[1])) if isinstance(spec, tuple) else spec


# --- sums ------------------------------------------------------------------------------------------------------------


def _read_sum(expr: Any) -> tuple[Any, Any]:
    ranges: list[Range] = []
    for letter, lower, upper in expr.args[1:]:
        if not isinstance(lower, Integer) or int(lower) < 1:
            raise Unreadable(f"the lower bound `{lower}` of a sum is not a whole number from 1")
        if letter.name in [name for (name, _), _, _ in ranges]:
            raise Unreadable(f"the index `{letter}` stands twice in one sum")
        ranges.append(((letter.name, letter.size), int(lower), read_size(upper)))
    return expr.args[:1], tuple(ranges)


def _show_sum(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    signs = []
    for (letter, size), lower, upper in node.data:
        whole = lower == 1 and upper is size
        if style == "latex":
            signs.append(rf"\sum_{{{letter}={lower}}}^{{{upper}}} ")
        else:
            signs.append(f"Σ_{letter} " if whole else f"Σ_{letter}={lower}..{upper} ")
    return "".join(signs) + argument(0, PRODUCT), PRODUCT - 2


SUM_OP = Op(
    "sum_over",
    shape=lambda node: node.args[0].shape,
    meaning=_unlifted,
    evaluate=lambda node, *args: args[0],  # the evaluator goes through the indices
    classes=(Summed,),
    read=_read_sum,
    build=lambda args, data: summed(
        args[0], *[(_built(letter), lower, size_expr(upper)) for letter, lower, upper in data]
    ),
    show=_show_sum,
)


# --- vectors that pick out places: data is the axis and what is picked -----------------------------------------------


def _picked_meaning(lowering: Lowering, node: Node) -> Form:
    """A constant of which nothing is known: what is proved with it holds for any column."""
    name = f"places {text(node)} of {node.shape}"
    lowering.declare(name, node)
    free = sizes_of(node.shape)
    lowering.env.declare(name, free)
    return entry(lowering.env.head(ENTRY, name), free)


def _evaluate_picked(node: Node, everything: Any, upper: Any) -> Any:
    result = everything.copy()
    for place in range(len(result)):
        result[place, 0] = result[place, 0] * int(node.data <= place + 1 <= upper[0, 0].value)
    return result


def _show_picked(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    lower, upper = str(node.data), argument(1, 0)
    if lower == upper:
        return (f"e_{{{lower}}}" if style == "latex" else f"e[{lower}]"), ATOM
    return (rf"\mathbf{{1}}_{{{lower} \dots {upper}}}" if style == "latex" else f"1[{lower}..{upper}]"), ATOM


PICKED = Op(
    "picked",
    shape=lambda node: node.args[0].shape,
    meaning=_picked_meaning,
    evaluate=_evaluate_picked,
    classes=(Picked,),
    read=lambda expr: ([symbols.ones(expr.args[0]), expr.args[2]], int(expr.args[1])),
    build=lambda args, data: Picked(symbols.dimensions(args[0])[0], data, args[1]),
    show=_show_picked,
)


# --- products over labelled axes: what indices are lifted to ---------------------------------------------------------


def _einsum_shape(node: Node) -> Shape:
    sizes = label_sizes(node)
    return Shape(*[tuple(sizes[label] for label in side) for side in node.data[1:]])


def label_sizes(node: Node) -> dict[str, Size]:
    sizes: dict[str, Size] = {}
    for arg, labels in zip(node.args, node.data[0], strict=True):
        for label, size in zip(labels, (*arg.shape.rows, *arg.shape.cols), strict=True):
            if sizes.setdefault(label, size) is not size:
                raise NoRule("axes of different sizes are contracted")
    return sizes


def _einsum_meaning(lowering: Lowering, node: Node) -> Form:
    inputs, rows, cols = node.data
    axes = [[(size,) for side in arg.shape for size in side] for arg in node.args]
    forms = [lowering.forms[arg] if len(node.args) == 1 else lowering.factor(arg) for arg in node.args]
    return contract(inputs, rows + cols, axes, forms, node.shape)


def einsum_value(node: Node, lengths: dict[str, int], args: Iterable[Any]) -> Any:
    """The product at a point, `lengths` being those of the labels."""
    inputs, rows, cols = node.data
    order = [*rows, *cols, *[label for label in lengths if label not in rows + cols]]
    result: Any = None
    for labels, arg in zip(inputs, args, strict=True):
        array = arg.reshape([lengths[label] for label in labels])
        kept = list(labels)
        while len(set(kept)) < len(kept):  # an index that stands twice goes along the diagonal
            twice = next(label for label in kept if kept.count(label) > 1)
            first = kept.index(twice)
            second = kept.index(twice, first + 1)
            array = np.diagonal(array, axis1=first, axis2=second)
            kept = [label for place, label in enumerate(kept) if place not in (first, second)] + [twice]
        array = array.transpose([kept.index(label) for label in order if label in kept])
        array = array.reshape([lengths[label] if label in kept else 1 for label in order])
        result = array if result is None else result * array
    shape = [lengths[label] for label in order]
    result = result * np.ones(shape, dtype=int).astype(object) if list(result.shape) != shape else result
    for _ in order[len(rows + cols) :]:
        result = result.sum(axis=-1)
    sides = [prod(lengths[label] for label in side) for side in (rows, cols)]
    return np.asarray(result, dtype=object).reshape(sides)


def _refused(*args: Any) -> Any:
    raise NoRule("a product over labelled axes is for the index form alone")


EINSUM = Op(
    "einsum",
    shape=_einsum_shape,
    meaning=_einsum_meaning,
    evaluate=_refused,  # the evaluator knows the lengths of the axes
    classes=(),
    read=_refused,
    build=_refused,
    show=lambda style, node, argument: (" ".join(argument(i, ATOM) for i in range(len(node.args))), PRODUCT),
)
OPS = (ENTRY_OP, SUM_OP, PICKED, EINSUM)


def free_letters(node: Node, known: dict[Node, tuple[Letter, ...]]) -> tuple[Letter, ...]:
    """The indices that are free in a node, by name; `known` keeps what was found."""
    for part in walk([node], known):
        found: set[Letter] = set().union(*(known[arg] for arg in part.args))
        if part.op.name == "entry":
            found |= {spec for spec in part.data if isinstance(spec, tuple)}
        elif part.op.name == "sum_over":
            bound = {letter for letter, _, _ in part.data}
            _of_one_length(found | bound)
            found -= bound
        elif part.op.name == "symbol" and found:
            raise IllTyped(f"the index `{min(found)[0]}` is free in the definition of `{part.data[0]}`")
        _of_one_length(found)
        known[part] = tuple(sorted(found, key=lambda letter: letter[0]))
    return known[node]


def _of_one_length(letters: Iterable[Letter]) -> None:
    names = sorted(name for name, _ in letters)
    for name, following in pairwise(names):
        if name == following:
            raise IllTyped(f"the index `{name}` goes through axes of different lengths")
