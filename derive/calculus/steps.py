"""A gradient derived the way people write it: dJ = ... = tr(Gᵀ dX), one justified step a line.

dJ is written in the differentials of the names that J is made of. Of these the highest is brought to tr(Cᵀ dN) and
replaced by what N stands for, again and again, until only dX is left. Nothing here is trusted: each line is a claim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from derive.calculus.functions import Rule
from derive.calculus.gradient import shortened
from derive.calculus.identities import product_turned
from derive.calculus.rules import Rules, is_function
from derive.calculus.traces import Term, Used, collected, entered, rearranged, term, written
from derive.calculus.written import PLAIN, Scale, d, lengths, make, number, parted, product, trace, transposed
from derive.core.errors import NoRule, OutOfBudget
from derive.core.op import SCALAR, Node, walk
from derive.core.text import text, walk_shown
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session

LONGEST = 48  # characters of a factor that is carried along; a longer one gets a name


@dataclass(frozen=True, slots=True)
class Step:
    """left = right, where `right` follows from the line before: in words, and by rules left = right."""

    left: Node
    right: Node
    words: str
    rules: tuple[Rule, ...] = ()


def steps(session: Session, loss: Node, variable: Node) -> list[Step]:
    """The lines of dJ = tr(Gᵀ dX), and ∂J/∂X = G; the loss J is a name."""
    return _Derivation(session, loss, variable).lines()


def freed(nodes: Sequence[Node], names: Collection[Node]) -> list[Node]:
    """The nodes in which these defined names are variables."""
    new: dict[Node, Node] = {}
    for part in walk(nodes):
        if part in names and part.args:
            new[part] = make("symbol", data=(part.data[0], *lengths(part.shape)))
        else:
            new[part] = make(part.op.name, *(new[arg] for arg in part.args), data=part.data)
    return [new[node] for node in nodes]


def spoken_for(node: Node) -> set[str]:
    """The names of symbols and functions in what a node is made of."""
    parts = [part for part in walk([node]) if part.op.name in ("symbol", "apply")]
    return {part.data[0] if part.op.name == "symbol" else part.data for part in parts}


def named(name: str, node: Node, taken: set[str]) -> Node:
    """The node under this name, or the next one that is free."""
    while name in taken:
        name += "'"
    taken.add(name)
    return make("symbol", node, data=(name,))


class _Derivation:
    """The terms of the last line, whose factors are constant for what is still to be replaced."""

    def __init__(self, session: Session, loss: Node, variable: Node) -> None:
        self.session, self.loss, self.variable = session, loss, variable
        self.rules = Rules(loss, variable)
        self.taken = spoken_for(loss)
        self.steps: list[Step] = []
        self.terms: list[Term] = []

    def lines(self) -> list[Step]:
        self.session.lower(make("partial", self.loss, self.variable))  # says what is wrong with them, if anything
        if self.variable not in self.rules.varying:
            return [self._gradient(None, f"{text(self.loss)} does not depend on {text(self.variable)}")]
        words = f"definition of {text(self.loss)}; only {text(self.variable)} varies"
        self._line(self._terms(PLAIN, (), self.rules.definition(self.loss)), words)
        while self.terms:
            self._open()
            self._settle()
            self._collect()
            top = max((part.inner.args[0] for part in self.terms), key=self.rules.order.__getitem__, default=None)
            if top is None or top is self.variable:
                break
            self._replace(top)
        return self._finished()

    # --- lines -------------------------------------------------------------------------------------------------------

    def _line(self, terms: list[Term], words: str, rules: Iterable[Rule] = ()) -> None:
        """The terms as the next line, unless it reads as the last one did."""
        right = written(terms)
        if not self.steps or self.steps[-1].right is not right:
            self.steps.append(Step(d(self.loss), right, words, tuple(rules)))
        self.terms = terms

    def _finished(self) -> list[Step]:
        if not self.terms:
            return [*self.steps, self._gradient(None, "")]
        last = self._simplified(0)
        factor = last.factor()
        scale, core = parted(factor)
        if product(*last.left).op.name == "product":
            turned = replace(last, scale=scale, left=(make("transpose", core),))
            self._line([turned], "", [product_turned()])
        return [*self.steps, self._gradient(factor, "")]

    def _gradient(self, factor: Node | None, words: str) -> Step:
        slope = make("partial", self.loss, self.variable)
        if factor is None:
            shape = self.variable.shape
            factor = number(0) if shape == SCALAR else make("zeros", data=lengths(shape))
        change = d(self.variable)
        rule = (d(self.loss), trace(product(transposed(slope), change)))
        return Step(slope, factor, words, () if words else (rule,))

    # --- what is done from one line to the next ----------------------------------------------------------------------

    def _terms(self, scale: Scale, left: tuple[Node, ...], inner: Node | None) -> list[Term]:
        return [] if inner is None else [Term(scale, left, inner)]

    def _open(self) -> None:
        """df(U) = f'(U) ∘ dU, from the outside in."""
        while any(is_function(part) for part in self._shown()):
            used: Used = {}
            terms = [new for old in self.terms for new in self._opened(old, used)]
            self._line(terms, "", used)

    def _shown(self) -> Iterable[Node]:
        return (part for each in self.terms for part in walk_shown(each.inner))

    def _opened(self, old: Term, used: Used) -> list[Term]:
        return self._terms(old.scale, old.left, self.rules.functions(old.inner, used))

    def _settle(self) -> None:
        """Each term as tr(A dN)."""
        while any(part.inner.op.name != "d" for part in self.terms):
            used: Used = {}
            before = len(self.terms)
            terms = rearranged(self.terms, used)
            words = "term by term" if len(terms) > before else "numbers in front"
            self._line(terms, "" if used else words, used)
            used = {}
            self._line([entered(old, used) for old in self.terms], "", used)

    def _collect(self) -> None:
        groups: dict[Node, list[Term]] = {}
        for part in self.terms:
            groups.setdefault(part.inner, []).append(part)
        self._line([new for parts in groups.values() for new in collected(parts)], "collecting terms")

    def _replace(self, top: Node) -> None:
        """dN by what N stands for; before that, its factor as short as it gets."""
        place = next(i for i, part in enumerate(self.terms) if part.inner.args[0] is top)
        before, after = self.terms[:place], self.terms[place + 1 :]
        found = self._simplified(place)
        factor = found.factor()
        if len(text(factor)) > LONGEST:
            name = named(f"delta_{top.data[0].replace('_', '')}", factor, self.taken)
            found = term(name, found.inner)
            self._line([*before, found, *after], "", [(name, factor)])
        change = self.rules.definition(top)
        new = self._terms(found.scale, found.left, change)
        self._line([*before, *new, *after], "", [(found.inner, change or number(0))])

    def _simplified(self, place: int) -> Term:
        """The term at this place with a shorter factor, where the gradient by its name is one."""
        old = self.terms[place]
        factor = old.factor()
        try:
            shorter = shortened(self.session, factor)
        except (NoMatrixForm, NoRule, OutOfBudget):
            return old
        if len(text(shorter)) < len(text(factor)) and self.loss not in walk_shown(shorter):
            new = term(shorter, old.inner)
            self._line([*self.terms[:place], new, *self.terms[place + 1 :]], "simplifying the factor")
            return new
        return old
