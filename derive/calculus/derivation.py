"""A derivative derived the way people write it: from dJ to dX, one justified step a line.

dJ is written in the differentials of the names that J is made of. Of these the highest is replaced by what its name
stands for, again and again, until only dX is left. Nothing here is trusted: each line is a claim.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from derive.calculus.functions import Rule
from derive.calculus.rules import Rules, is_function
from derive.calculus.traces import P, Used
from derive.calculus.written import lengths, make, total
from derive.core.errors import NoRule, OutOfBudget
from derive.core.op import Node, walk
from derive.core.text import text, walk_shown
from derive.normal.joined import NoMatrixForm
from derive.normal.session import Session

LONGEST = 48  # characters of a factor that is carried along; a longer one gets a name


@dataclass(frozen=True, slots=True)
class Step:
    """left = right, where `right` follows from the line before: in words, and by rules left = right."""

    left: Node
    right: Node
    words: str
    rules: tuple[Rule, ...] = ()


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


class Derivation(Generic[P]):
    """The terms of the last line, whose factors are constant for what is still to be replaced."""

    def __init__(self, session: Session, loss: Node, variable: Node) -> None:
        self.session, self.loss, self.variable = session, loss, variable
        self.rules = Rules(loss, variable)
        self.taken = spoken_for(loss)
        self.steps: list[Step] = []
        self.terms: list[P] = []

    def lines(self) -> list[Step]:
        self.session.lower(self.slope)  # says what is wrong with it, if anything
        if self.variable not in self.rules.varying:
            words = f"{text(self.loss)} does not depend on {text(self.variable)}"
            return [Step(self.slope, self.zero(self.slope), words)]
        words = f"definition of {text(self.loss)}; only {text(self.variable)} varies"
        change = self.rules.definition(self.loss)
        self.line([] if change is None else [self.whole(change)], words)
        while self.terms:
            self._open()
            self.settle()
            self._collect()
            top = max((part.inner.args[0] for part in self.terms), key=self.rules.order.__getitem__, default=None)
            if top is None or top is self.variable:
                break
            self._replace(top)
        factor = self.finished() if self.terms else self.zero(self.slope)
        return [*self.steps, Step(self.slope, factor, "", (self.theorem(),))]

    # --- what a form of derivation says ------------------------------------------------------------------------------

    left: Node  # of all lines but the last
    slope: Node  # of the last one

    @abstractmethod
    def zero(self, like: Node) -> Node:
        """Zero in the shape of a left side."""

    @abstractmethod
    def whole(self, change: Node) -> P:
        """A differential as a term."""

    @abstractmethod
    def settle(self) -> None:
        """Each term linear in a single dN, its factor in front."""

    @abstractmethod
    def collected(self, parts: Sequence[P]) -> list[P]:
        """Terms in the same dN as few as possible."""

    @abstractmethod
    def carried(self, place: int) -> P:
        """The term at this place with a factor short enough to be carried along."""

    @abstractmethod
    def finished(self) -> Node:
        """What the only term says the derivative is."""

    @abstractmethod
    def theorem(self) -> Rule:
        """Why that is so."""

    # --- lines -------------------------------------------------------------------------------------------------------

    def line(self, terms: list[P], words: str, rules: Iterable[Rule] = ()) -> None:
        """The terms as the next line, unless it reads as the last one did."""
        right = total([part.node() for part in terms]) if terms else self.zero(self.left)
        if not self.steps or self.steps[-1].right is not right:
            self.steps.append(Step(self.left, right, words, tuple(rules)))
        self.terms = terms

    def instead(self, place: int, new: Sequence[P], words: str, rules: Iterable[Rule] = ()) -> None:
        """The line with other terms at this place."""
        self.line([*self.terms[:place], *new, *self.terms[place + 1 :]], words, rules)

    def shorter(self, factor: Node, found: Callable[[], Node]) -> Node | None:
        """What is found, if it is shorter than the factor."""
        try:
            node = found()
        except (NoMatrixForm, NoRule, OutOfBudget):
            return None
        return node if len(text(node)) < len(text(factor)) and self.loss not in walk_shown(node) else None

    def _open(self) -> None:
        """df(U) = f'(U) ∘ dU, from the outside in."""
        while any(is_function(part) for each in self.terms for part in walk_shown(each.inner)):
            used: Used = {}
            opened = [(old, self.rules.functions(old.inner, used)) for old in self.terms]
            self.line([replace(old, inner=inner) for old, inner in opened if inner is not None], "", used)

    def _collect(self) -> None:
        groups: dict[Node, list[P]] = {}
        for part in self.terms:
            groups.setdefault(part.inner, []).append(part)
        self.line([new for parts in groups.values() for new in self.collected(parts)], "collecting terms")

    def _replace(self, top: Node) -> None:
        """dN by what N stands for; before that, its factor as short as it gets."""
        place = next(i for i, part in enumerate(self.terms) if part.inner.args[0] is top)
        found = self.carried(place)
        change = self.rules.definition(top)
        new = [] if change is None else [replace(found, inner=change)]
        self.instead(place, new, "", [(found.inner, self.zero(found.inner) if change is None else change)])
