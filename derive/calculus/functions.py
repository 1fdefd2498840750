"""df(U) from dU, for functions entry by entry, f'(U) ∘ dU, and for those of a whole matrix, -U⁻¹ dU U⁻¹."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from derive.calculus.written import (
    Scale,
    d,
    hadamard,
    lengths,
    make,
    number,
    product,
    quotient,
    scaled,
    total,
    trace,
    transposed,
)
from derive.core.errors import NoRule
from derive.core.function import Poly, derivative_of
from derive.core.op import SCALAR, Node
from derive.ops import language

Rule = tuple[Node, Node]  # left = right
Change = Node | None  # a differential; None is zero
Names = Mapping[Node, Node]  # of the author, by what they stand for


def in_general(node: Node) -> Rule:
    """df(U) of the node f(U), of a number df(u), with a letter for the argument."""
    (argument,) = node.args
    letter = make("symbol", data=("u" if argument.shape == SCALAR else "U", *lengths(argument.shape)))
    applied = make(node.op.name, letter, data=node.data)
    return d(applied), SLOPES[node.op.name](applied, d(letter), {}) or number(0)


def _by_entries(node: Node, change: Node, names: Names) -> Change:
    """f'(U) ∘ dU for the node f(U), in the author's names for functions of U."""
    shared, rest = _factored(derivative_of(node.data, language().functions.get(node.data)))
    if not rest:
        return None
    (argument,) = node.args

    def entries(functions: Iterable[str]) -> list[Node]:
        applied = [argument if f == "id" else make("apply", argument, data=f) for f in functions]
        return [names.get(entry, entry) for entry in applied]

    roots = [f for f in shared if f != "reciprocal" and "reciprocal" in shared and _is_root(f)][:1]
    factors = entries(f for f in shared if f not in ("reciprocal", *roots))
    below = [*entries(roots), *[argument] * (shared.count("reciprocal") - len(roots))]
    scale = Scale(Fraction(rest[0][0])) if len(rest) == 1 else Scale()
    if len(rest) > 1:
        factors.append(total([scaled(Scale(Fraction(c)), hadamard(*entries(part))) for c, part in rest]))
    top = hadamard(*factors, change)
    return scaled(scale, quotient(top, hadamard(*below)) if below else top)


def _is_root(function: str) -> bool:
    """Whether f(u) f(u) = u, so that f(u)/u is written as 1/f(u)."""
    record = language().functions.get(function)
    return record is not None and ((1, (function, function)), (-1, ("id",))) in record.laws


def _factored(poly: Poly) -> tuple[list[str], Poly]:
    """The functions that all terms share, and what is left of each term."""
    left = [(c, list(functions)) for c, functions in poly]
    shared = [f for f in dict.fromkeys(left[0][1] if left else ()) if all(f in functions for _, functions in left)]
    for f in shared:
        for _, functions in left:
            functions.remove(f)
    return shared, tuple((c, tuple(functions)) for c, functions in left)


def _inverse(node: Node, change: Node, names: Names) -> Change:
    """d U⁻¹ = -U⁻¹ dU U⁻¹"""
    value = names.get(node, node)
    return scaled(Scale(Fraction(-1)), product(value, change, value))


def _det(node: Node, change: Node, names: Names) -> Change:
    """d det U = det(U) tr(U⁻¹ dU)"""
    inverse = make("inverse", *node.args)
    return product(names.get(node, node), trace(product(names.get(inverse, inverse), change)))


def _norm(node: Node, change: Node, names: Names) -> Change:
    """d ‖U‖ = tr(Uᵀ dU) / ‖U‖"""
    return quotient(trace(product(transposed(node.args[0]), change)), names.get(node, node))


def _softmax(node: Node, change: Node, names: Names) -> Change:
    """dS = S ∘ (dU - 1 1ᵀ (S ∘ dU)), over rows S ∘ (dU - (S ∘ dU) 1 1ᵀ)"""
    value = names.get(node, node)
    rows, cols = lengths(node.shape)
    length = rows if node.data == 0 else cols
    ones = make("ones", data=(length, length))
    weighted = hadamard(value, change)
    sums = product(ones, weighted) if node.data == 0 else product(weighted, ones)
    return hadamard(value, total([change, scaled(Scale(Fraction(-1)), sums)]))


def _logsumexp(node: Node, change: Node, names: Names) -> Change:
    """1ᵀ (softmax(U) ∘ dU), over rows (softmax(U) ∘ dU) 1"""
    slope = make("softmax", *node.args, data=node.data)
    weighted = hadamard(names.get(slope, slope), change)
    rows, cols = lengths(change.shape)
    one = lengths(node.shape)[node.data]
    if node.data == 0:
        return product(make("ones", data=(one, rows)), weighted)
    return product(weighted, make("ones", data=(cols, one)))


def _functional(node: Node, change: Node, names: Names) -> Change:
    """dE(U) = tr(∇E(U)ᵀ dU)"""
    name, order = node.data
    if order:
        raise NoRule("there is no rule to explain the differential of the gradient of an unknown loss with")
    slope = make("functional", *node.args, data=(name, 1))
    return trace(product(transposed(names.get(slope, slope)), change))


SLOPES: Mapping[str, Callable[[Node, Node, Names], Change]] = {
    "apply": _by_entries,
    "inverse": _inverse,
    "det": _det,
    "norm": _norm,
    "functional": _functional,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
}
