"""What a document leaves open, chosen so that the fewest of its claims are false.

A name that is defined twice, and differently, has one of the two meanings. Where a loss is a mean over samples, dZ
stands for its gradient or, as people write as often, for m times it: the 1/m is applied later. Gradients have the shape
of their variable, or all lie across.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from derive.check.judge import false
from derive.claims.made_of import named_in
from derive.claims.tree import Surface
from derive.core.errors import DeriveError
from derive.core.text import text

if TYPE_CHECKING:
    from derive.claims.draft import Draft
    from derive.claims.reader import Stated

FEWEST, TRIED = 3, 16  # ways to read a document; more of a short one
LONGEST = 300  # claims in a document of which more than one way is tried


@dataclass(frozen=True, slots=True)
class Definition:
    """One of several: its claim, where its sign stands, and its right side."""

    id: str
    at: int
    line: int
    surface: Surface


@dataclass(frozen=True, slots=True)
class Choices:
    """How one document is read. `summed` are the names Z whose dZ is m ∂J/∂Z; where `across`, ∂J/∂W lies like Wᵀ."""

    summed: frozenset[str] = frozenset()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    across: bool = False


PLAIN = Choices()


@dataclass
class Options:
    """What could be chosen: names Z of dZ = ..., further definitions, and gradients that do not fit as they lie."""

    summed: dict[str, set[str]] = field(default_factory=dict)  # with the claims of their lines
    definitions: dict[str, list[Definition]] = field(default_factory=dict)
    gradients: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        return bool(self.summed or self.definitions or len(self.gradients) > 1)


def settled(read: Callable[[Choices], Draft]) -> Draft:
    """The draft of which the fewest claims are false; of equals mostly the one that takes everything as it stands."""
    search = _Search(read)
    if search.best.options.open and len(search.best.claims) <= LONGEST:
        tries = min(TRIED, max(FEWEST, LONGEST // (1 + len(search.best.claims))))
        for change in islice(search.changes(), tries):
            if not search.wrong:
                break
            search.attempt(change(search.choices))
    return search.best


class _Search:
    """The best draft so far, and its false claims."""

    def __init__(self, read: Callable[[Choices], Draft]) -> None:
        self.read, self.counter = read, _Counter()
        self.choices, self.best = PLAIN, read(PLAIN)
        self.wrong = self.counter.wrong(self.best, PLAIN) if self.best.options.open else set()

    def attempt(self, choices: Choices) -> None:
        draft = self.read(choices)
        wrong = self.counter.wrong(draft, choices)
        lost = len(draft.not_understood) > len(self.best.not_understood)
        slip = choices.across and not self.choices.across and not _needs_turning(self.best, self.wrong - wrong)
        if self.count(wrong) < self.count(self.wrong) and not lost and not slip:
            self.choices, self.best, self.wrong = choices, draft, wrong

    def count(self, wrong: set[str]) -> tuple[int, int]:
        """How many claims are false; of equals, how many of the lines dZ = ..., in which the name gets its meaning."""
        return len(wrong), len(wrong & set().union(*self.best.options.summed.values()))

    def changes(self) -> Iterator[Callable[[Choices], Choices]]:
        """What may be worth a try, the most promising first."""
        options = self.best.options
        names = frozenset(options.summed)
        if self.wrong & set().union(*options.summed.values()):
            yield lambda choices: replace(choices, summed=names)
            for name, own in options.summed.items() if len(names) > 1 else ():
                if own & self.wrong:
                    yield partial(_exchanged, frozenset({name}))
        if len(options.gradients & self.wrong) > 1:
            yield lambda choices: replace(choices, across=True)
        lines = {other.id for others in options.definitions.values() for other in others}
        behind = [named_in_claim(stated) for stated in self.best.claims if stated.claim.id in self.wrong - lines]
        doubtful = {name: sum(name in names for names in behind) for name in options.definitions}
        for name in sorted(doubtful, key=lambda name: -doubtful[name]):
            for other in options.definitions[name] if doubtful[name] else ():
                if other.id in self.wrong:
                    yield partial(_defined, name, other)


def named_in_claim(stated: Stated) -> set[str]:
    """The names that a claim is made of, those behind definitions too."""
    try:
        return set().union(*(named_in(stated.session.read(side)) for side in (stated.claim.lhs, stated.claim.rhs)))
    except DeriveError:
        return set()


def _defined(name: str, other: Definition, choices: Choices) -> Choices:
    return replace(choices, definitions={**choices.definitions, name: other})


def _exchanged(names: frozenset[str], choices: Choices) -> Choices:
    return replace(choices, summed=choices.summed ^ names)


def _needs_turning(draft: Draft, mended: set[str]) -> bool:
    """Whether at least two gradients have a shape only if they lie across: a lone one is a slip."""
    return len(mended & draft.options.gradients) >= 2


class _Counter:
    """Which claims are false, each looked at once."""

    def __init__(self) -> None:
        self.known: dict[object, bool] = {}

    def wrong(self, draft: Draft, choices: Choices) -> set[str]:
        found = {verdict.claim.id for verdict in draft.ill_formed}
        return found | {stated.claim.id for stated in draft.claims if self.false(stated, choices)}

    def false(self, stated: Stated, choices: Choices) -> bool:
        claim, session = stated.claim, stated.session
        taken = tuple(sorted((name, one.at) for name, one in choices.definitions.items()))
        try:
            key = (claim.id, taken, *(text(session.read(side)) for side in (claim.lhs, claim.rhs)))
        except DeriveError:
            return True
        if key not in self.known:
            self.known[key] = false(session, claim)
        return self.known[key]
