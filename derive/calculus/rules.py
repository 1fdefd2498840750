"""d of an expression by the rules: d(A + B) = dA + dB, d(A B) = dA B + A dB, df(A) = f'(A) ∘ dA, ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from derive.calculus.functions import SLOPES, Change, Rule, in_general
from derive.calculus.written import Scale, d, hadamard, lengths, make, product, quotient, scaled, total
from derive.core.errors import NoRule
from derive.core.op import SCALAR, Node, walk
from derive.core.text import walk_shown


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
            if part.op.name == "symbol" and part.args and part is not loss:
                self.names.setdefault(part.args[0], part)

    def differential(self, node: Node) -> Change:
        """d node in differentials of names and of functions."""
        known: dict[Node, Change] = {}
        for part in walk_shown(node):
            if part not in self.varying:
                known[part] = None
            elif part.op.name == "symbol" or part.op.name in SLOPES:
                known[part] = d(part)
            elif part.op.name in RULES:
                known[part] = RULES[part.op.name](part, [known[arg] for arg in part.args])
            else:
                raise NoRule(f"there is no rule to explain the differential of `{part.op.name}` with")
        return known[node]

    def definition(self, name: Node) -> Change:
        """d name by what the name stands for; a function of it all is differentiated at once."""
        (meaning,) = name.args
        return self._function(meaning) if meaning.op.name in SLOPES else self.differential(meaning)

    def functions(self, node: Node, used: dict[Rule, None]) -> Change:
        """The node with every df(U) worked out; `used` gets the rules in general terms."""
        new: dict[Node, Change] = {}
        for part in walk_shown(node):
            if is_function(part):
                used[in_general(part.args[0])] = None
                new[part] = self._function(part.args[0])
            else:
                new[part] = _rebuilt(part, new)
        return new[node]

    def _function(self, node: Node) -> Change:
        change = self.differential(node.args[0])
        return None if change is None else SLOPES[node.op.name](node, change, self.names)


def is_function(node: Node) -> bool:
    """Whether a node is df(U)."""
    return node.op.name == "d" and node.args[0].op.name in SLOPES


def _rebuilt(node: Node, new: Mapping[Node, Change]) -> Change:
    if node.op.name in ("d", "symbol"):
        return node
    args = [new[arg] for arg in node.args]
    kept = [arg for arg in args if arg is not None]
    if node.op.name == "add":
        return total(kept) if kept else None
    return make(node.op.name, *kept, data=node.data) if len(kept) == len(args) else None


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
    "total": _alone,
    "row_sums": _alone,
    "column_sums": _alone,
    "diag": _alone,
    "diagonal": _alone,
}
