"""Surface tree + declarations -> typed expressions: every reading of what was written, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from derive.claims.atoms import Atoms, NotRead
from derive.claims.products import READINGS, TooManyReadings, natural, readings
from derive.claims.scope import Scope, spelling
from derive.claims.summation import index_of
from derive.claims.tree import (
    BigSum,
    Braced,
    Call,
    Change,
    Constant,
    Differential,
    Entry,
    Fraction,
    Function,
    Gradient,
    Group,
    Norm,
    Number,
    Open,
    Power,
    Sum,
    Surface,
    Symbol,
    Term,
    Transposed,
    Unread,
    whole_number,
)
from derive.claims.typed import (
    Known,
    Reading,
    Typed,
    is_plain,
    is_scalar,
    negated,
    number,
    softplus,
    unify,
    unify_shapes,
    weight,
)
from derive.core.sizes import ONE

HIGHEST = 12  # power that is written out
LARGEST = 2_000  # parts of what powers are written out into


class Elaborator(Atoms):
    """The readings of surface trees in one scope.

    `functions` are the known elementwise functions. With `loose` there is exactly one reading, the most natural one,
    whether its shapes fit or not. `loss` is what the bare name dW of a gradient belongs to, where it is one.
    """

    def __init__(self, scope: Scope, functions: frozenset[str], loose: bool = False, loss: str | None = None) -> None:
        super().__init__(scope)
        self.functions, self.loose, self.loss = functions, loose, loss
        self.methods: dict[type, Callable[[Any, Known], list[Reading]]] = {
            Number: self.number, Symbol: self.symbol, Function: self.function, Constant: self.constant, Sum: self.sum,
            Term: self.term, Group: self.group, Braced: self.group, Call: self.call, Open: self.open,
            Fraction: self.fraction, Transposed: self.transposed, Power: self.power, Entry: self.entry,
            Differential: self.differential, Change: self.change, Gradient: self.gradient, BigSum: self.big_sum,
            Norm: self.norm, Unread: self.unread,
        }  # fmt: skip

    def readings(self, surface: Surface, known: Known | None = None) -> list[Reading]:
        """Every reading with a shape, the most natural first, each once; none where nothing fits."""
        found = self.methods[type(surface)](surface, {} if known is None else known)
        if len(found) > READINGS:
            raise NotRead(surface.at, f"it has more than {READINGS} readings")
        return found

    # --- sums and products -------------------------------------------------------------------------------------------

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
                continue
            whole, after = fits
            args = tuple(part if sign > 0 else negated(part) for sign, part in zip(signs, parts, strict=True))
            found.append((args[0] if len(args) == 1 else Typed("sum", args, None, whole.rows, whole.cols), after))
        return found

    def term(self, surface: Term, known: Known) -> list[Reading]:
        found: dict[Typed, Known] = {}
        for factors in self.scopes(self.crossed(surface.factors)):
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
                raise NotRead(factor.at, r"`\otimes` is not read yet")
            following = factors[place + 1][0] if place + 1 < len(factors) else ""
            entrywise = "odot" in (operator, following) or "oslash" in (operator, following)
            read = self.beside if entrywise else self.readings
            if operator in ("star", "circ") or following in ("star", "circ"):
                self.remark("which product `*` means follows from the shapes")
            chosen = [(d + [(operator, part)], after) for d, now in chosen for part, after in read(factor, now)]
            if len(chosen) > READINGS:
                raise NotRead(factor.at, f"it has more than {READINGS} readings")
        return iter(chosen)

    def scopes(self, factors: Sequence[tuple[str, Surface]]) -> Iterator[list[tuple[str, Surface]]]:
        """The factors with y(x + 1) as two where y is no function, and with each scope of a log without parentheses."""
        flat: list[tuple[str, Surface]] = []
        for operator, factor in factors:
            flat += self.split(operator, factor)
        if self.index is not None:  # entries are multiplied like numbers
            flat = [("odot" if operator in ("", "cdot", "times", "star") else operator, f) for operator, f in flat]
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
        if len(call.group.entries) > 1 or name in self.scope.calls:
            return False
        return (name in self.scope.names or name in self.scope.sizes) and not call.head.primes

    def group(self, surface: Group, known: Known) -> list[Reading]:
        if surface.mixed:
            raise NotRead(surface.at, f"`{surface.mixed}` inside parentheses is not read yet")
        if len(surface.entries) > 1:
            raise NotRead(surface.at, "a list in parentheses is not read yet")
        return self.readings(surface.entries[0], known)

    # --- functions ---------------------------------------------------------------------------------------------------

    def call(self, surface: Call, known: Known) -> list[Reading]:
        head = surface.head
        if isinstance(head, Function):
            return self.apply(head, surface.group, known)
        assert isinstance(head, Symbol)
        name = spelling(head)
        if spelling(Symbol(0, head.base, head.layer, head.sub)) in self.scope.functions:
            return [
                (Typed("apply", (part,), name + "'" * head.primes, part.rows, part.cols), after)
                for part, after in self.group(surface.group, known)
            ]
        if len(surface.group.entries) > 1 or name in self.scope.calls:
            return self.symbol(head, known)  # J(w, b) is J
        if self.multiplies(surface):
            return self.term(Term(surface.at, (("", surface),)), known)
        if not self.scope.known(name) and name not in self.scope.lost and not head.primes:
            raise NotRead(head.at, f"`{name}` is not declared: is it a function or a factor?")
        return self.symbol(head, known)

    def apply(self, head: Function, group: Group, known: Known) -> list[Reading]:
        if head.sub:
            raise NotRead(head.at, f"`{head.name}` with a subscript is not read yet")
        if head.name == "tr":
            found = []
            for part, now in self.group(group, known):
                square = unify(part.rows, part.cols, now)
                if square is not None or self.loose:
                    found.append((Typed("trace", (part,), None, ONE, ONE), now if square is None else square))
            return found
        zero = group.entries[0]
        if head.name == "max" and len(group.entries) == 2 and isinstance(zero, Number) and zero.value == "0":
            head, group = Function(head.at, "relu"), Group(group.at, group.entries[1:])
        if head.name == "softplus" and head.primes:
            head = Function(head.at, "sigmoid", head.primes - 1)
        if head.name == "softplus":
            return [(softplus(part), after) for part, after in self.group(group, known)]
        if head.name not in self.functions:
            raise NotRead(head.at, f"`{head.name}` is not read yet")
        if head.primes > 1:
            raise NotRead(head.at, f"higher derivatives of `{head.name}` are not read yet")
        name = head.name + "'" * head.primes
        return [(Typed("apply", (p,), name, p.rows, p.cols), after) for p, after in self.group(group, known)]

    def open(self, surface: Open, known: Known) -> list[Reading]:
        return self.term(Term(surface.at, (("", surface),)), known)

    # --- fractions, transposes, powers -------------------------------------------------------------------------------

    def fraction(self, surface: Fraction, known: Known) -> list[Reading]:
        found = []
        for parts, now in self.several([surface.top, surface.bottom], known):
            fits = self.same(parts, now, plain=False)
            if fits is not None:
                whole, after = fits
                found.append((Typed("quotient", tuple(parts), None, whole.rows, whole.cols), after))
        return found

    def transposed(self, surface: Transposed, known: Known) -> list[Reading]:
        if self.index is not None:
            raise NotRead(surface.at, "sums over anything but entries of vectors are not read yet")
        parts = self.split("", surface)
        if len(parts) > 1:
            return self.term(Term(surface.at, tuple(parts)), known)
        return [
            (Typed("transpose", (part,), None, part.cols, part.rows), after)
            for part, after in self.readings(surface.of, known)
        ]

    def power(self, surface: Power, known: Known) -> list[Reading]:
        parts = self.split("", surface)
        if len(parts) > 1:
            return self.term(Term(surface.at, tuple(parts)), known)
        base = surface.of
        if isinstance(base, Symbol) and spelling(base) == "e" and "e" not in self.scope.names:
            return self.apply(Function(base.at, "exp"), Group(surface.at, (surface.exponent,)), known)
        value = whole_number(surface.exponent)
        if value is None or value == 0 or abs(value) > HIGHEST:
            raise NotRead(surface.at, f"powers other than whole numbers from 1 to {HIGHEST} are not read yet")
        if isinstance(base, Norm) and value == 2:
            return self.squared(base, known)
        found: list[Reading] = []
        for part, after in self.readings(base, known):
            found += self.raised(surface, part, value, after)
        return found

    def raised(self, surface: Power, part: Typed, value: int, known: Known) -> list[Reading]:
        copies = self.copies(surface, part, abs(value))
        scalar = is_scalar(part, known)
        kinds = ["product"] if scalar else ["hadamard"]
        if not scalar and not surface.entrywise:
            if value < 0:
                raise NotRead(surface.at, "the inverse of a matrix is not read yet")
            if unify(part.rows, part.cols, known) is not None:
                kinds = ["product", "hadamard"]
            self.remark("whether a power is a product or goes entry by entry follows from the shapes")
        found = []
        for kind in kinds[:1] if self.loose else kinds:
            whole = part if len(copies) == 1 else Typed(kind, copies, None, part.rows, part.cols)
            if value < 0:
                whole = Typed("quotient", (number(1), whole), None, part.rows, part.cols)
            after = unify(part.rows, part.cols, known) if kind == "product" and not scalar else known
            found.append((whole, known if after is None else after))
        return found

    def copies(self, surface: Surface, part: Typed, times: int) -> tuple[Typed, ...]:
        if times * weight(part, LARGEST) > LARGEST:
            raise NotRead(surface.at, "its powers are too large to be written out")
        return (part,) * times

    def squared(self, norm: Norm, known: Known) -> list[Reading]:
        """The squared Euclidean or Frobenius norm as tr(XᵀX)."""
        found = []
        for part, after in self.readings(norm.of, known):
            vector = ONE in (part.rows, part.cols)
            if norm.sub not in ("F", "2", "") or (not vector and norm.sub != "F") or not norm.double:
                raise NotRead(norm.at, "norms other than squared Euclidean and Frobenius norms are not read yet")
            part, _ = self.copies(norm, part, 2)
            other = Typed("transpose", (part,), None, part.cols, part.rows)
            product = Typed("product", (other, part), None, part.cols, part.cols)
            found.append((Typed("trace", (product,), None, ONE, ONE), after))
        return found

    # --- derivatives -------------------------------------------------------------------------------------------------

    def differential(self, surface: Differential, known: Known) -> list[Reading]:
        if surface.of is None:
            raise NotRead(surface.at, "`d` stands before nothing")
        if self.loss is not None and isinstance(surface.of, Symbol) and surface.by is None:
            name = spelling(surface.of)
            self.remark(f"`d{name}` is read as the gradient of `{self.loss}` by `{name}`")
            return self.gradient(Gradient(surface.at, Symbol(surface.at, self.loss), surface.of), known)
        return [
            (Typed("d", (part,), None, part.rows, part.cols), after) for part, after in self.readings(surface.of, known)
        ]

    def gradient(self, surface: Gradient, known: Known) -> list[Reading]:
        if surface.of is None:
            raise NotRead(surface.at, "the derivative stands before nothing")
        found = []
        by = surface.by
        if not isinstance(by, Symbol):
            raise NotRead(surface.at, "derivatives by anything but a name are not read yet")
        for variable, now in self.symbol(by, known):
            if spelling(by) in self.scope.sizes or variable.kind != "leaf":
                raise NotRead(by.at, f"`{spelling(by)}` is not a variable")
            for part, after in self.readings(surface.of, now):
                if not is_scalar(part, after):
                    raise NotRead(surface.at, "derivatives of anything but a scalar are not read yet")
                found.append((Typed("partial", (part, variable), None, variable.rows, variable.cols), after))
        return found

    # --- not read yet ------------------------------------------------------------------------------------------------

    def entry(self, surface: Entry, known: Known) -> list[Reading]:
        raise NotRead(surface.at, f"entries with the subscript `{surface.sub}` are not read yet")

    def change(self, surface: Change, known: Known) -> list[Reading]:
        raise NotRead(surface.at, r"`\partial` outside of a fraction is not read yet")

    def big_sum(self, surface: BigSum, known: Known) -> list[Reading]:
        """A sum over the entries of vectors, as the product of a row of ones with a column."""
        index = index_of(surface, self.scope)
        if self.index is not None or index is None or surface.body is None or surface.lower not in ("", "1"):
            raise NotRead(surface.at, "sums other than those over all entries of vectors are not read yet")
        size = self.sizes((surface.upper,), surface.at)[0] if surface.upper else None
        self.index = index
        try:
            bodies = self.readings(surface.body, known)
        finally:
            self.index = None
        found = []
        for part, now in bodies:
            if is_scalar(part, now):
                raise NotRead(surface.at, f"nothing in the sum depends on `{index}`")
            after = unify(part.rows, size, now) if size is not None else now
            if after is None and not self.loose:
                continue
            row = Typed("ones", (), None, ONE, part.rows if size is None else size)
            found.append((Typed("product", (row, part), None, ONE, ONE), now if after is None else after))
        return found

    def norm(self, surface: Norm, known: Known) -> list[Reading]:
        if surface.double or surface.sub:
            raise NotRead(surface.at, "norms that are not squared are not read yet")
        found = self.readings(surface.of, known)
        if not all(is_scalar(part, after) for part, after in found):
            raise NotRead(surface.at, "determinants are not read yet")
        return [(Typed("apply", (part,), "abs", ONE, ONE), after) for part, after in found]

    def unread(self, surface: Unread, known: Known) -> list[Reading]:
        raise NotRead(surface.at, surface.words)
