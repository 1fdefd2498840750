"""The readings of superscripts and bars: transposes, powers, roots, inverses, norms."""

from __future__ import annotations

from fractions import Fraction as Ratio

from derive.claims.atoms import NotRead
from derive.claims.calls import Calls
from derive.claims.dimension import Known, resolved, unify
from derive.claims.scope import spelling
from derive.claims.tree import Function, Group, Norm, Power, Surface, Symbol, Term, Transposed, Unread, written_ratio
from derive.claims.typed import Reading, Typed, across, applied, is_scalar, number, weight
from derive.core.sizes import ONE

HIGHEST = 12  # power that is written out
LARGEST = 2_000  # parts of what powers are written out into


class Powers(Calls):
    """What stands under a superscript, or between bars."""

    def transposed(self, surface: Transposed, known: Known) -> list[Reading]:
        parts = self.split("", surface)
        if len(parts) > 1:
            return self.term(Term(surface.at, tuple(parts)), known)
        return [(across(part), after) for part, after in self.readings(surface.of, known)]

    def power(self, surface: Power, known: Known) -> list[Reading]:
        parts = self.split("", surface)
        if len(parts) > 1:
            return self.term(Term(surface.at, tuple(parts)), known)
        sample = self.numbered(surface)
        if sample is not None:
            return self.symbol(sample, known)
        base = surface.of
        if isinstance(base, Symbol) and spelling(base) == "e" and "e" not in self.scope.names:
            return self.exponential(surface, known)
        value = written_ratio(surface.exponent)
        if value is None and not isinstance(surface.exponent, Unread):
            return self.symbolic(surface, known)
        if value is None or value.denominator > 2 or abs(value.numerator) > HIGHEST:
            words = f"powers other than whole numbers and halves of them, up to {HIGHEST}, are not read yet"
            raise NotRead(surface.at, words)
        if isinstance(base, Norm) and base.double and base.sub in ("F", "2", "") and value == 2:
            return self.squared(base, known)
        found: list[Reading] = []
        for part, after in self.readings(base, known):
            if value == 0 and not is_scalar(part, after):
                raise NotRead(surface.at, "the power 0 of a vector or a matrix is not read yet")
            if is_scalar(part, after) or surface.entrywise:
                found.append((self.by_entries(surface, part, value), after))
            else:
                found += self.of_matrix(surface, part, value, after)
        return found

    def exponential(self, surface: Power, known: Known) -> list[Reading]:
        """e^z, entry by entry; of a square matrix it may be the exponential of the matrix too."""
        found = self.apply(Function(surface.at, "exp"), Group(surface.at, (surface.exponent,)), known)
        for part, after in found:
            rows = resolved(part.rows, after)
            if rows is not ONE and rows == resolved(part.cols, after):
                words = "`e` to a square matrix may go entry by entry, which `\\exp` does, or be the matrix exponential"
                raise NotRead(surface.at, words)
        return found

    def symbolic(self, surface: Power, known: Known) -> list[Reading]:
        """a^b = exp(b log a) of numbers, for a > 0; entry by entry where a circle says so."""
        found: list[Reading] = []
        for (base, exponent), now in self.several([surface.of, surface.exponent], known):
            numbers = is_scalar(base, now) and is_scalar(exponent, now)
            fits = self.same([base, exponent], now, plain=False) if surface.entrywise or numbers else None
            if fits is None:
                raise NotRead(surface.at, "powers whose exponent is no number are read of numbers, and entry by entry")
            whole, after = fits
            kind = "product" if numbers else "hadamard"
            times = Typed(kind, (exponent, applied("log", base)), None, whole.rows, whole.cols)
            found.append((applied("exp", times), after))
        if found:
            self.remark("`a^b` is read as `exp(b log a)`, for a > 0")
        return found

    def by_entries(self, surface: Power, part: Typed, value: Ratio) -> Typed:
        if value == 0:
            return number(1)
        root = part if value.denominator == 1 else applied("sqrt", part)
        copies = self.copies(surface, root, abs(value.numerator))
        kind = "product" if part.rows is ONE and part.cols is ONE else "hadamard"
        whole = root if len(copies) == 1 else Typed(kind, copies, None, part.rows, part.cols)
        return whole if value > 0 else Typed("quotient", (number(1), whole), None, part.rows, part.cols)

    def of_matrix(self, surface: Power, part: Typed, value: Ratio, known: Known) -> list[Reading]:
        """A A and A ∘ A, as far as there is a shape; a negative power is one of the inverse."""
        if value.denominator > 1:
            raise NotRead(surface.at, "roots of vectors and matrices are not read yet")
        square = self.square(part, known)
        if value < 0:
            part = Typed("inverse", (part,), None, part.rows, part.cols)
        copies = self.copies(surface, part, abs(value.numerator))
        if len(copies) == 1:
            return [] if square is None else [(part, square)]
        found = [] if square is None else [(Typed("product", copies, None, part.rows, part.cols), square)]
        if found and resolved(part.rows, known) == resolved(part.cols, known):
            self.remark("a power of a square matrix is a product; entry by entry it is written with `\\circ`")
            return found
        if value > 0:
            self.remark("whether a power is a product or goes entry by entry follows from the shapes")
            fits = unify(part.rows, part.cols, known) is not None
            by_entries = (Typed("hadamard", copies, None, part.rows, part.cols), known)
            return [by_entries] if not fits else found[:1] if self.loose else [*found, by_entries]
        return found

    def copies(self, surface: Surface, part: Typed, times: int) -> tuple[Typed, ...]:
        if times * weight(part, LARGEST) > LARGEST:
            raise NotRead(surface.at, "its powers are too large to be written out")
        return (part,) * times

    # --- bars --------------------------------------------------------------------------------------------------------

    def norm(self, surface: Norm, known: Known) -> list[Reading]:
        """||x||_2, ||x||_1, ||A||_F; |a| the absolute value, of a square matrix the determinant."""
        found: list[Reading] = []
        for part, now in self.readings(surface.of, known):
            if surface.double or surface.sub:
                found.append((self.measured(surface, part, now), now))
            elif is_scalar(part, now):
                found.append((applied("abs", part), now))
            elif unify(part.rows, part.cols, now) is None:
                self.remark("bars around anything but a scalar or a square matrix are read entry by entry")
                found.append((applied("abs", part), now))
            else:
                found += self.determinant(part, now)
        return found

    def measured(self, norm: Norm, part: Typed, known: Known) -> Typed:
        if norm.sub == "1" and ONE in (resolved(part.rows, known), resolved(part.cols, known)):
            return Typed("total", (applied("abs", part),), None, ONE, ONE)
        self.euclidean(norm, part, known)
        return Typed("norm", (part,), None, ONE, ONE)

    def euclidean(self, norm: Norm, part: Typed, known: Known) -> None:
        vector = ONE in (resolved(part.rows, known), resolved(part.cols, known))
        if norm.sub not in (("F", "2", "") if vector else ("F",)):
            raise NotRead(norm.at, r"norms other than `\|x\|_1`, `\|x\|_2` and `\|A\|_F` are not read yet")

    def squared(self, norm: Norm, known: Known) -> list[Reading]:
        """The squared Euclidean or Frobenius norm as tr(XᵀX)."""
        found: list[Reading] = []
        for part, after in self.readings(norm.of, known):
            self.euclidean(norm, part, after)
            self.copies(norm, part, 2)
            product = Typed("product", (across(part), part), None, part.cols, part.cols)
            found.append((Typed("trace", (product,), None, ONE, ONE), after))
        return found
