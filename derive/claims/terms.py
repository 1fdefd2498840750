"""The readings of sums, of products and of what stands in parentheses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.claims.atoms import NotRead
from derive.claims.dimension import Known, resolved
from derive.claims.dots import row
from derive.claims.entries import Entries
from derive.claims.products import READINGS, TooManyReadings, natural, readings
from derive.claims.scope import spelling
from derive.claims.spread import along, spread
from derive.claims.tree import (
    Call,
    Constant,
    Dots,
    Entry,
    Fraction,
    Gradient,
    Group,
    Hessian,
    Norm,
    Open,
    Power,
    Reaching,
    Sum,
    Surface,
    Symbol,
    Term,
    Transposed,
)
from derive.claims.typed import Letter, Reading, Typed, across, is_plain, is_scalar, negated, unify_shapes
from derive.core.sizes import ONE


class Terms(Entries):
    """Parts beside each other: which shapes they have in common, and what is multiplied by what."""

    def beside(self, surface: Surface, known: Known) -> list[Reading]:
        """A reading beside others that have the same shape, entry by entry."""
        if isinstance(surface, Constant) and not surface.sizes:
            return self.constant(surface, known, free=True)
        return self.readings(surface, known)

    def several(self, parts: Sequence[Surface], known: Known) -> Iterator[tuple[list[Typed], Known]]:
        """Every choice of readings for parts that stand beside each other."""
        chosen: list[tuple[list[Typed], Known]] = [([], known)]
        for part in parts:
            chosen = [(done + [found], after) for done, now in chosen for found, after in self.beside(part, now)]
            if len(chosen) > READINGS:
                raise NotRead(part.at, f"it has more than {READINGS} readings")
        return iter(chosen)

    def same(self, parts: Sequence[Typed], known: Known, plain: bool) -> tuple[Typed, Known] | None:
        """The part whose shape all others have, scalars aside."""
        whole = next((part for part in parts if not is_scalar(part, known)), parts[0])
        for part in parts:
            if is_scalar(part, known):
                fits = known if not plain or is_scalar(whole, known) or is_plain(part, known) else None
            else:
                fits = unify_shapes(whole, part, known)
            if fits is None and not self.loose:
                return None
            known = known if fits is None else fits
        return whole, known

    def sum(self, surface: Sum, known: Known) -> list[Reading]:
        signs = [sign for sign, _ in surface.terms]
        found: list[Reading] = []
        for parts, now in self.several([term for _, term in surface.terms], known):
            fits = self.same(parts, now, plain=True)
            if fits is None:
                parts = self.repeated(parts, now)
                fits = self.same(parts, now, plain=True)
            if fits is None:
                continue
            whole, after = fits
            args = tuple(part if sign > 0 else negated(part) for sign, part in zip(signs, parts, strict=True))
            found.append((args[0] if len(args) == 1 else Typed("add", args, None, whole.rows, whole.cols), after))
        return found

    def repeated(self, parts: list[Typed], known: Known) -> list[Typed]:
        """The terms with a bias in every column, where that convention is tried."""
        found = spread(parts, known)
        if found is None:
            return parts
        self.met.add("alone")
        if self.convention.alone:
            return parts
        for part, whole in zip(parts, found, strict=True):
            if part is not whole:
                side = along(part, known)
                self.remark(f"a {side} is added to every {side} of the matrix beside it")
        return found

    def term(self, surface: Term, known: Known) -> list[Reading]:
        found: dict[Typed, Known] = {}
        for factors in self.scopes(self.called(self.crossed(surface.factors))):
            for parts, now in self.chosen(factors, known):
                try:
                    chains = [natural(parts, now)] if self.loose else readings(parts, now)
                except TooManyReadings as error:
                    raise NotRead(surface.at, str(error)) from None
                for part, after in chains:
                    found.setdefault(part, after)
            if self.loose:
                break
        return list(found.items())

    def chosen(
        self, factors: Sequence[tuple[str, Surface]], known: Known
    ) -> Iterator[tuple[list[tuple[str, Typed]], Known]]:
        chosen: list[tuple[list[tuple[str, Typed]], Known]] = [([], known)]
        for place, (operator, factor) in enumerate(factors):
            if operator == "otimes":
                operator = self.tensor(factor)
            following = factors[place + 1][0] if place + 1 < len(factors) else ""
            entrywise = "odot" in (operator, following) or "oslash" in (operator, following)
            read = self.beside if entrywise else self.readings
            if operator in ("star", "circ") or following in ("star", "circ"):
                self.remark("which product `*` means follows from the shapes")
            chosen = [(d + [(operator, part)], after) for d, now in chosen for part, after in read(factor, now)]
            if len(chosen) > READINGS:
                raise NotRead(factor.at, f"it has more than {READINGS} readings")
        return iter(chosen)

    def tensor(self, factor: Surface) -> str:
        r"""What \otimes before this factor is read as."""
        self.met.add("kronecker")
        if not self.convention.kronecker:
            self.remark(r"`\otimes` is no Kronecker product: only another product has a shape that fits")
        return "otimes" if self.convention.kronecker else "tensor"

    def scopes(self, factors: Sequence[tuple[str, Surface]]) -> Iterator[list[tuple[str, Surface]]]:
        """The factors with y(x + 1) as two where y is no function, and with each scope of a log without parentheses."""
        flat: list[tuple[str, Surface]] = []
        for operator, factor in factors:
            flat += self.split(operator, factor)
        flat = [part for operator, factor in flat for part in self.reached(operator, factor)]
        opened = next((i for i, (_, factor) in enumerate(flat) if isinstance(factor, Open)), None)
        if opened is None:
            yield flat
            return
        operator, head = flat[opened]
        assert isinstance(head, Open)
        lengths = [1] if len(head.factors) == 1 else [1, len(head.factors)]
        if len(lengths) > 1:
            self.remark(f"how far `{head.head.name}` reaches follows from the shapes")
        for length in lengths:
            inside = head.factors[:length]
            body = inside[0][1] if length == 1 else Term(head.at, tuple(inside))
            call = Call(head.at, head.head, Group(head.at, (body,)))
            before: list[tuple[str, Surface]] = [*flat[:opened], (operator, call)]
            for rest in self.scopes([*head.factors[length:], *flat[opened + 1 :]]):
                yield before + rest

    def called(self, factors: Sequence[tuple[str, Surface]]) -> list[tuple[str, Surface]]:
        """The factors with g^2 before (z) as the square of g(z), where g is a function."""
        done: list[tuple[str, Surface]] = []
        for operator, factor in factors:
            before = done[-1][1] if done and not operator and isinstance(factor, Group) else None
            head = before.of if isinstance(before, Power) else None
            if isinstance(before, Power) and isinstance(head, Symbol) and isinstance(factor, Group):
                if spelling(head) in self.scope.functions or spelling(head) in self.scope.formulas:
                    done[-1] = (done[-1][0], replace(before, of=Call(head.at, head, factor)))
                    continue
            done.append((operator, factor))
        return done

    def reached(self, operator: str, factor: Surface) -> list[tuple[str, Surface]]:
        r"""\nabla_w J x: of the name of a scalar, a derivative is taken of that alone; otherwise of the whole term."""
        if not isinstance(factor, Reaching):
            return [(operator, factor)]
        assert isinstance(factor.of_nothing, Gradient | Hessian)
        first = factor.factors[0][1]
        of = first.of if isinstance(first, Transposed) else first
        name = of.head if isinstance(of, Call) else of
        meaning = self.scope.find(name) if isinstance(name, Symbol) else None
        if meaning is not None and meaning.defined and meaning.rows is ONE and meaning.cols is ONE:
            found: Surface = replace(factor.of_nothing, of=of)
            if of is not first:  # a number has no transpose: \nabla f^T x is (\nabla f)^T x
                found = Transposed(first.at, found)
            return [(operator, found), *factor.factors[1:]]
        inner = first
        while isinstance(inner, Transposed | Power | Entry) and not isinstance(first, Transposed):
            inner = inner.of
        if isinstance(inner, Group | Norm | Call | Open):
            words = "how far the derivative reaches is not clear: parentheses around what it is taken of would say so"
            raise NotRead(factor.at, words)
        whole = Term(first.at, factor.factors)
        return [(operator, replace(factor.of_nothing, of=whole))]

    def reach(self, surface: Reaching, known: Known) -> list[Reading]:
        return self.term(Term(surface.at, (("", surface),)), known)

    def split(self, operator: str, factor: Surface) -> list[tuple[str, Surface]]:
        """A symbol that is no function and stands before parentheses is multiplied by them."""
        inner, wraps = factor, []
        while isinstance(inner, Transposed | Power | Entry):
            wraps.append(inner)
            inner = inner.of
        if not isinstance(inner, Call) or not isinstance(inner.head, Symbol) or not self.multiplies(inner):
            return [(operator, factor)]
        group: Surface = inner.group
        for wrap in reversed(wraps):
            if isinstance(wrap, Transposed):
                group = Transposed(wrap.at, group)
            elif isinstance(wrap, Power):
                group = Power(wrap.at, group, wrap.exponent, wrap.entrywise)
            else:
                group = Entry(wrap.at, group, wrap.sub)
        return [(operator, inner.head), ("", group)]

    def multiplies(self, call: Call) -> bool:
        assert isinstance(call.head, Symbol)
        name = spelling(call.head)
        if len(call.group.entries) > 1 or name in self.scope.formulas:
            return False
        entry = bool(call.head.sub + call.head.sample) and (
            call.head.base == "delta" or bool(self.scope.owners(call.head))
        )
        # I_n(A + B) is a product, but I_n(x) may be somebody's information
        constant = self.is_constant(call.head) and not isinstance(call.group.entries[0], Symbol)
        known = name in self.scope.names or name in self.scope.sizes or constant
        return (known or entry) and not call.head.primes

    def group(self, surface: Group, known: Known) -> list[Reading]:
        if surface.mixed:
            raise NotRead(surface.at, f"`{surface.mixed}` inside parentheses is not read yet")
        if len(surface.entries) > 1:
            return self.listed(surface, known)
        return self.readings(surface.entries[0], known)

    def listed(self, surface: Group, known: Known) -> list[Reading]:
        """[f(x_1), f(x_2), ..., f(x_m)] beside each other: the sum of these, each times a row of the identity."""
        scope = self.scope
        taken = [*scope.names, *scope.sizes, *scope.functions, *self.bound, *self.outside]
        found = row(surface.entries, scope.sizes, taken)
        if found is None:
            dotted = any(isinstance(entry, Dots) for entry in surface.entries)
            words = (
                "what the dots stand for is not clear: entries 1 and 2 and the last are to differ in the index alone"
            )
            raise NotRead(surface.at, words if dotted else "a list in parentheses is not read yet")
        self.remark(f"the dots stand for the entries up to `{found.size}`")
        letter = Letter(found.letter, self.unknown_length())
        around = self.bound
        self.bound = {**around, letter.name: letter}
        try:
            bodies = self.readings(found.entry, {**known, letter.length: self.sizes([found.size], surface.at)[0]})
        finally:
            self.bound = around
        unit = Typed("identity", (), None, letter.length, letter.length)
        across_unit = across(Typed("entry", (unit,), (None, letter), letter.length, ONE))
        rows: list[Reading] = []
        for part, after in bodies:
            if resolved(part.cols, after) is ONE:  # numbers make a row, columns a matrix
                body = Typed("product", (part, across_unit), None, part.rows, letter.length)
                rows.append((Typed("sum_over", (body,), ((letter, 1, None),), part.rows, letter.length), after))
        return rows

    def fraction(self, surface: Fraction, known: Known) -> list[Reading]:
        found = []
        for parts, now in self.several([surface.top, surface.bottom], known):
            fits = self.same(parts, now, plain=False)
            if fits is not None:
                whole, after = fits
                found.append((Typed("quotient", tuple(parts), None, whole.rows, whole.cols), after))
        return found
