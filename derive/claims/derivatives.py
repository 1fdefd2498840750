r"""The readings of differentials and derivatives: d f, \partial f / \partial x, \nabla f, and those of second order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.claims.atoms import NotRead
from derive.claims.dimension import Known, beside, resolved
from derive.claims.powers import Powers
from derive.claims.scope import spelling
from derive.claims.tree import (
    Call,
    Differential,
    Function,
    Gradient,
    Group,
    Hessian,
    Open,
    Surface,
    Symbol,
    Term,
    Transposed,
)
from derive.claims.typed import Reading, Typed, across, is_scalar, picks, scaled
from derive.core.sizes import ONE


class Derivatives(Powers):
    """What changes with what."""

    def differential(self, surface: Differential, known: Known) -> list[Reading]:
        if surface.of is None:
            raise NotRead(surface.at, "`d` stands before nothing")
        if self.loss is not None and isinstance(surface.of, Transposed) and surface.by is None:
            return self.transposed(Transposed(surface.at, replace(surface, of=surface.of.of)), known)
        if self.loss is not None and isinstance(surface.of, Symbol) and surface.by is None and surface.order == 1:
            name = spelling(surface.of)
            size = self.scope.summed.get(self.scope.whole(surface.of))
            times = f"{size} times " if size is not None else ""
            self.remark(f"`d{name}` is read as {times}the gradient of `{self.loss}` by `{name}`")
            gradients = self.gradient(Gradient(surface.at, Symbol(surface.at, self.loss), surface.of, True), known)
            return [(scaled(part, size), after) for part, after in gradients]
        parts = self.split("", surface.of)
        if len(parts) > 1:  # d\Lambda (x - y) is (d\Lambda) (x - y)
            (_, head), *others = parts
            return self.term(Term(surface.at, (("", replace(surface, of=head)), *others)), known)
        found = self.readings(surface.of, known)
        for _ in range(surface.order):
            found = [(Typed("d", (part,), None, part.rows, part.cols), after) for part, after in found]
        return found

    def gradient(self, surface: Gradient, known: Known) -> list[Reading]:
        """Of a scalar in the shape of the variable; of a vector the Jacobian."""
        if surface.of is None:
            raise NotRead(surface.at, "the derivative stands before nothing")
        by = self.written_by(surface.at, surface.of, surface.by)
        found: list[Reading] = []
        for variable, now in self.variable(by.symbol, known):
            for part, after in self.readings(surface.of, now):
                if is_scalar(part, after):
                    of = variable_in(variable)
                    shaped = put(variable, Typed("partial", (part, of), None, of.rows, of.cols))
                    if resolved(variable.rows, after) is ONE is not resolved(of.rows, after):
                        shaped = self.upright(shaped, spelling(by.symbol))
                    whole = self.vec(shaped, after)[0][0] if by.stacked else shaped
                    turned = self.scope.choices.across and not surface.upright and not is_scalar(shaped, after)
                    if turned:
                        self.remark("gradients lie across in this document: as the transposes of their variables")
                    found.append((across(whole) if by.across != turned else whole, after))
                elif variable.kind == "leaf":
                    found.append((self.jacobian(surface, part, variable, by, after), after))
                else:
                    found.append((self.by_entry(surface, part, variable, after), after))
        return found

    def jacobian(self, surface: Gradient, part: Typed, variable: Typed, by: By, known: Known) -> Typed:
        """A row for each entry of what is derived, a column for each of the variable; or the other way round."""
        vectors = [ONE in (resolved(side.rows, known), resolved(side.cols, known)) for side in (part, variable)]
        if not vectors[0] or not (vectors[1] or by.stacked):
            words = r"derivatives of matrices, and of vectors by matrices, are read with `\operatorname{vec}` only"
            raise NotRead(surface.at, words)
        lengths = [beside(side.cols, side.rows) for side in (part, variable)]
        derived = part.args[0] if part.kind == "vec" else part  # the entries of vec(F) are those of F, in this order
        found = Typed("jacobian", (derived, variable), None, lengths[0], lengths[1])
        if is_scalar(variable, known):
            return found if resolved(part.cols, known) is ONE else across(found)
        if by.across:
            return found
        if resolved(part.rows, known) is ONE and resolved(variable.cols, known) is ONE:
            return self.laid_out(across(found), "column", "entry of the row that is derived")
        return self.laid_out(found, "row", "entry of what is derived")

    def by_entry(self, surface: Gradient, part: Typed, variable: Typed, known: Known) -> Typed:
        """Of a vector by an entry of a vector: a column of the Jacobian, in the shape of what is derived."""
        of = variable_in(variable)
        vectors = [ONE in (resolved(side.rows, known), resolved(side.cols, known)) for side in (part, of)]
        if variable.kind != "entry" or not all(vectors):
            raise NotRead(
                surface.at, "derivatives by entries are read of scalars, and of vectors by entries of vectors"
            )
        place = next((place for place in variable.data if place is not None), None)
        rows, cols = (beside(side.cols, side.rows) for side in (part, of))
        column = Typed("entry", (Typed("jacobian", (part, of), None, rows, cols),), (None, place), rows, ONE)
        return column if resolved(part.cols, known) is ONE else across(column)

    def laid_out(self, usual: Typed, side: str, entry: str) -> Typed:
        """A matrix of derivatives as it usually stands; the other way round where this claim has a shape only so."""
        self.met.add("usual_layout")
        if self.convention.usual_layout:
            self.remark(f"a matrix of derivatives has a {side} for each {entry}")
            return usual
        other = "column" if side == "row" else "row"
        self.remark(f"a matrix of derivatives has a {other} for each {entry} here: only so has it a shape")
        return across(usual)

    def upright(self, row: Typed, name: str) -> Typed:
        """The gradient by a row of a matrix as a row; as a column where this claim has a shape only so."""
        if is_scalar(row, {}):
            return row
        self.met.add("usual_layout")
        if self.convention.usual_layout:
            return row
        self.remark(f"the derivative by the row `{name}` is a column here: only so has it a shape")
        return across(row)

    def hessian(self, surface: Hessian, known: Known) -> list[Reading]:
        r"""∂²f/∂x∂yᵀ has a row for each entry of x; where neither is transposed, the shapes decide."""
        if surface.of is None:
            raise NotRead(surface.at, "the derivative stands before nothing")
        one = self.written_by(surface.at, surface.of, surface.one)
        other = self.written_by(surface.at, surface.of, surface.other)
        first, second = (other, one) if one.across and not other.across else (one, other)
        found: list[Reading] = []
        for x, now in self.variable(first.symbol, known):
            for y, then in self.variable(second.symbol, now):
                if x.kind != "leaf" or y.kind != "leaf":
                    found += self.second(surface, x, y, then)
                    continue
                for by, variable in ((first, x), (second, y)):
                    if not by.stacked and ONE not in (resolved(variable.rows, then), resolved(variable.cols, then)):
                        words = r"second derivatives by matrices are read with `\operatorname{vec}` only"
                        raise NotRead(surface.at, words)
                for part, after in self.readings(surface.of, then):
                    if not is_scalar(part, after):
                        raise NotRead(surface.at, "second derivatives of anything but a scalar are not read yet")
                    whole = Typed("hessian", (part, x, y), None, beside(x.cols, x.rows), beside(y.cols, y.rows))
                    if x != y and not (one.across or other.across):
                        whole = self.laid_out(whole, "row", "entry of the first variable")
                    found.append((whole, after))
        return found

    def second(self, surface: Hessian, x: Typed, y: Typed, known: Known) -> list[Reading]:
        """∂²f/∂x_i∂y_j: the entry i, j of the Hessian."""
        assert surface.of is not None
        of = [variable_in(variable) for variable in (x, y)]
        vectors = [ONE in (resolved(side.rows, known), resolved(side.cols, known)) for side in of]
        if x.kind != "entry" or y.kind != "entry" or not all(vectors):
            raise NotRead(surface.at, "second derivatives by entries are read of vectors only")
        places = [next((place for place in variable.data if place is not None), None) for variable in (x, y)]
        rows, cols = (beside(side.cols, side.rows) for side in of)
        found: list[Reading] = []
        for part, after in self.readings(surface.of, known):
            if not is_scalar(part, after):
                raise NotRead(surface.at, "second derivatives of anything but a scalar are not read yet")
            whole = Typed("hessian", (part, *of), None, rows, cols)
            found.append((Typed("entry", (whole,), tuple(places), ONE, ONE), after))
        return found

    # --- what it is taken by -----------------------------------------------------------------------------------------

    def variable(self, symbol: Symbol, known: Known) -> list[Reading]:
        name = spelling(symbol)
        found = self.symbol(symbol, known)
        if name in self.scope.sizes or any(variable_in(variable).kind != "leaf" for variable, _ in found):
            raise NotRead(symbol.at, f"`{name}` is not a variable")
        return found

    def written_by(self, at: int, of: Surface, by: Surface | None) -> By:
        """The variable; \nabla f is taken by the one argument that f has."""
        if by is not None:
            return taken_by(by)
        arguments: tuple[Surface, ...] = ()
        if isinstance(of, Call):
            arguments = of.group.entries
        elif isinstance(of, Symbol):
            made = self.scope.formulas.get(spelling(of))
            arguments = made.parameters if made is not None else ()
        if len(arguments) != 1 or not isinstance(arguments[0], Symbol):
            raise NotRead(at, r"nothing says what `\nabla` is taken by")
        return By(arguments[0])


def variable_in(part: Typed) -> Typed:
    """The variable of which this is an entry, a sample, or the whole."""
    while part.kind in ("entry", "transpose") or picks(part):
        *_, part = part.args
    return part


def put(part: Typed, whole: Typed) -> Typed:
    """The same entry of something else of this shape."""
    if part.kind in ("entry", "transpose") or picks(part):
        inner = put(part.args[-1], whole)
        return replace(part, args=(*part.args[:-1], inner))
    return whole


@dataclass(frozen=True, slots=True)
class By:
    r"""A variable as it stands under a fraction: x, x^T, or \operatorname{vec} X."""

    symbol: Symbol
    across: bool = False
    stacked: bool = False


def taken_by(surface: Surface) -> By:
    turned = stacked = False
    inner = surface
    while not isinstance(inner, Symbol):
        if isinstance(inner, Transposed) and not stacked:
            turned, inner = not turned, inner.of
        elif isinstance(inner, Group) and len(inner.entries) == 1 and not inner.mixed:
            inner = inner.entries[0]
        elif isinstance(inner, Call) and inner.head == Function(inner.head.at, "vec") and not stacked:
            stacked, inner = True, inner.group
        elif isinstance(inner, Open) and inner.head == Function(inner.head.at, "vec") and len(inner.factors) == 1:
            stacked, inner = True, inner.factors[0][1]
        else:
            raise NotRead(surface.at, "derivatives by anything but a name are not read yet")
    return By(inner, turned, stacked)
