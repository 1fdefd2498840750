"""Whether no entry of an array is below 0, as far as its form shows."""

from __future__ import annotations

from derive.backends._array import Array, Arrays

ALWAYS = ("sigmoid", "softmax", "norm")
INHERITED = frozenset(
    "constant scale named add times divide matmul vdot sum max trace transpose eye whole column reshape permute "
    "diag diagonal kron pairs unpaired paired mirrored spread".split()
)


def nonnegative(arrays: Arrays, array: Array) -> bool:
    """The entries are at least 0: squares, values of functions that are, and what is made of such by + ∘ / and @."""
    pending, seen = [array], {array}
    while pending:
        part = pending.pop()
        if part.kind in ALWAYS or (part.kind == "function" and part.data in arrays.nonnegative):
            continue
        if part.kind in ("constant", "scale") and part.data.coefficient < 0:
            return False
        if part.kind not in INHERITED and not part.kind.startswith("joined"):
            return False
        # what is multiplied by itself is a square
        odd = [arg for arg in part.args if part.kind not in ("times", "vdot") or part.args.count(arg) % 2]
        pending.extend(arg for arg in odd if arg not in seen)
        seen.update(odd)
    return True
