"""The readings of what is called like a function: of entries, of vectors, of matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.claims.atoms import NotRead
from derive.claims.dimension import Dimension, Known, beside, resolved, unify
from derive.claims.formulas import applied as applied_to
from derive.claims.scope import spelling
from derive.claims.terms import Terms
from derive.claims.tree import Call, Function, Gradient, Group, Number, Open, Power, Surface, Symbol, Term
from derive.claims.typed import Reading, Typed, applied, negated, number
from derive.core.sizes import ONE

AXES = {"columns": 0, "cols": 0, "rows": 1}


class Calls(Terms):
    """What stands with an argument, in parentheses or without."""

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
        made = self.scope.formulas.get(name)
        if made is not None and head.primes == len(made.spelled) == 1 and made.spelled == _spelled(surface.group):
            (by,) = surface.group.entries  # of f(x), f'(x) is the derivative by x
            return self.readings(Gradient(surface.at, replace(head, primes=0), by), known)
        if made is not None and (made.of_numbers or made.spelled != _spelled(surface.group)):
            if head.primes:
                raise NotRead(head.at, f"the derivative of `{name}` at other arguments is not read yet")
            return self.readings(applied_to(self, surface, known), known)
        if len(surface.group.entries) > 1 or made is not None:
            if "" in _spelled(surface.group):
                raise NotRead(surface.at, f"`{name}` at arguments other than those of its definition is not read yet")
            return self.symbol(head, known)  # J(w, b) is J
        if self.multiplies(surface):
            return self.term(Term(surface.at, (("", surface),)), known)
        if not self.scope.known(name) and name not in self.scope.lost and not head.primes:
            raise NotRead(head.at, f"`{name}` is not declared: is it a function or a factor?")
        return self.symbol(head, known)

    def open(self, surface: Open, known: Known) -> list[Reading]:
        return self.term(Term(surface.at, (("", surface),)), known)

    def apply(self, head: Function, group: Group, known: Known) -> list[Reading]:
        of_matrices: dict[str, Callable[[Typed, Known], list[Reading]]] = {
            "tr": self.trace, "det": self.determinant, "logdet": self.log_determinant, "vec": self.vec,
            "diag": self.diag, "diagvec": self.diagonal,
        }  # fmt: skip
        if head.power is not None:
            call = Call(head.at, replace(head, power=None), group)
            return self.readings(Power(head.at, call, head.power, True), known)
        if head.sub and head.name not in ("softmax", "logsumexp"):
            raise NotRead(head.at, f"`{head.name}` with a subscript is not read yet")
        if head.primes and head.name not in self.functions | {"softplus"}:
            raise NotRead(head.at, f"a prime on `{head.name}` is not read yet")
        if head.name in of_matrices:
            return [found for part, now in self.group(group, known) for found in of_matrices[head.name](part, now)]
        if head.name in ("softmax", "logsumexp"):
            return self.exponentials(head, group, known)
        if head.name == "sum":
            return self.sums(head, group, known)
        if head.name in ("max", "min"):
            return self.larger(head, group, known)
        if head.name == "softplus" and head.primes:
            return self.apply(Function(head.at, "sigmoid", head.primes - 1), group, known)
        if head.name == "softplus":
            found = self.group(group, known)
            return [(applied("log", _sum(number(1), applied("exp", part))), after) for part, after in found]
        if head.name in MADE and not head.primes:
            return [(MADE[head.name](part), after) for part, after in self.group(group, known)]
        if head.name not in self.functions:
            raise NotRead(head.at, f"`{head.name}` is not read yet")
        if head.primes > 1:
            raise NotRead(head.at, f"higher derivatives of `{head.name}` are not read yet")
        name = head.name + "'" * head.primes
        return [(applied(name, part), after) for part, after in self.group(group, known)]

    # --- of matrices -------------------------------------------------------------------------------------------------

    def square(self, part: Typed, known: Known) -> Known | None:
        """What is known once the part is square; None where it cannot be."""
        found = unify(part.rows, part.cols, known)
        return known if found is None and self.loose else found

    def of_square(self, kind: str, part: Typed, known: Known, rows: Dimension, cols: Dimension) -> list[Reading]:
        after = self.square(part, known)
        return [] if after is None else [(Typed(kind, (part,), None, rows, cols), after)]

    def trace(self, part: Typed, known: Known) -> list[Reading]:
        return self.of_square("trace", part, known, ONE, ONE)

    def determinant(self, part: Typed, known: Known) -> list[Reading]:
        return self.of_square("det", part, known, ONE, ONE)

    def log_determinant(self, part: Typed, known: Known) -> list[Reading]:
        return [(applied("log", found), after) for found, after in self.determinant(part, known)]

    def diagonal(self, part: Typed, known: Known) -> list[Reading]:
        return self.of_square("diagonal", part, known, part.rows, ONE)

    def vec(self, part: Typed, known: Known) -> list[Reading]:
        return [(Typed("vec", (part,), None, beside(part.cols, part.rows), ONE), known)]

    def diag(self, part: Typed, known: Known) -> list[Reading]:
        """Of a vector the matrix; of a matrix its diagonal, as a vector or as a matrix."""
        if ONE in (resolved(part.rows, known), resolved(part.cols, known)):
            return [(_diagonal_matrix(part), known)]
        found = [] if self.loose else self.diagonal(part, known)
        if found:
            self.remark("whether `diag` of a matrix is a vector or a matrix follows from the shapes")
        return [*found, *[(_diagonal_matrix(column), after) for column, after in found]] or (
            [(_diagonal_matrix(part), known)] if self.loose else []
        )

    # --- over columns or rows ----------------------------------------------------------------------------------------

    def exponentials(self, head: Function, group: Group, known: Known) -> list[Reading]:
        """softmax and logsumexp: of a vector over its entries, of a matrix over each column unless something else is
        written, declared, or needed for a shape."""
        if head.sub and head.sub not in AXES:
            raise NotRead(head.at, f"`{head.name}` with the subscript `{head.sub}` is not read yet")
        found: list[Reading] = []
        for part, now in self.group(group, known):
            rows, cols = resolved(part.rows, now), resolved(part.cols, now)
            vector = ONE in (rows, cols)
            axes = [AXES[head.sub]] if head.sub else [int(rows is ONE)] if vector else self.axes(head.name)
            for axis in axes[:1] if self.loose else axes:
                reduced = (ONE, part.cols) if axis == 0 else (part.rows, ONE)
                shape = (part.rows, part.cols) if head.name == "softmax" else reduced
                found.append((Typed(head.name, (part,), axis, *shape), now))
        return found

    def axes(self, name: str) -> list[int]:
        """Each column, unless one-hot answers are declared to stand in rows; where the shape tells, by the shape."""
        if name == "logsumexp":
            self.remark(
                "whether `logsumexp` of a matrix is taken of each column or of each row follows from the shapes"
            )
            return [0, 1]
        words = {word for meaning in self.scope.names.values() for word in meaning.properties}
        by_rows = "one-hot rows" in words and "one-hot columns" not in words
        why = ", as one-hot answers stand in rows" if by_rows else ""
        self.remark(f"`softmax` of a matrix is taken of each {'row' if by_rows else 'column'}{why}")
        return [int(by_rows)]

    def sums(self, head: Function, group: Group, known: Known) -> list[Reading]:
        """sum(A) of all entries; sum(A, axis=1), as programs write it, of each row, with axis=0 of each column."""
        whole, *axes = group.entries
        words = axes[0].base if len(axes) == 1 and isinstance(axes[0], Symbol) else ""
        if group.mixed or (axes and words not in AXES):
            raise NotRead(head.at, "a sum is read of all entries, or with `axis=0` or `axis=1`")
        found: list[Reading] = []
        for part, after in self.readings(whole, known):
            if not axes:
                found.append((Typed("total", (part,), None, ONE, ONE), after))
            elif AXES[words] == 1:
                found.append((Typed("row_sums", (part,), None, part.rows, ONE), after))
            else:
                found.append((Typed("column_sums", (part,), None, ONE, part.cols), after))
        return found

    # --- the larger of two -------------------------------------------------------------------------------------------

    def larger(self, head: Function, group: Group, known: Known) -> list[Reading]:
        """max(a, b) = b + relu(a - b), min(a, b) = a - relu(a - b), entry by entry."""
        if len(group.entries) != 2:
            raise NotRead(head.at, f"`{head.name}` of anything but two arguments is not read yet")
        left, right = group.entries
        if head.name == "max" and (_is_zero(left) or _is_zero(right)):
            rest = Group(group.at, (right if _is_zero(left) else left,))
            return [(applied("relu", part), after) for part, after in self.group(rest, known)]
        found: list[Reading] = []
        for (one, other), now in self.several([left, right], known):
            fits = self.same([one, other], now, plain=True)
            if fits is not None:
                over = applied("relu", _sum(one, negated(other)))
                found.append((_sum(other, over) if head.name == "max" else _sum(one, negated(over)), fits[1]))
        return found


def _silu(part: Typed) -> Typed:
    """z σ(z)"""
    return Typed("hadamard", (part, applied("sigmoid", part)), None, part.rows, part.cols)


def _gelu(part: Typed) -> Typed:
    """z Φ(z)"""
    return Typed("hadamard", (part, applied("normal_distribution", part)), None, part.rows, part.cols)


def _erf(part: Typed) -> Typed:
    """2 Φ(√2 z) - 1"""
    wide = Typed("hadamard", (applied("sqrt", number(2)), part), None, part.rows, part.cols)
    twice = Typed("hadamard", (number(2), applied("normal_distribution", wide)), None, part.rows, part.cols)
    return _sum(twice, number(-1))


MADE: dict[str, Callable[[Typed], Typed]] = {"silu": _silu, "gelu": _gelu, "erf": _erf}


def _spelled(group: Group) -> tuple[str, ...]:
    return tuple(spelling(entry) if isinstance(entry, Symbol) else "" for entry in group.entries)


def _sum(one: Typed, other: Typed) -> Typed:
    """one + other, of one shape unless one of them is a scalar."""
    whole = other if one.rows is ONE and one.cols is ONE else one
    return Typed("add", (one, other), None, whole.rows, whole.cols)


def _diagonal_matrix(part: Typed) -> Typed:
    size = beside(part.rows, part.cols)
    return Typed("diag", (part,), None, size, size)


def _is_zero(surface: Surface) -> bool:
    return isinstance(surface, Number) and surface.value == "0"
