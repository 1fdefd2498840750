"""d of an expression by the rules: d(A + B) = dA + dB, d(A B) = dA B + A dB, df(A) = f'(A) ∘ dA, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from derive.calculus.written import Scale, d, hadamard, lengths, make, number, product, quotient, scaled, total
from derive.core.errors import NoRule
from derive.core.function import Poly, derivative_of
from derive.core.op import SCALAR, Node, walk
from derive.core.text import walk_shown
from derive.ops import language

Rule = tuple[Node, Node]  # left = right
Change = Node | None  # a differential; None is zero


class Rules:
    """d of what a loss is made of, when one variable varies: what does not depend on it is constant."""

    def __init__(self, loss: Node, variable: Node) -> None:
        self.order: dict[Node, int] = {}
        self.names: dict[Node, Node] = {}  # of the author, by what they stand for
        self.varying: set[Node] = set()
        for place, part in enumerate(walk([loss])):
            self.order[part] = place
            if part is variable or any(arg in self.varying for arg in part.args):
                self.varying.add(part)
            if part.op.name == "symbol" and part.args:
                self.names.setdefault(part.args[0], part)

    def differential(self, node: Node) -> Change:
        """d node in differentials of names and of functions."""
        known: dict[Node, Change] = {}
        for part in walk_shown(node):
            if part not in self.varying:
                known[part] = None
            elif part.op.name in ("symbol", "apply"):
                known[part] = d(part)
            elif part.op.name in RULES:
                known[part] = RULES[part.op.name](part, [known[arg] for arg in part.args])
            else:
                raise NoRule(f"there is no rule to explain the differential of `{part.op.name}` with")
        return known[node]

    def definition(self, name: Node) -> Change:
        """d name by what the name stands for; a function of it all is differentiated at once."""
        (meaning,) = name.args
        return self._function(meaning) if meaning.op.name == "apply" else self.differential(meaning)

    def functions(self, node: Node, used: dict[Rule, None]) -> Change:
        """The node with every df(U) worked out; `used` gets the rules in general terms."""
        new: dict[Node, Change] = {}
        for part in walk_shown(node):
            if part.op.name == "d" and part.args[0].op.name == "apply":
                used[in_general(part.args[0])] = None
                new[part] = self._function(part.args[0])
            else:
                new[part] = _rebuilt(part, new)
        return new[node]

    def _function(self, node: Node) -> Change:
        change = self.differential(node.args[0])
        return None if change is None else chain(node, change, self.names)


def _rebuilt(node: Node, new: Mapping[Node, Change]) -> Change:
    if node.op.name in ("d", "symbol"):
        return node
    args = [new[arg] for arg in node.args]
    kept = [arg for arg in args if arg is not None]
    if node.op.name == "add":
        return total(kept) if kept else None
    return make(node.op.name, *kept, data=node.data) if len(kept) == len(args) else None


# --- functions -------------------------------------------------------------------------------------------------------


def chain(node: Node, change: Node, names: Mapping[Node, Node]) -> Change:
    """f'(U) ∘ dU for the node f(U), in the author's names for functions of U."""
    shared, rest = _factored(derivative_of(node.data, language().functions))
    if not rest:
        return None
    (argument,) = node.args

    def entries(functions: Iterable[str]) -> list[Node]:
        applied = [argument if f == "id" else make("apply", argument, data=f) for f in functions]
        return [names.get(entry, entry) for entry in applied]

    factors = entries(f for f in shared if f != "reciprocal")
    below = [argument] * shared.count("reciprocal")
    scale = Scale(Fraction(rest[0][0])) if len(rest) == 1 else Scale()
    if len(rest) > 1:
        factors.append(total([scaled(Scale(Fraction(c)), hadamard(*entries(part))) for c, part in rest]))
    top = hadamard(*factors, change)
    return scaled(scale, quotient(top, hadamard(*below)) if below else top)


def _factored(poly: Poly) -> tuple[list[str], Poly]:
    """The functions that all terms share, and what is left of each term."""
    left = [(c, list(functions)) for c, functions in poly]
    shared = [f for f in dict.fromkeys(left[0][1] if left else ()) if all(f in functions for _, functions in left)]
    for f in shared:
        for _, functions in left:
            functions.remove(f)
    return shared, tuple((c, tuple(functions)) for c, functions in left)


def in_general(node: Node) -> Rule:
    """df(U) = f'(U) ∘ dU, of a number df(u) = f'(u) du."""
    argument = make("symbol", data=("u" if node.shape == SCALAR else "U", *lengths(node.shape)))
    applied = make("apply", argument, data=node.data)
    return d(applied), chain(applied, d(argument), {}) or number(0)


# --- operations ------------------------------------------------------------------------------------------------------


def _sum(node: Node, changes: Sequence[Change]) -> Change:
    """A number is added to every entry."""
    ones = make("ones", data=lengths(node.shape))
    return total([c if c.shape == node.shape else product(c, ones) for c in changes if c is not None])


def _product(node: Node, changes: Sequence[Change]) -> Change:
    return _by_factors(node, changes, product, commuting=node.shape == SCALAR)


def _hadamard(node: Node, changes: Sequence[Change]) -> Change:
    return _by_factors(node, changes, hadamard, commuting=True)


def _by_factors(node: Node, changes: Sequence[Change], join: Callable[..., Node], commuting: bool) -> Change:
    """One factor after another varies; equal numbers or entries together, so that d(a a) = 2 a da."""
    terms = []
    for place, (arg, change) in enumerate(zip(node.args, changes, strict=True)):
        powers = commuting and all(other.shape == SCALAR or join is hadamard for other in node.args)
        if change is None or (powers and arg in node.args[:place]):
            continue
        times = Fraction(node.args.count(arg) if powers else 1)
        term = join(*node.args[:place], change, *node.args[place + 1 :])
        terms.append(scaled(Scale(times), term))
    return total(terms)


def _quotient(node: Node, changes: Sequence[Change]) -> Change:
    (top, bottom), (above, below) = node.args, changes
    terms = [] if above is None else [quotient(above, bottom)]
    if below is not None:
        terms.append(scaled(Scale(Fraction(-1)), quotient(hadamard(top, below), hadamard(bottom, bottom))))
    return total(terms)


def _alone(node: Node, changes: Sequence[Change]) -> Change:
    """Linear in its only argument."""
    (change,) = changes
    assert change is not None
    return make(node.op.name, change)


RULES: Mapping[str, Callable[[Node, Sequence[Change]], Change]] = {
    "add": _sum,
    "product": _product,
    "hadamard": _hadamard,
    "quotient": _quotient,
    "transpose": _alone,
    "trace": _alone,
}
