"""What one chain says, noted with its place: claims, what is ill-formed, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from derive.check.document import NotUnderstood
from derive.check.verdict import IllFormed
from derive.claims.atoms import Meaningless, NotRead
from derive.claims.chain import Link
from derive.claims.contradicted import Equation
from derive.claims.counted import learn, sample_letters
from derive.claims.dimension import decided
from derive.claims.document import Text
from derive.claims.elaborate import Elaborator
from derive.claims.found import Found, Stated
from derive.claims.operand import Operand
from derive.claims.readings import Choice, Readings
from derive.claims.scope import Scope
from derive.claims.tree import Surface
from derive.claims.typed import letters_in
from derive.core.claim import Claim, Place
from derive.normal.session import Session


def written(
    text: Text,
    link: Link,
    lhs: object = None,
    rhs: object = None,
    kind: str = "",
    varying: tuple[object, ...] = (),
    latex: str = "",
) -> Claim:
    """The claim of a sign with its place, and with what its author says about it in a comment."""
    line, column = text.place(link.at)
    place, margin = Place(text.source, line, column, link.step), text.margins.get(line)
    source = margin.origin(link.step) if margin else None
    name = f"{source or place}.{(source or place).step}"
    expected = margin.verdict(link.step) if margin else "proved"
    return Claim(name, lhs, rhs, kind, varying, place, latex, expected, source)


class Record:
    """Notes in `found` what is read of one chain; `elaborator` and `readings` say what its sides mean."""

    def __init__(
        self,
        text: Text,
        scope: Scope,
        session: Session,
        found: Found,
        sides: Sequence[Operand],
        elaborator: Elaborator,
    ) -> None:
        self.text, self.scope, self.session, self.found, self.sides = text, scope, session, found, sides
        self.elaborator = elaborator
        self.readings = Readings(session, scope, elaborator)

    def equation(self, link: Link, sides: tuple[Surface, ...], fits: bool) -> None:
        self.found.equations.append(Equation(link.at, self.scope, self.elaborator.loss, sides, fits))

    def claim(
        self,
        link: Link,
        latex: str,
        lhs: object,
        rhs: object,
        kind: str,
        varying: tuple[str, ...] = (),
        note: str = "",
        slips: tuple[tuple[str, object], ...] = (),
    ) -> None:
        moving = tuple(self.scope.names[name].symbol for name in varying if name in self.scope.names)
        claim = replace(written(self.text, link, lhs, rhs, kind, moving, latex), slips=slips, relation=link.relation)
        self.found.claims.append(Stated(claim, self.session, note))

    @cached_property
    def sample_letters(self) -> set[str]:
        """The letters that number samples in the chain."""
        return sample_letters([side.surface for side in self.sides])

    def quantified(self, *choices: Choice) -> None:
        """Says which indices stand for every place."""
        for choice in choices:
            learn(self.scope, choice.typed, choice.known, self.sample_letters)
        shown = {
            f"{name} = 1, ..., {decided(letter.length, choice.known)}"
            for choice in choices
            for name, letter in letters_in(choice.typed).items()
            if decided(letter.length, choice.known) is not None
        }
        if shown:
            self.elaborator.remark(f"for all {', '.join(sorted(shown))}")

    def note(self, *choices: Choice) -> str:
        """What was read into a formula that could have been read in several ways."""
        if not self.elaborator.remarks:
            return ""
        shown = [self.readings.text(choice) for choice in choices]
        return "; ".join([*self.elaborator.remarks, f"read as `{' = '.join(shown)}`"])

    def ill_formed(self, link: Link, left: Operand, right: Operand, words: str, defect: str = "parenthesis") -> None:
        claim = written(self.text, link, kind="value", latex=f"{left.latex} = {right.latex}")
        self.found.ill_formed.append(IllFormed(claim, words, defect))

    def unread(self, link: Link, left: Operand, right: Operand, problem: NotRead) -> bool:
        if isinstance(problem, Meaningless):
            self.ill_formed(link, left, right, problem.words, problem.defect)
            return True
        return self.not_understood(link, left, right, problem.at, problem.words)

    def not_understood(self, link: Link, left: Operand, right: Operand, at: int, words: str) -> bool:
        line, column = self.text.place(link.at)
        place = self.text.place(at)
        where = f" (line {place[0]}, column {place[1]})" if place[0] != line else f" (column {place[1]})"
        latex = f"{left.latex} {link.sign} {right.latex}".strip()
        self.found.not_understood.append(NotUnderstood(line, column, latex, words + where))
        return True
