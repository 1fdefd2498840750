"""Expressions with indices as arrays: one axis for each index that is free, then the rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from derive.core.errors import NoRule
from derive.core.op import Node, Shape, walk
from derive.core.op import make as make_node
from derive.core.sizes import ONE, Size
from derive.core.text import text
from derive.ops import elementwise, indexed, multilinear, tensor
from derive.ops.atom import NUMBER, SIZE
from derive.ops.derivative import JACOBIAN
from derive.ops.indexed import EINSUM, Letter, free_letters

Labels = tuple[str, ...]
INDEXED = ("entry", "sum_over")
NEAR = 12  # places that are written one by one


class Lifted(NamedTuple):
    """A node whose rows are the free letters and then the rows of what it stands for, which has this shape."""

    node: Node
    letters: tuple[Letter, ...]
    shape: Shape

    def labels(self, rows: Labels, cols: Labels) -> Labels:
        return (*_names(self.letters), *rows, *cols)


class Lift:
    """Nodes without indices for nodes with them; what has none stays as it is."""

    def __init__(self) -> None:
        self._free: dict[Node, tuple[Letter, ...]] = {}
        self._done: dict[Node, Lifted] = {}
        self._touched: dict[Node, bool] = {}

    def letters(self, node: Node) -> tuple[Letter, ...]:
        """The indices that are free."""
        return free_letters(node, self._free) if self._is_touched(node) else ()

    def node(self, node: Node, letters: tuple[Letter, ...] = ()) -> Node:
        """The array over these letters, which include those that are free."""
        if not letters and not self._is_touched(node):
            return node
        self.letters(node)  # which looks whether they fit
        for part in walk([node], self._done):
            self._done[part] = self._lifted(part)
        found = self._done[node]
        return found.node if found.letters == letters else self._spread(found, letters, found.shape).node

    def _is_touched(self, node: Node) -> bool:
        """Whether there is an index anywhere below, free or summed over."""
        for part in walk([node], self._touched):
            self._touched[part] = part.op.name in INDEXED or any(map(self._touched.__getitem__, part.args))
        return self._touched[node]

    def _lifted(self, node: Node) -> Lifted:
        if not self._is_touched(node):
            return Lifted(node, (), node.shape)
        name = node.op.name
        args = [self._done[arg] for arg in node.args]
        if not any(arg.letters for arg in args) and name not in INDEXED:
            return Lifted(make_node(node.op, [arg.node for arg in args], node.data), (), node.shape)
        method = getattr(self, f"_{name}", None)
        if method is not None:
            found = method(node, args)
        elif name in multilinear.PATTERNS:
            found = self._patterned(multilinear.PATTERNS[name], args[0], node)
        else:
            raise NoRule(f"`{text(node)}`: an index inside of `{name}` has no rule")
        assert isinstance(found, Lifted)
        return found

    # --- indices -----------------------------------------------------------------------------------------------------

    def _entry(self, node: Node, args: list[Lifted]) -> Lifted:
        (of,) = args
        sides: list[Labels] = []
        kept: list[Labels] = []
        factors: list[tuple[Lifted, Labels, Labels]] = []
        for side, (spec, sizes) in enumerate(zip(node.data, of.shape, strict=True)):
            own = tuple(f"{'rc'[side]}{place}" for place in range(len(sizes)))
            if isinstance(spec, tuple):
                sides.append(_names([spec]))
                kept.append(())
                continue
            sides.append(own)
            kept.append(own if spec is None else ())
            if isinstance(spec, int) and own:
                ones = make_node(tensor.ONES, (), (sizes[0], ONE))
                place = make_node(indexed.PICKED, (ones, _number(spec)), spec)
                factors.append((Lifted(place, (), place.shape), own, ()))
        return self._einsum([(of, sides[0], sides[1]), *factors], self.letters(node), kept[0], kept[1])

    def _sum_over(self, node: Node, args: list[Lifted]) -> Lifted:
        (body,) = args
        factors: list[tuple[Lifted, Labels, Labels]] = []
        for letter, lower, upper in node.data:
            ones = make_node(tensor.ONES, (), (letter[1], ONE))
            if lower != 1 or upper is not letter[1]:
                picked = _places(ones, lower, upper)
                factors.append((Lifted(picked, (), picked.shape), _names([letter]), ()))
            elif letter not in body.letters:
                factors.append((Lifted(ones, (), ones.shape), _names([letter]), ()))
        own = _own(body.shape)
        return self._einsum([(body, *own), *factors], self.letters(node), *own)

    # --- operations --------------------------------------------------------------------------------------------------

    def _add(self, node: Node, args: list[Lifted]) -> Lifted:
        letters = self.letters(node)
        parts = [self._spread(arg, letters, node.shape).node for arg in args]
        return Lifted(make_node(node.op, parts, None), letters, node.shape)

    def _hadamard(self, node: Node, args: list[Lifted]) -> Lifted:
        own = _own(node.shape)
        return self._einsum(
            [(arg, *(own if arg.shape != ((), ()) else ((), ()))) for arg in args], self.letters(node), *own
        )

    def _product(self, node: Node, args: list[Lifted]) -> Lifted:
        """Scalars multiply every entry; matrices are joined one after the other."""
        inputs: list[tuple[Lifted, Labels, Labels]] = []
        first: Labels | None = None
        at: Labels = ()
        for place, arg in enumerate(args):
            if arg.shape == ((), ()):
                inputs.append((arg, (), ()))
                continue
            fresh = first is None or (not first and not at)  # nothing yet, or a row times a column: a scalar
            rows = tuple(f"p{place}r{k}" for k in range(len(arg.shape.rows))) if fresh else at
            cols = tuple(f"p{place}c{k}" for k in range(len(arg.shape.cols)))
            if len(rows) != len(arg.shape.rows):
                raise NoRule(f"in `{text(node)}`, axes that are made up differently are joined")
            first = rows if fresh else first
            at = cols
            inputs.append((arg, rows, cols))
        return self._einsum(inputs, self.letters(node), first or (), at)

    def _transpose(self, node: Node, args: list[Lifted]) -> Lifted:
        rows, cols = _own(args[0].shape)
        return self._einsum([(args[0], rows, cols)], self.letters(node), cols, rows)

    def _trace(self, node: Node, args: list[Lifted]) -> Lifted:
        rows, _ = _own(args[0].shape)
        return self._einsum([(args[0], rows, rows)], self.letters(node), (), ())

    def _apply(self, node: Node, args: list[Lifted]) -> Lifted:
        return Lifted(make_node(node.op, [args[0].node], node.data), args[0].letters, node.shape)

    def _d(self, node: Node, args: list[Lifted]) -> Lifted:
        return self._apply(node, args)

    def _quotient(self, node: Node, args: list[Lifted]) -> Lifted:
        top, bottom = args
        below = Lifted(make_node(elementwise.APPLY, [bottom.node], "reciprocal"), bottom.letters, bottom.shape)
        return self._hadamard(node, [top, below])

    def _norm(self, node: Node, args: list[Lifted]) -> Lifted:
        own = _own(args[0].shape)
        squares = self._einsum([(args[0], *own), (args[0], *own)], self.letters(node), (), ())
        return Lifted(make_node(elementwise.APPLY, [squares.node], "sqrt"), squares.letters, node.shape)

    def _softmax(self, node: Node, args: list[Lifted]) -> Lifted:
        exponential, sums = self._exponentials(node, args[0])
        below = Lifted(make_node(elementwise.APPLY, [sums.node], "reciprocal"), sums.letters, sums.shape)
        rows, cols = _own(node.shape)
        kept = ((), cols) if node.data == 0 else (rows, ())
        return self._einsum([(exponential, rows, cols), (below, *kept)], self.letters(node), rows, cols)

    def _logsumexp(self, node: Node, args: list[Lifted]) -> Lifted:
        _, sums = self._exponentials(node, args[0])
        return Lifted(make_node(elementwise.APPLY, [sums.node], "log"), sums.letters, node.shape)

    def _exponentials(self, node: Node, arg: Lifted) -> tuple[Lifted, Lifted]:
        exponential = Lifted(make_node(elementwise.APPLY, [arg.node], "exp"), arg.letters, arg.shape)
        rows, cols = _own(arg.shape)
        kept = ((), cols) if node.data == 0 else (rows, ())
        return exponential, self._einsum([(exponential, rows, cols)], arg.letters, *kept)

    def _partial(self, node: Node, args: list[Lifted]) -> Lifted:
        """The gradients of all the scalars at once: a Jacobian, whose columns are those of vec X."""
        loss, variable = args
        jacobian = make_node(JACOBIAN, [loss.node, variable.node])
        rows, cols = _own(node.shape)
        whole = Lifted(jacobian, (), jacobian.shape)
        return self._einsum([(whole, _names(loss.letters), (*cols, *rows))], self.letters(node), rows, cols)

    def _patterned(self, pattern: Any, arg: Lifted, node: Node) -> Lifted:
        inputs, rows, cols = pattern
        axes = dict(zip(inputs[0], arg.shape, strict=True))
        labels = {letter: tuple(f"{letter}{k}" for k in range(len(sizes))) for letter, sizes in axes.items()}
        row, col = (labels[letter] for letter in inputs[0])
        above, across = (tuple(label for letter in side for label in labels[letter]) for side in (rows, cols))
        return self._einsum([(arg, row, col)], self.letters(node), above, across)

    # --- products over labelled axes ---------------------------------------------------------------------------------

    def _spread(self, arg: Lifted, letters: Sequence[Letter], shape: Shape) -> Lifted:
        """The same for every letter that it lacks, and for every entry where it is a scalar."""
        own = _own(shape)
        return self._einsum([(arg, *_own_unless_scalar(arg, own))], letters, *own, like=shape)

    def _einsum(
        self,
        inputs: Sequence[tuple[Lifted, Labels, Labels]],
        letters: Sequence[Letter],
        rows: Labels,
        cols: Labels,
        like: Shape | None = None,
    ) -> Lifted:
        labels = [arg.labels(r, c) for arg, r, c in inputs]
        nodes = [arg.node for arg, _, _ in inputs]
        sizes: dict[str, Size] = {}
        for node, words in zip(nodes, labels, strict=True):
            sizes.update(zip(words, (*node.shape.rows, *node.shape.cols), strict=True))
        wanted = dict(zip(_names(letters), (size for _, size in letters if size is not ONE), strict=True))
        if like is not None:
            wanted |= dict(zip(rows + cols, (*like.rows, *like.cols), strict=True))
        for label, size in wanted.items():
            if label not in sizes:
                sizes[label] = size
                nodes.append(make_node(tensor.ONES, (), (size, ONE)))
                labels.append((label,))
        out = _names(letters) + rows
        shape = Shape(tuple(sizes[label] for label in rows), tuple(sizes[label] for label in cols))
        if len(nodes) == 1 and labels[0] == out + cols and len(set(labels[0])) == len(labels[0]):
            if len(nodes[0].shape.cols) == len(cols):
                return Lifted(nodes[0], tuple(letters), shape)
        return Lifted(make_node(EINSUM, nodes, (tuple(labels), out, cols)), tuple(letters), shape)


def _names(letters: Sequence[Letter]) -> Labels:
    return tuple(f"@{name}" for name, size in letters if size is not ONE)


def _places(ones: Node, lower: int, upper: Size) -> Node:
    """1[lower..upper] by its single places where these are few: 1 - e_1 - ..., or e_lower + ... + e_upper."""
    size = upper.constant
    if upper is ones.shape.rows[0] and lower <= NEAR:
        minus = [make_node(tensor.PRODUCT_OP, (_number(-1), _unit(ones, place))) for place in range(1, lower)]
        return make_node(tensor.ADD, (ones, *minus))
    if size is not None and lower < size <= lower + NEAR:
        return make_node(tensor.ADD, [_unit(ones, place) for place in range(lower, size + 1)])
    return make_node(indexed.PICKED, (ones, make_node(SIZE, (), upper) if size is None else _number(size)), lower)


def _unit(ones: Node, place: int) -> Node:
    return make_node(indexed.PICKED, (ones, _number(place)), place)


def _own_unless_scalar(arg: Lifted, own: tuple[Labels, Labels]) -> tuple[Labels, Labels]:
    return own if arg.shape != ((), ()) else ((), ())


def _own(shape: Shape) -> tuple[Labels, Labels]:
    rows, cols = ([f"{'rc'[side]}{place}" for place in range(len(sizes))] for side, sizes in enumerate(shape))
    return tuple(rows), tuple(cols)


def _number(value: int) -> Node:
    return make_node(NUMBER, (), Fraction(value))
