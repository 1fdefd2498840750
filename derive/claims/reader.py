"""Chains -> claims: which sign defines a name, which is an update, and which side is held against which."""

from __future__ import annotations

from dataclasses import dataclass

from derive.claims.atoms import NotRead
from derive.claims.chain import Chain, Link
from derive.claims.definitions import Definitions
from derive.claims.document import Text
from derive.claims.elaborate import Elaborator
from derive.claims.entries import free_subscripts
from derive.claims.found import Found
from derive.claims.named_gradients import gives_gradient, named_gradient, offer_sum
from derive.claims.operand import Operand, operand
from derive.claims.pieces import are_pieces
from derive.claims.readings import Choice
from derive.claims.record import Record, written
from derive.claims.scope import Scope
from derive.claims.slips import slips
from derive.claims.superscripts import bounds, numbered
from derive.claims.tree import Gradient, Surface, Under
from derive.claims.typed import has, kind_of
from derive.claims.updates import changes_itself, update
from derive.claims.varying import varying
from derive.normal.session import Session


def read_chain(chain: Chain, text: Text, scope: Scope, session: Session, found: Found) -> None:
    """Notes in `found` what a chain says, and in `scope` what it defines."""
    sides = [operand(text, side) for side in chain.sides]
    found.formulas += sum(side.problem is None for side in chain.sides)
    found.parsed += sum(side.surface is not None for side in sides)
    if chain.links:
        _ChainReader(chain, sides, text, scope, session, found).read()


@dataclass(frozen=True, slots=True)
class _Made:
    """An equality or inequality that was understood."""

    link: Link
    lhs: Choice
    rhs: Choice
    latex: str
    note: str
    slips: tuple[tuple[str, object], ...] = ()


class _ChainReader:
    """One chain, read from left to right."""

    def __init__(
        self, chain: Chain, sides: list[Operand], text: Text, scope: Scope, session: Session, found: Found
    ) -> None:
        self.chain, self.sides, self.text, self.scope, self.session = chain, sides, text, scope, session
        self.made: list[_Made] = []
        gradient = named_gradient(sides, scope, session)
        loss = scope.loss() if gradient is not None or gives_gradient(sides) else None
        self.homeless = ""  # why the name of a gradient belongs to nothing
        if gradient is not None and loss is None:
            self.homeless = f"`{gradient.shown}` is the name of a gradient, but nothing before it is the loss"
        elif gradient is not None and loss is not None:
            offer_sum(found, text, scope, session, chain.links, gradient.name, loss)
        self.elaborator = Elaborator(scope, frozenset(session.language.functions), loss=loss)
        self.elaborator.outside = frozenset().union(*(free_subscripts(side.surface) for side in sides))
        self.numbering: list[str] = []  # what was said about superscripts
        self.number()
        self.record = Record(text, scope, session, found, sides, self.elaborator)
        self.readings = self.record.readings
        self.definitions = Definitions(self.record, chain)

    def read(self) -> None:
        left = self.sides[0]  # what the next side is held against
        for link, previous, right in zip(self.chain.links, self.sides, self.sides[1:], strict=False):
            self.elaborator.remarks[:] = self.numbering
            broken = next((side for side in (right, left) if side.written.problem), None)
            if broken is not None:
                # what is not balanced has no meaning; the next side is held against the last one that has
                self.record.ill_formed(link, previous, right, broken.trouble[1] if broken.trouble else "")
                continue
            if self.chain.range or self.homeless:
                words = "a range of numbers is not an equality" if self.chain.range else self.homeless
                self.record.not_understood(link, previous, right, link.at, words)
                continue
            if link.kind == "relation":
                self.record.not_understood(link, previous, right, link.at, f"`{link.sign}` is not an equality")
                continue
            if link.kind != "inequality":
                updates = link.kind == "update" or link.sign == ":="
                first = link is self.chain.links[0]
                if first and changes_itself(previous.surface, right.surface, self.scope, updates):
                    update(self.record, link, previous, right)
                    left = right  # what follows is about the new value
                    continue
                if not link.condition and self.definitions.defines(link, previous, right):
                    left = previous
                    continue
            base = previous if previous.choice is not None else left
            if self.relate(link, base, previous, right):
                left = right
        self.state()

    def number(self) -> None:
        """Reads superscripts that number samples as such, on all sides."""
        letters = bounds(side.surface for side in self.sides)
        for side in self.sides:
            if side.surface is not None and letters:
                side.surface = numbered(side.surface, letters, self.scope, self.numbering.append)
        self.numbering = list(dict.fromkeys(self.numbering))

    # --- relations ---------------------------------------------------------------------------------------------------

    def understood(self, side: Operand) -> bool:
        if side.choice is not None:
            return True
        if side.surface is None:
            return False
        try:
            return bool(self.elaborator.readings(side.surface))
        except NotRead:
            return False

    def relate(self, link: Link, left: Operand, previous: Operand, right: Operand) -> bool:
        """One claim; whether its right side can be held against the next one."""
        for side in (right, left):
            if side.surface is None:
                self.record.not_understood(link, previous, right, *(side.trouble or (link.at, "it cannot be read")))
                return side is left and self.understood(right)
        assert left.surface is not None and right.surface is not None
        surfaces = (left.surface, right.surface)
        condition = self.elaborator.concerning(link.condition)
        sides = [Under(side.at, side, condition) if condition else side for side in surfaces]
        try:
            one, other = self.readings.pair(sides[0], None if condition else left.choice, sides[1])
            pieces = are_pieces(self.session, one, other, right.surface)
        except NotRead as problem:
            self.record.unread(link, previous, right, problem)
            return self.understood(right)
        broken = one.broken or other.broken
        if not broken and not condition:
            left.choice, right.choice = one, other if not pieces else None
        self.record.quantified(one, other)
        meant = () if broken or pieces or link.relation != "=" else self.meant(one, sides[1])
        latex = f"{left.latex} {link.sign} {right.latex}"
        self.made.append(_Made(link, one, other, latex, self.record.note(one, other), meant))
        fits = not broken and one.has_shape(other.rows, other.cols)
        if not fits and isinstance(left.surface, Gradient) and not left.surface.upright:
            self.record.found.options.gradients.add(written(self.text, link).id)
        self.record.equation(link, surfaces, fits)
        return fits and not pieces

    def meant(self, left: Choice, right: Surface) -> tuple[tuple[str, object], ...]:
        """The right sides that a slip of writing may have made this one of."""
        found: list[tuple[str, object]] = []
        before = list(self.elaborator.remarks)
        for defect, surface in slips(right):
            try:
                one, other = self.readings.pair(surface, None, surface)
            except NotRead:
                continue
            if not one.broken and other.has_shape(left.rows, left.cols):
                found.append((defect, one.expr))
        self.elaborator.remarks[:] = before
        return tuple(found)

    def state(self) -> None:
        """The claims of the chain, now that it is known what its differentials vary."""
        varied, remark = varying(self.scope, self.sides, [(made.lhs, made.rhs) for made in self.made])
        for made in self.made:
            lhs, rhs = made.lhs.typed, made.rhs.typed
            moving = has(lhs, "d") or has(rhs, "d")
            kind = "differential" if moving else "piecewise" if rhs.kind == "cases" else kind_of(lhs)
            kind = "definition" if self.repeats(made) else kind
            kind = kind if made.link.relation == "=" else "inequality"
            note = "; ".join(words for words in (remark if moving else "", made.note) if words)
            moved = varied if moving else ()
            self.record.claim(made.link, made.latex, made.lhs.expr, made.rhs.expr, kind, moved, note, made.slips)

    def repeats(self, made: _Made) -> bool:
        """Whether this is the definition of its left side once more, sign by sign."""
        if made.lhs.typed.kind != "leaf" or made.rhs.broken:
            return False
        name, body = (self.session.read(choice.expr) for choice in (made.lhs, made.rhs))
        return name.op.name == "symbol" and name.args == (body,)
