"""Of several readings the one that fits; where several fit and differ, none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.claims.aliases import renamed
from derive.claims.atoms import Convention, NotRead
from derive.claims.counted import consistent, counting, sample_letters
from derive.claims.dimension import Extent, Known, decided, extent, merged, same_length
from derive.claims.elaborate import Elaborator
from derive.claims.scope import Meaning, Scope
from derive.claims.tree import Number, Surface
from derive.claims.typed import (
    Reading,
    Typed,
    Undetermined,
    build,
    is_scalar,
    unify_shapes,
)
from derive.core.errors import DeriveError, IllTyped, NoRule, Unreadable
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.core.sizes import ONE, name
from derive.core.text import text
from derive.normal.session import Session

# departures from the usual convention, in the order in which they are tried
CHANGES: tuple[set[str], ...] = (
    set(),
    {"usual_layout"},
    {"kronecker"},
    {"usual_layout", "kronecker"},
    {"alone"},
    {"alone", "usual_layout"},
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading as a SymPy expression. Where `broken`, no reading has a shape, and this is the most natural one."""

    typed: Typed
    known: Known
    expr: Any
    rows: Extent
    cols: Extent
    broken: bool = False

    def has_shape(self, rows: Extent, cols: Extent) -> bool:
        return same_length(self.rows, rows) and same_length(self.cols, cols)


class Readings:
    """Chooses readings in one session."""

    def __init__(self, session: Session, scope: Scope, elaborator: Elaborator) -> None:
        self.session, self.scope, self.elaborator = session, scope, elaborator

    def one(self, surface: Surface, declared: Meaning | None = None) -> Choice:
        """The reading of an expression that stands for itself, or for a name with a declared shape."""
        found: list[Reading] = []

        def attempt() -> bool:
            nonlocal found
            read = self.elaborator.readings(surface)
            shaped = [
                (part, unify_shapes(part, declared.typed(), known) if declared else known) for part, known in read
            ]
            fits = [(part, known) for part, known in shaped if known is not None]
            found = fits or found or read
            return bool(fits)

        self.settle(attempt)
        if not found:
            return self.natural(surface)
        kept = self.counted([((part,), known) for part, known in found], surface)
        found = [found[place] for place in kept]
        choices = [self.choice(part, known, surface.at) for part, known in found]
        return self.single(choices, surface.at)

    def pair(self, left: Surface, chosen: Choice | None, right: Surface) -> tuple[Choice, Choice]:
        """The readings of both sides of an equality."""
        sides: list[tuple[list[Reading], list[Reading]]] = []
        fits: list[tuple[Typed, Typed, Known]] = []

        def attempt() -> bool:
            nonlocal fits
            lefts = [(chosen.typed, chosen.known)] if chosen else self.elaborator.readings(left)
            sides.append((lefts, self.elaborator.readings(right)))
            fits = self.fitting(left, *sides[-1], right)
            return bool(fits)

        self.settle(attempt)
        if not fits and chosen is not None:
            chosen = None  # what stood as a row before may have to stand as a column here
            self.settle(attempt)
        if not fits:
            lefts, rights = sides[0]
            one_side = chosen or (self.some(lefts, left) if lefts else self.natural(left))
            other_side = self.some(rights, right) if rights else self.natural(right)
            return one_side, other_side
        kept = self.counted([((one, other), known) for one, other, known in fits], left, right)
        fits = [fits[place] for place in kept]
        pairs = [(self.choice(a, known, left.at), self.choice(b, known, right.at)) for a, b, known in fits]
        if len(pairs) == 1:
            return pairs[0]
        return self.single([a for a, _ in pairs], left.at), self.single([b for _, b in pairs], right.at)

    def counted(self, found: Sequence[tuple[tuple[Typed, ...], Known]], *written: Surface) -> list[int]:
        """Which of several readings count samples as formulas before have; all of them where that does not tell."""
        every = list(range(len(found)))
        letters = sample_letters(written) if len(found) > 1 else set()
        kept = [place for place in every if letters and consistent(self.scope, *found[place], letters)]
        if not kept or len(kept) == len(every):
            return every
        sizes = sorted(map(str, set().union(*(counting(*found[place], letters) for place in kept))))
        self.elaborator.remark(f"samples are counted by {' and '.join(sizes)} here, as they were before")
        return kept

    def settle(self, attempt: Callable[[], bool]) -> None:
        """Tries the usual convention; failing that, as far as something written depends on them, the others."""
        reader = self.elaborator
        reader.met.clear()
        before = list(reader.remarks)
        usual: list[str] | None = None
        for change in CHANGES:
            if not change <= reader.met:
                continue
            reader.remarks[:] = before
            reader.convention = replace(Convention(), **dict.fromkeys(change, False))
            try:
                if attempt():
                    return
            finally:
                reader.convention = Convention()
            usual = list(reader.remarks) if usual is None else usual
        reader.remarks[:] = usual or []

    def fitting(
        self, left: Surface, lefts: list[Reading], rights: list[Reading], right: Surface
    ) -> list[tuple[Typed, Typed, Known]]:
        """The pairs of readings that have one shape."""
        fits: list[tuple[Typed, Typed, Known]] = []
        for one, first in lefts:
            for other, second in rights:
                both = merged(first, second)
                known = unify_shapes(one, other, both) if both is not None else None
                if known is not None:
                    fits.append((one, other, known))
                elif both is not None and _is_zero(right) and not is_scalar(one, both):
                    fits.append((one, Typed("zeros", (), None, one.rows, one.cols), both))
                elif both is not None and _is_zero(left) and not is_scalar(other, both):
                    fits.append((Typed("zeros", (), None, other.rows, other.cols), other, both))
        return fits

    def some(self, found: Sequence[Reading], surface: Surface) -> Choice:
        """One reading of a side that has a shape, if not the shape of the other side."""
        part, known = found[0]
        try:
            return self.choice(part, known, surface.at)
        except NotRead:
            return self.guessed(part, known, surface)

    def single(self, choices: Sequence[Choice], at: int) -> Choice:
        """One of several readings if they are equal."""
        first = choices[0]
        nodes: list[Node] = []
        for choice in choices:
            node = self.session.read(choice.expr)
            if all(node is not other for other in nodes):
                nodes.append(node)
        for other in nodes[1:]:
            if not self.equal(nodes[0], other):
                self.ambiguous(nodes[0], other, at)
        return first

    def same(self, one: Choice, other: Choice) -> bool:
        """Whether two readings that have a shape are easily seen to be equal."""
        if one.broken or other.broken:
            return False
        return self.equal(self.session.read(one.expr), self.session.read(other.expr))

    def equal(self, one: Node, other: Node) -> bool:
        if one.shape != other.shape:
            return False
        try:
            # differentials of what they may be the same: every name varies
            varying = tuple(sorted(n for n, meaning in self.scope.names.items() if not meaning.defined))
            sides = self.session.lower(one, varying), self.session.lower(other, varying)
            return isinstance(self.session.prover.equal(*sides), Lemma)
        except DeriveError:
            return False

    def ambiguous(self, one: Node, other: Node, at: int) -> None:
        raise NotRead(at, f"ambiguous: it can be read as `{text(one)}` and as `{text(other)}`")

    def choice(self, part: Typed, known: Known, at: int) -> Choice:
        """A reading with a shape, which the language itself must accept."""
        try:
            expr = build(part, known)
        except Undetermined as error:
            raise NotRead(at, str(error)) from None
        try:
            node = self.session.read(expr)
        except IllTyped:
            other = renamed(self.session, part, known, self.elaborator.remark)
            return self.choice(other, known, at) if other != part else self.made(part, known, expr, True)
        except (NoRule, Unreadable) as error:
            raise NotRead(at, str(error)) from None
        return Choice(part, known, expr, extent(node.shape.rows), extent(node.shape.cols))

    def natural(self, surface: Surface) -> Choice:
        """What was probably meant, for the sentence that says why it has no shape."""
        loose = Elaborator(self.scope, self.elaborator.functions, True, self.elaborator.loss)
        loose.outside = self.elaborator.outside
        found = loose.readings(surface)
        if not found:
            raise NotRead(surface.at, "no reading of it has shapes that fit")
        part, known = found[0]
        choice = self.guessed(part, known, surface)
        if not choice.broken:
            raise NotRead(surface.at, "no reading of it has shapes that fit")
        return choice

    def guessed(self, part: Typed, known: Known, surface: Surface) -> Choice:
        expr = build(part, known, self.guess())
        try:
            node = self.session.read(expr)
        except IllTyped:
            return self.made(part, known, expr, True)
        except (NoRule, Unreadable) as error:
            raise NotRead(surface.at, str(error)) from None
        return Choice(part, known, expr, extent(node.shape.rows), extent(node.shape.cols))

    def made(self, part: Typed, known: Known, expr: Any, broken: bool) -> Choice:
        rows, cols = (decided(size, known) or ONE for size in (part.rows, part.cols))
        return Choice(part, known, expr, rows, cols, broken)

    def text(self, choice: Choice) -> str:
        """A reading in words, as far as it can be shown."""
        try:
            return text(self.session.read(choice.expr))
        except DeriveError:
            return "…"

    def guess(self) -> Extent:
        """The size that most names have, for ones of which nothing says how many they are."""
        sizes = Counter(size for m in self.scope.names.values() for size in (m.rows, m.cols) if size is not ONE)
        return sizes.most_common(1)[0][0] if sizes else name("n")


def _is_zero(surface: Surface) -> bool:
    return isinstance(surface, Number) and surface.value == "0"
