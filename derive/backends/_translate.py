"""The shared graph of an expression as array expressions: one rule for each operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from derive.backends import _stable, _structured
from derive.backends._array import Array, Arrays, Scale, length, size_scale, split
from derive.backends._chain import inner
from derive.backends._multiply import Value
from derive.backends._network import chain, diagonal, made, trace
from derive.backends._place import overlaid, placed
from derive.backends._scale import gathered
from derive.backends._sums import shared
from derive.core.errors import NoRule, Unreadable
from derive.core.function import Function, Poly, differentiated, opaque_parts
from derive.core.op import SCALAR, Node, Shape, walk
from derive.core.text import text


class Factors(NamedTuple):
    """A product of matrices, and the scalars that multiply it."""

    scalars: tuple[Array, ...]
    matrices: tuple[Value, ...]


# what multiplies matrices in a row: a sum is a product with ones
CHAINS = ("product", "total", "row_sums", "column_sums")


class Translation:
    """What the nodes are as arrays. `arguments` are not looked into; `given` names what opaque functions stand for."""

    def __init__(
        self,
        roots: Collection[Node],
        arguments: Collection[Node],
        given: Mapping[str, object],
        known: Mapping[str, Function],
    ) -> None:
        positive = {text for text, function in known.items() if _is_nonnegative(function)}
        self.arrays = Arrays(positive)
        self.arguments, self.given, self.known = arguments, given, known
        self.done: dict[Node, Array] = {}
        self.factors: dict[Node, Factors] = {}
        for argument in arguments:
            self.done[argument] = self.arrays.argument(argument.data[0], argument.shape)
        order = list(walk(roots, self.done))
        self.uses = Counter(arg for node in order for arg in node.args)
        self.uses.update(roots)
        inside = {arg for node in order if node.op.name in (*CHAINS, "trace", "diagonal") for arg in node.args}
        for node in order:
            if node.op.name in CHAINS:
                self.factors[node] = self._factors(node)
                # the factors of a product that is used once, within another, join those of the other
                if self.uses[node] == 1 and node in inside and node.shape != SCALAR:
                    continue
            rule = RULES.get(node.op.name)
            if rule is None:
                raise NoRule(f"no code can be generated for `{text(node)}`: no rule is known for {node.op.name}")
            self.done[node] = rule(self, node)

    def array(self, node: Node) -> Array:
        if node not in self.done:
            self.done[node] = RULES[node.op.name](self, node)
        return self.done[node]

    def each(self, node: Node) -> list[Array]:
        return [self.array(arg) for arg in node.args]

    def joined(self, node: Node) -> bool:
        """The factors of this product stand for it where it is used."""
        return node.op.name in CHAINS and node not in self.done

    def _factors(self, node: Node) -> Factors:
        """Left to right; what multiplies to a scalar on the way is one."""
        scalars: list[Array] = []
        matrices: list[Value] = []
        (rows, cols), one = node.args[0].shape, self.arrays.one
        if rows and node.op.name in ("total", "column_sums"):
            matrices.append(Value(one, Shape((), rows)))
        for arg in node.args:
            if arg.shape == SCALAR:
                scalars.append(self.array(arg))
                continue
            if self.joined(arg):
                scalars.extend(self.factors[arg].scalars)
                matrices.extend(self.factors[arg].matrices)
            else:
                matrices.append(Value(self.array(arg), arg.shape))
            if not matrices[0].shape.rows and not matrices[-1].shape.cols:
                scalars.append(chain(self.arrays, matrices).array)
                matrices = []
        if matrices and cols and node.op.name in ("total", "row_sums"):
            matrices.append(Value(one, Shape(cols, ())))
            if node.shape == SCALAR:
                scalars.append(chain(self.arrays, matrices).array)
                matrices = []
        return Factors(tuple(scalars), tuple(matrices))

    def polynomial(self, poly: Poly, z: Array) -> Array:
        """A polynomial in functions of z, with what all terms share taken out: σ(1 - σ), not σ - σσ."""
        shared = Counter(poly[0][1]) if poly else Counter()
        for _, names in poly:
            shared &= Counter(names)
        terms = []
        for coefficient, names in poly:
            rest = (Counter(names) - shared).elements()
            factors = [self.function(name, z) for name in rest]
            terms.append(self.arrays.scaled(Scale(Fraction(coefficient)), self.arrays.times(factors)))
        common = [self.function(name, z) for name in shared.elements()]
        return _stable.times(self.arrays, [*common, _stable.add(self.arrays, terms)])

    def function(self, name: str, z: Array) -> Array:
        """A known function; those with a form that does not overflow have it."""
        if name in REWRITTEN:
            return REWRITTEN[name](self.arrays, z)
        if name not in self.known:
            raise NoRule(f"`{name}` is not a function that is known: these are {', '.join(sorted(self.known))}")
        return self.arrays.function(name, z)


def _is_nonnegative(function: Function) -> bool:
    return function.nonnegative or ((1, (function.name,)),) in function.positive


REWRITTEN: Mapping[str, Callable[[Arrays, Array], Array]] = {
    "id": lambda arrays, z: z,
    "log": _stable.log,
    "reciprocal": lambda arrays, z: _stable.divide(arrays, arrays.one, z),
    "sigmoid": lambda arrays, z: arrays.sigmoid(z),
}


# --- rules -----------------------------------------------------------------------------------------------------------


def _symbol(self: Translation, node: Node) -> Array:
    name = node.data[0]
    if not node.args:
        raise Unreadable(f"`{name}` is neither an argument nor defined")
    array = self.array(node.args[0])
    # a name would mislead where the matrix is not stored whole
    return self.arrays.named(name, array) if array.shape == node.shape else array


def _add(self: Translation, node: Node) -> Array:
    return _stable.add(self.arrays, self.each(node))


def _product(self: Translation, node: Node) -> Array:
    scalars, matrices = self.factors[node]
    if not matrices:
        return _stable.times(self.arrays, scalars)
    product = chain(self.arrays, matrices).array
    return self.arrays.times([*scalars, product])


def _trace(self: Translation, node: Node) -> Array:
    """The trace of a sum is taken term by term, so that no product in it is made."""
    terms = []
    pending = list(node.args)
    rows = size_scale(length(pending[0].shape.rows))
    while pending:
        part = pending.pop()
        if part.op.name in ("add", "transpose") and self.uses[part] == 1:
            pending.extend(reversed(part.args))
        elif part.shape == SCALAR:
            # a scalar in a sum stands in every entry
            terms.append(self.arrays.scaled(rows, self.array(part)))
        elif part in self.factors and self.uses[part] == 1:
            scalars, matrices = self.factors[part]
            terms.append(self.arrays.times([*scalars, trace(self.arrays, matrices)]))
        else:
            terms.append(trace(self.arrays, [Value(self.array(part), part.shape)]))
    return _stable.add(self.arrays, terms)


def _diagonal(self: Translation, node: Node) -> Array:
    (arg,) = node.args
    if self.joined(arg):
        scalars, matrices = self.factors[arg]
        return self.arrays.times([*scalars, diagonal(self.arrays, matrices)])
    return diagonal(self.arrays, [Value(self.array(arg), arg.shape)])


def _kron(self: Translation, node: Node) -> Array:
    """From the left: (A ⊗ B) ⊗ C."""
    result, shape = self.array(node.args[0]), node.args[0].shape
    for arg in node.args[1:]:
        result = _structured.kron(self.arrays, result, self.array(arg), (shape, arg.shape))
        shape = Shape(shape.rows + arg.shape.rows, shape.cols + arg.shape.cols)
    return result


def _vec(self: Translation, node: Node) -> Array:
    rows, cols = node.args[0].shape
    return _structured.column(self.arrays, self.arrays.transposed(self.array(node.args[0])), Shape(cols, rows))


def _inverse(self: Translation, node: Node) -> Array:
    array = self.array(node.args[0])
    if node.shape == SCALAR:
        return _stable.divide(self.arrays, self.arrays.one, array)
    return _structured.inverse(self.arrays, array, node.shape)


def _det(self: Translation, node: Node) -> Array:
    array, shape = self.array(node.args[0]), node.args[0].shape
    return array if shape == SCALAR else _structured.det(self.arrays, array, shape)


def _softmax(self: Translation, node: Node) -> Array:
    """What repeats along the axis has equal parts there."""
    z = self.array(node.args[0])
    if z.shape[node.data]:
        return _stable.softmax(self.arrays, z, [node.data])
    return self.arrays.constant(size_scale(length(node.shape[node.data])).inverse())


def _logsumexp(self: Translation, node: Node) -> Array:
    z, axis = self.array(node.args[0]), node.args[0].shape[node.data]
    if z.shape[node.data]:
        return _stable.logsumexp(self.arrays, z, [node.data])
    count = self.arrays.constant(size_scale(length(axis)))
    return self.arrays.add([z, self.arrays.function("log", count)])


def _norm(self: Translation, node: Node) -> Array:
    """‖c X‖ = |c| ‖X‖; what repeats is summed as often as it does."""
    arrays, array, shape = self.arrays, self.array(node.args[0]), node.args[0].shape
    scale, body = split(array)
    if body and all(bool(stored) == bool(axis) for stored, axis in zip(body.shape, shape, strict=True)):
        size = Scale(abs(scale.coefficient), scale.sizes)
        return arrays.scaled(size, arrays.function("abs", body) if shape == SCALAR else arrays.make("norm", [body]))
    return arrays.function("sqrt", inner(arrays, Value(array, shape), Value(array, shape)))


def _apply(self: Translation, node: Node) -> Array:
    z, name = self.array(node.args[0]), str(node.data)
    letter, order = opaque_parts(name)
    if name in self.given:
        letter, order = name, 0
    elif name in self.known:
        return self.function(name, z)
    meant = self.given.get(letter)
    if not isinstance(meant, str):
        return self.arrays.opaque(name, z)
    if meant not in self.known:
        self.function(meant, z)
    first: Poly = self.known[meant].derivative
    if order > 1 and {inner for _, names in first for inner in names} == {meant}:
        # f' = p(f), so every further derivative is a multiple of p(f), and as small as that far out
        return _stable.times(self.arrays, [self.polynomial(first, z), self.polynomial(_above(first, order), z)])
    poly: Poly = ((1, (meant,)),)
    for _ in range(order):
        poly = differentiated(poly, self.known)
    return self.polynomial(poly, z)


def _above(first: Poly, order: int) -> Poly:
    """r(f), where f' = p(f) is the `first` derivative and the one of this order is r(f) p(f)."""
    (name,) = {inner for _, names in first for inner in names}
    rest: dict[int, int | Fraction] = {0: 1}  # coefficients by power
    for _ in range(order - 1):
        whole: dict[int, int | Fraction] = {}
        for power, c in rest.items():
            for factor, names in first:
                whole[power + len(names)] = whole.get(power + len(names), 0) + c * factor
        rest = {power - 1: power * c for power, c in whole.items() if power and c}
    return tuple((c, (name,) * power) for power, c in rest.items())


def _none(kind: str) -> Callable[[Translation, Node], Array]:
    def rule(self: Translation, node: Node) -> Array:
        raise NoRule(f"no code can be generated for `{text(node)}`: {kind} must be worked out first")

    return rule


RULES: Mapping[str, Callable[[Translation, Node], Array]] = {
    "symbol": _symbol,
    "number": lambda self, node: self.arrays.constant(Scale(node.data)),
    "size": lambda self, node: self.arrays.constant(size_scale(node.data)),
    "add": _add,
    **dict.fromkeys(CHAINS, _product),
    "hadamard": lambda self, node: _stable.times(self.arrays, self.each(node)),
    "quotient": lambda self, node: _stable.divide(self.arrays, *self.each(node)),
    "transpose": lambda self, node: self.arrays.transposed(self.array(node.args[0])),
    "trace": _trace,
    "apply": _apply,
    "ones": lambda self, node: self.arrays.one,
    "zeros": lambda self, node: self.arrays.zero,
    "identity": lambda self, node: self.arrays.eye(node.data),
    "kron": _kron,
    "vec": _vec,
    "commutation": lambda self, node: _structured.commutation(self.arrays, *node.data),
    "diag": lambda self, node: _structured.diag(self.arrays, self.array(node.args[0]), length(node.shape.rows)),
    "diagonal": _diagonal,
    "inverse": _inverse,
    "det": _det,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "norm": _norm,
    "d": _none("a differential"),
    **dict.fromkeys(("partial", "jacobian", "hessian"), _none("a derivative")),
    "cases": _none("a value by pieces"),
    **dict.fromkeys(("entry", "sum_over", "picked", "einsum"), _none("what has indices")),
    "functional": _none("an unknown function of a matrix"),
}


def translate(
    roots: Iterable[Node], arguments: Collection[Node], given: Mapping[str, object], known: Mapping[str, Function]
) -> tuple[list[Array], dict[Array, str]]:
    """The array expressions of the roots, with everything that they have in common shared, and the names of some."""
    nodes = list(roots)
    translation = Translation(nodes, arguments, given, known)
    arrays = translation.arrays
    found = shared(arrays, made(arrays, [translation.array(node) for node in nodes]))
    return overlaid(arrays, *gathered(arrays, *placed(arrays, found)))
