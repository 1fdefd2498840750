"""Expression -> index form. What two expressions mean here *is* the definition of their equality."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product

from derive.core.environment import DIFFERENTIAL, ENTRY, Environment
from derive.core.errors import IllTyped, NoRule
from derive.core.form import DELTA, Factor, Form, Open, content, fresh_indices, opened, subtract_multiple, times
from derive.core.op import Axis, Node, Shape, walk

LONG = 2  # factors beyond which a product gets a name


def sizes_of(shape: Shape) -> tuple[int, ...]:
    """The free indices of a form of this shape: those of the rows, then those of the columns."""
    return tuple(size.number for size in chain(shape.rows, shape.cols))


class Lowering:
    """Forms of nodes over one environment, each worked out once.

    `varying` are the variables that a differential varies; all others are constants under d.
    """

    def __init__(
        self,
        env: Environment,
        varying: tuple[str, ...] = (),
        symbols: dict[str, Node] | None = None,
        origins: dict[str, Node] | None = None,
    ) -> None:
        self.env = env
        self.origins: dict[str, Node] = {} if origins is None else origins  # what automatic names were made for
        self.varying = tuple(sorted(varying))
        self.forms: dict[Node, Form] = {}
        self.symbols: dict[str, Node] = {} if symbols is None else symbols

    def form(self, root: Node) -> Form:
        for node in walk([root], self.forms):
            self.env.meet(sizes_of(node.shape))
            if node.op.name == "size":
                self.env.meet([node.data.number])
            self.forms[node] = node.op.meaning(self, node)
        return self.forms[root]

    def declare(self, name: str, node: Node) -> None:
        """One name, one thing."""
        if self.symbols.setdefault(name, node) is not node:
            raise IllTyped(f"`{name}` stands for two different things")

    def symbol(self, form: Form) -> tuple[str, tuple[int, ...]]:
        """A symbol and indices (among the form's free ones) of which the form is the entry, named where it must be."""
        if len(form.terms) == 1:
            (((scale, bound, factors), coefficient),) = form.terms.items()
            if coefficient == 1 and not scale and not bound and len(factors) == 1:
                head = self.env.heads[factors[0][0]]
                indices = factors[0][1:]
                if head.fn == ENTRY and factors[0][0] != DELTA and len(set(indices)) == len(indices):
                    return head.symbol, indices
        used = sorted({i for key in form.terms for factor in key[2] for i in factor[1:] if i < len(form.free)})
        small = Form(tuple(form.free[i] for i in used))
        where = {i: place for place, i in enumerate(used)}
        for key, coefficient in form.terms.items():
            indices = tuple(where.get(i, -1) for i in range(len(form.free)))
            small.add(opened(key, coefficient, indices, fresh_indices()))
        turned = self._turned(small)
        if turned is not None:
            return turned, tuple(reversed(used))
        return self.env.abbreviate(small), tuple(used)

    def _turned(self, form: Form) -> str | None:
        """The name of the transpose of a form, where that has one and the form itself has none."""
        if len(form.free) != 2 or self.env.name_of(form) is not None:
            return None
        other = Form((form.free[1], form.free[0]))
        for key, coefficient in form.terms.items():
            other.add(opened(key, coefficient, (1, 0), fresh_indices()))
        return self.env.name_of(other)

    def single(self, form: Form) -> Form:
        """The form as at most one short term: a sum or a long product gets a name, so that nothing is multiplied out.

        The scalar that all terms share stays outside, so a form and its multiples get the same name.
        """
        if len(form.terms) <= 1 and all(len(factors) <= LONG for _, _, factors in form.terms):
            return form
        number, scale, rest = content(form)
        named = self.named(ENTRY, rest)
        ((_, _, factors),) = named.terms
        return Form(form.free, {(scale, (), factors): number})

    def factor(self, node: Node) -> Form:
        return self.single(self.forms[node])

    def named(self, fn: str, form: Form) -> Form:
        """The form that is one factor: `fn` of the entry of a symbol."""
        name, indices = self.symbol(form)
        if fn in self.symbols:
            raise IllTyped(f"`{fn}` is the name of a function and of something else")
        return Form(form.free, {((), (), ((self.env.head(fn, name), *indices),)): 1})

    def differential(self, node: Node) -> Form:
        """d of a node as one factor; zero for constants and variables that do not vary."""
        form = self.forms[node]
        if not any(self.env.mentioned(form)):
            return Form(form.free)
        name, indices = self.symbol(form)
        if name not in self.env.definitions and name not in self.varying:
            return Form(form.free)
        head = self.env.head(DIFFERENTIAL, name, self.varying)
        return Form(form.free, {((), (), ((head, *indices),)): 1})


Labels = tuple[str, ...]


def contract(
    inputs: Sequence[Labels], output: Labels, shapes: Sequence[Sequence[Axis]], factors: Sequence[Form], shape: Shape
) -> Form:
    """The contraction of forms by labels of axes; each has a single term, or there is only one form.

    A label stands for a whole axis, that is for a list of indices. Labels that the result lacks are summed over, and
    a label that stands twice in it makes a diagonal. `shape` is that of the result.
    """
    axes: dict[str, Axis] = {}
    for labels, arg_shape in zip(inputs, shapes, strict=True):
        for label, sizes in zip(labels, _axes(arg_shape, labels), strict=True):
            if axes.setdefault(label, sizes) != sizes:
                raise NoRule(made_up(axes[label], sizes))
    names: dict[str, tuple[int, ...]] = {}
    deltas: list[Factor] = []
    place = 0
    for label in output:
        indices = tuple(range(place, place + len(axes[label])))
        deltas += [(DELTA, i, j) for i, j in zip(names.setdefault(label, indices), indices, strict=True) if i != j]
        place += len(indices)
    fresh = fresh_indices()
    bound: dict[int, int] = {}
    for label, sizes in axes.items():
        if label not in names:
            names[label] = tuple(next(fresh) for _ in sizes)
            bound.update(zip(names[label], (size.number for size in sizes), strict=True))
    result = Form(sizes_of(shape))
    for chosen in product(*[factor.terms.items() for factor in factors]):
        term = Open(1, {}, dict(bound), list(deltas))
        for labels, (key, coefficient) in zip(inputs, chosen, strict=True):
            at = [i for label in labels for i in names[label]]
            term = times(term, opened(key, coefficient, at, fresh))
        result.add(term)
    return result


def scaled(form: Form, factor: Form) -> Form | None:
    """The form times a number or a size; None where the factor is neither. Nothing grows, so no name is needed."""
    if len(factor.terms) != 1:
        return None
    (((scale, bound, factors), coefficient),) = factor.terms.items()
    if bound or factors or factor.free:
        return None
    result = Form(form.free)
    subtract_multiple(result, -coefficient, (scale, (), ()), form, tuple(range(len(form.free))))
    return result


def made_up(left: Axis, right: Axis) -> str:
    """Why axes of one length cannot be held against each other: nothing says which entry is which."""
    one, other = (str(Shape(sizes, ()))[:-4] for sizes in (left, right))
    return f"an axis of length {one} meets one of length {other}, which is made up differently"


def _axes(shape: Sequence[Axis], labels: Labels) -> Sequence[Axis]:
    return () if not labels else shape


def total(lowering: Lowering, node: Node) -> Form:
    """The sum of forms, a scalar being added to every entry."""
    result = Form(sizes_of(node.shape))
    for arg in node.args:
        form = lowering.forms[arg]
        if form.free == result.free:
            result.add_form(form)
        elif form.free:
            raise NoRule(made_up(*_different(arg.shape, node.shape)))
        else:
            for key, coefficient in form.terms.items():
                result.add(opened(key, coefficient, (), fresh_indices()))
    return result


def _different(left: Shape, right: Shape) -> tuple[Axis, Axis]:
    return (left.rows, right.rows) if left.rows != right.rows else (left.cols, right.cols)
