"""Slips with the derivative of a function: f(z) for f'(z), and the factor f'(z) left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from derive.core.errors import DeriveError
from derive.core.function import derivative_of
from derive.core.op import SCALAR, Node, walk
from derive.core.read import Language

Change = tuple[str, Node, Node]  # the defect, what is written, and what is meant


def slope(language: Language, node: Node) -> Node | None:
    """f'(z) for f(z), where it is not 0."""
    make, terms = language.make, []
    for coefficient, names in derivative_of(node.data, language.functions.get(node.data)):
        factors = [make("apply", *node.args, data=name) for name in names]
        term = make("hadamard", *factors) if len(factors) > 1 else factors[0] if factors else None
        if term is None or coefficient != 1:
            number = make("number", data=Fraction(coefficient))
            term = number if term is None else make("product", number, term)
        terms.append(term)
    return make("add", *terms) if len(terms) > 1 else terms[0] if terms else None


def left_out(language: Language, products: Iterable[Node], sides: Iterable[Node]) -> Iterator[Change]:
    """(P ∘ f'(z)) Q for P Q, where f(z) has a name in the claim and z has the shape of P."""
    named = [node.args[0] for node in walk(sides) if node.op.name == "symbol" and node.args]
    slopes = [slope(language, node) for node in named if node.op.name == "apply"]
    for node in products:
        factors = node.args if node.op.name == "product" else (node,)
        for count in range(len(factors), 0, -1):
            for factor in slopes:
                changed = _with(language, factors, count, factor) if factor is not None else None
                if changed is not None:
                    yield "missing-derivative", node, changed


def _with(language: Language, factors: tuple[Node, ...], count: int, slope: Node) -> Node | None:
    try:
        first = language.make("product", *factors[:count]) if count > 1 else factors[0]
        if first.shape != slope.shape:
            return None
        both = language.make("product" if slope.shape == SCALAR else "hadamard", first, slope)
        return language.make("product", both, *factors[count:]) if count < len(factors) else both
    except DeriveError:
        return None
