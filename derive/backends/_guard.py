"""Where arguments are finite numbers without being looked at: what was computed of them is.

A sum, a product or a logarithm of nan or inf is never finite, and neither is a product of matrices with such an entry
(inf times 0 is nan; `_dot` of the library sees to it). Through exp, 1/x or max(x, 0) inf may be lost: exp(-inf) is 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from derive.backends._array import Array, nominal

# kinds whose entries are not finite where an entry of an argument is not, and functions like that
ALL = (
    "scale",
    "add",
    "times",
    "matmul",
    "vdot",
    "sum",
    "transpose",
    "column",
    "reshape",
    "permute",
    "joined *",
    "joined @",
    "pairs",
    "unpaired",
    "mirrored",
    "spread",
    "kron",
    "whole",
    "norm",
)
ALL_BUT_BELOW = ("divide", "tanh_prime")
FUNCTIONS = ("log", "sqrt")
# what may fail or never end on nan, and code of the caller's
DELICATE = frozenset({"inverse", "solve", "det", "logdet", "opaque"})


def witnesses(order: Sequence[Array], assigned: Collection[Array]) -> list[Array]:
    """Few and small arrays of which one is not finite wherever an argument is not; `assigned` rather than others."""
    arguments = [array for array in order if array.kind == "argument"]
    tells: dict[Array, int] = {array: 1 << place for place, array in enumerate(arguments)}
    for array in order:
        if array not in tells:
            tells[array] = 0
            for arg in _followed(array):
                tells[array] |= tells[arg]
    missing = (1 << len(arguments)) - 1
    chosen: list[Array] = []
    while missing:
        best = max(
            order, key=lambda array: ((tells[array] & missing).bit_count() / nominal(*array.shape), array in assigned)
        )
        chosen.append(best)
        missing &= ~tells[best]
    return chosen


def _followed(array: Array) -> Sequence[Array]:
    """The arguments of an operation whose nan and inf are never lost."""
    if array.kind in ALL or (array.kind == "function" and array.data in FUNCTIONS):
        return array.args
    return array.args[:1] if array.kind in ALL_BUT_BELOW else ()


__all__ = ["DELICATE", "witnesses"]
