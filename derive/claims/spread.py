"""W A + b: a column that stands for b 1ᵀ, a row that stands for 1 b, where nothing else has a shape."""

from __future__ import annotations

from collections.abc import Sequence

from derive.claims.dimension import Known, resolved, unify
from derive.claims.typed import Typed, is_scalar, unify_shapes
from derive.core.sizes import ONE


def spread(parts: Sequence[Typed], known: Known) -> list[Typed] | None:
    """The terms of a sum with each name of a column or row repeated along a product W A; None where none is.

    Only a name is repeated, and only beside a product of matrices: the bias of an affine map. Anything else has lost a
    transpose far more often.
    """
    whole = next((part for part in parts if _is_product(part, known)), None)
    if whole is None:
        return None
    done = list(parts)
    for place, part in enumerate(parts):
        side = along(part, known)
        if side is None or not _is_name(part) or unify_shapes(whole, part, known) is not None:
            continue
        if side == "column" and unify(whole.rows, part.rows, known) is not None:
            pair = (part, Typed("ones", (), None, ONE, whole.cols))
        elif side == "row" and unify(whole.cols, part.cols, known) is not None:
            pair = (Typed("ones", (), None, whole.rows, ONE), part)
        else:
            continue
        done[place] = Typed("product", pair, "chain", whole.rows, whole.cols)
    return None if done == list(parts) else done


def along(part: Typed, known: Known) -> str | None:
    """Whether it is a column or a row, neither a number nor a matrix."""
    thin = [resolved(side, known) is ONE for side in (part.rows, part.cols)]
    return None if thin[0] == thin[1] else "row" if thin[0] else "column"


def _is_name(part: Typed) -> bool:
    return part.kind == "leaf" or (part.kind == "transpose" and part.args[0].kind == "leaf")


def _is_product(part: Typed, known: Known) -> bool:
    """Whether it is a matrix, and a product of matrices."""
    factors = [arg for arg in part.args if not is_scalar(arg, known)] if part.kind == "product" else []
    if len(factors) == 1:
        return _is_product(factors[0], known)
    return len(factors) > 1 and not is_scalar(part, known) and along(part, known) is None
