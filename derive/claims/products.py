"""The readings of a chain of factors: which operator means which product, and what belongs together. Shapes decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.claims.dimension import Known, beside, merged, unify
from derive.claims.typed import Reading, Typed, is_scalar, unify_shapes
from derive.core.sizes import ONE

READINGS = 64
PRODUCTS = {
    "": ("product",),
    "times": ("product",),
    "cdot": ("product", "dot", "hadamard"),
    "star": ("product", "hadamard"),
    "circ": ("product", "hadamard"),
    "odot": ("hadamard",),
    "oslash": ("quotient",),
    "slash": ("quotient",),
    "otimes": ("kron",),
    "tensor": ("hadamard", "outer"),
}
LONGEST = 16  # matrices in one product with several readings


class TooManyReadings(Exception):
    """More readings than can be compared."""


def joined(kind: str, left: Typed, right: Typed, known: Known, loose: bool = False) -> Reading | None:
    """left and right as one product; None where they do not fit (where `loose`, as if they did)."""
    if kind == "product" or (kind == "hadamard" and is_scalar(left, known) and is_scalar(right, known)):
        if is_scalar(left, known):
            rows, cols, after = right.rows, right.cols, known
        elif is_scalar(right, known):
            rows, cols, after = left.rows, left.cols, known
        else:
            found = unify(left.cols, right.rows, known)
            if found is None and not loose:
                return None
            rows, cols, after = left.rows, right.cols, known if found is None else found
        # a scalar that is itself a product of matrices keeps its parentheses, and so stays one scalar
        sides = [_kept(side) if is_scalar(side, known) else side for side in (left, right)]
        factors = tuple(factor for side in sides for factor in _flat("product", side))
        return Typed("product", factors, "chain", rows, cols), after
    if kind == "dot":
        # x · y of two columns
        fits = unify(left.rows, right.rows, known)
        if is_scalar(left, known) or is_scalar(right, known) or fits is None or not left.cols is right.cols is ONE:
            return None
        across = Typed("transpose", (_kept(left),), None, ONE, left.rows)
        return Typed("product", (across, _kept(right)), None, ONE, ONE), fits
    if is_scalar(left, known) or is_scalar(right, known):
        if kind in ("kron", "outer"):
            return joined("product", left, right, known, loose)
        if kind == "hadamard":
            return None if not loose else joined("product", left, right, known, loose)
        whole = right if is_scalar(left, known) else left
        return Typed("quotient", (left, right), None, whole.rows, whole.cols), known
    if kind == "kron":
        rows, cols = (beside(*pair) for pair in ((left.rows, right.rows), (left.cols, right.cols)))
        return Typed("kron", (*_flat("kron", left), *_flat("kron", right)), "chain", rows, cols), known
    if kind == "outer":
        if not left.cols is right.cols is ONE:
            return None
        across = Typed("transpose", (_kept(right),), None, ONE, right.rows)
        return Typed("product", (_kept(left), across), None, left.rows, right.rows), known
    fits = unify_shapes(left, right, known)
    if fits is None and not loose:
        return None
    after = known if fits is None else fits
    args = (left, right) if kind == "quotient" else (*_flat("hadamard", left), *_flat("hadamard", right))
    return Typed(kind, args, "chain", left.rows, left.cols), after


def _flat(kind: str, part: Typed) -> tuple[Typed, ...]:
    """What the chain itself has joined needs no parentheses; what the author has put in parentheses keeps them."""
    return part.args if part.kind == kind and part.data == "chain" else (part,)


def readings(factors: Sequence[tuple[str, Typed]], known: Known) -> list[Reading]:
    """All readings of the chain that have a shape, the most natural one first."""
    factors = _over_scalars(factors, known)
    if all(is_scalar(factor, known) for _, factor in factors):
        return [_in_order([factor for _, factor in factors], known)]
    if all(operator in ("", "times") for operator, _ in factors[1:]):
        found: Reading | None = (_kept(factors[0][1]), known)
        for _, factor in factors[1:]:
            found = joined("product", found[0], _kept(factor), found[1]) if found is not None else None
        if found is not None:
            return [found]
    scalars, matrices = _sorted(factors, known)
    found_readings = [(_kept(matrices[0][1]), known)] if len(matrices) == 1 else _spans(matrices, known)
    return [_scaled(scalars, part, after) for part, after in found_readings]


def natural(factors: Sequence[tuple[str, Typed]], known: Known) -> Reading:
    """What somebody probably meant by a chain that has no shape: from left to right, stars entry by entry."""
    factors = _over_scalars(factors, known)
    scalars, matrices = _sorted(factors, known)
    if not matrices:
        return _in_order([factor for _, factor in factors], known)
    part = _kept(matrices[0][1])
    for operator, factor in matrices[1:]:
        kinds = PRODUCTS.get(operator, ("product",))
        found = joined(kinds[-1] if operator != "cdot" else "product", part, _kept(factor), known, loose=True)
        assert found is not None
        part, known = found
    return _scaled(scalars, part, known)


def _kept(part: Typed) -> Typed:
    """A factor as the author wrote it: nothing is taken out of it."""
    if part.data == "chain":
        return Typed(part.kind, part.args, None, part.rows, part.cols)
    return part


def _in_order(parts: Sequence[Typed], known: Known) -> Reading:
    args = tuple(_kept(part) for part in parts)
    return (args[0] if len(args) == 1 else Typed("product", args, "chain", ONE, ONE)), known


def _over_scalars(factors: Sequence[tuple[str, Typed]], known: Known) -> list[tuple[str, Typed]]:
    """a / b with at least one scalar is one factor."""
    done: list[tuple[str, Typed]] = []
    for operator, factor in factors:
        if operator in ("slash", "oslash") and done:
            before = done[-1][1]
            if is_scalar(before, known) or is_scalar(factor, known):
                whole = factor if is_scalar(before, known) else before
                quotient = Typed("quotient", (_kept(before), _kept(factor)), None, whole.rows, whole.cols)
                done[-1] = (done[-1][0], quotient)
                continue
        done.append((operator, factor))
    return done


def _sorted(factors: Sequence[tuple[str, Typed]], known: Known) -> tuple[list[Typed], list[tuple[str, Typed]]]:
    """The scalars, which may stand anywhere, and the matrices with the operators between them."""
    scalars: list[Typed] = []
    matrices: list[tuple[str, Typed]] = []
    pending = ""
    for operator, factor in factors:
        pending = operator if operator and not (pending and operator in ("cdot", "times")) else pending
        if is_scalar(factor, known):
            scalars.append(_kept(factor))
        else:
            matrices.append((pending, factor))
            pending = ""
    return scalars, matrices


def _scaled(scalars: Sequence[Typed], part: Typed, known: Known) -> Reading:
    if not scalars:
        return part, known
    args = (*scalars, *_flat("product", part))
    return Typed("product", args, "chain", part.rows, part.cols), known


def _spans(factors: Sequence[tuple[str, Typed]], known: Known) -> list[Reading]:
    """Every bracketing, from short spans to long ones."""
    length = len(factors)
    if length > LONGEST:
        raise TooManyReadings(f"a product of more than {LONGEST} matrices with several readings")
    table: dict[tuple[int, int], dict[Typed, Known]] = {
        (i, i + 1): {_kept(factor): known} for i, (_, factor) in enumerate(factors)
    }
    for width in range(2, length + 1):
        for start in range(length - width + 1):
            end = start + width
            cell = table[start, end] = {}
            # ⊗ is looser than the other products; then the longest left part first
            for split in sorted(range(end - 1, start, -1), key=lambda place: factors[place][0] != "otimes"):
                operator = factors[split][0]
                if operator == "slash" and end - split > 1:
                    continue
                for part, after in _joins(operator, table[start, split], table[split, end]):
                    cell.setdefault(part, after)
                    if len(cell) > READINGS:
                        raise TooManyReadings(f"a product with more than {READINGS} readings")
    return [(part, after) for part, after in table[0, length].items()]


def _joins(operator: str, lefts: dict[Typed, Known], rights: dict[Typed, Known]) -> Iterator[Reading]:
    for left, one in lefts.items():
        for right, other in rights.items():
            known = merged(one, other)
            if known is None:
                continue
            for kind in PRODUCTS.get(operator, ()):
                found = joined(kind, left, right, known)
                if found is not None:
                    yield found
