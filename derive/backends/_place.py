"""c (a b) = (c a) b: a constant goes to where there is least to multiply, an operand or the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from derive.backends._array import NEGATIVE, UNIT, Array, Arrays, Scale, nominal, ordered, split

PRODUCTS = ("times", "matmul", "joined *", "joined @")
ENTRIES = ("transpose", "permute", "unpaired", "paired", "mirrored", "spread")  # the same entries, in other places

FRESH = ("joined *", "joined @", "mirrored")  # stored row by row, in memory of their own


def placed(arrays: Arrays, roots: Sequence[Array]) -> tuple[list[Array], dict[Array, str]]:
    """The roots with every constant moved, and the author's names, which are not part of the arrays any more.

    A product that is used without the constant too stays as it is.
    """
    order = ordered(roots)
    uses = Counter(arg for array in order for arg in array.args)
    uses.update(roots)
    new: dict[Array, Array] = {}
    names: dict[Array, str] = {}
    for array in order:
        args = [new[arg] for arg in array.args]
        if array.kind == "named":
            # what was written out elsewhere is from here on the same as what was named
            new[array] = args[0]
            names.setdefault(args[0], array.data)
            continue
        if array.kind != "scale":
            new[array] = arrays.again(array, args)
            continue
        # a minus sign stays outside: x / m and -x / m share x / m, and a sum subtracts
        sign = NEGATIVE if array.data.coefficient < 0 else UNIT
        scaled = _moved(arrays, array.data.times(sign), array.args[0], args[0], uses)
        new[array] = arrays.scaled_again(sign, scaled)
    return [new[root] for root in roots], names


def _moved(arrays: Arrays, scale: Scale, old: Array, new: Array, uses: Mapping[Array, int]) -> Array:
    """The constant times what an old array has become."""
    if uses[old] > 1 or old.kind not in (*PRODUCTS, *ENTRIES):
        return arrays.scaled_again(scale, new)
    if old.kind == "matmul" and _is_square(new):
        return _under_root(arrays, scale, old, new, uses) or arrays.scaled_again(scale, new)
    least = min(new.args, key=lambda arg: nominal(*arg.shape))
    if old.kind in ("times", "matmul") and nominal(*least.shape) >= nominal(*new.shape):
        return arrays.scaled_again(scale, new)
    place = new.args.index(least)
    part = arrays.scaled_again(scale, least)
    if old.kind in ENTRIES:
        part = _moved(arrays, scale, old.args[place], least, uses)
    return arrays.again(new, [*new.args[:place], part, *new.args[place + 1 :]])


def _under_root(arrays: Arrays, scale: Scale, old: Array, new: Array, uses: Mapping[Array, int]) -> Array | None:
    """c (A √v) (A √v)ᵀ with c > 0 is (A √(c v)) (A √(c v))ᵀ; None where A √v is needed without c too."""
    place = 0 if new.args[1].kind == "transpose" else 1
    half = new.args[place]
    if half.kind != "times" or (uses[old.args[place]], uses[old.args[1 - place]]) != (2, 1):
        return None
    for factor in half.args:
        turned = factor.kind == "transpose"
        root = factor.args[0] if turned else factor
        if root.kind == "function" and root.data == "sqrt":
            scaled = arrays.again(root, [arrays.scaled_again(scale, root.args[0])])
            part = arrays.again(factor, [scaled]) if turned else scaled
            half = arrays.again(half, [part if arg is factor else arg for arg in half.args])
            sides = [half, arrays.transposed(half)]
            return arrays.again(new, sides[::-1] if place else sides)
    return None


def _is_square(product: Array) -> bool:
    """C Cᵀ, of which libraries work out one half."""
    left, right = product.args
    return left in right.args and right.kind == "transpose" or right in left.args and left.kind == "transpose"


def overlaid(
    arrays: Arrays, roots: Sequence[Array], names: Mapping[Array, str]
) -> tuple[list[Array], dict[Array, str]]:
    """Blocks on a diagonal are added to a matrix that nothing else uses, where it lies."""
    order = ordered(roots)
    uses = Counter(arg for array in order for arg in array.args)
    uses.update(roots)
    new: dict[Array, Array] = {}
    for array in order:
        new[array] = arrays.again(array, [new[arg] for arg in array.args])
        if array.kind == "add":
            free = [arg for arg in array.args if uses[arg] == 1 and arg not in names]
            whole = [arg for arg in free if arg.kind in FRESH and arg.shape == array.shape]
            blocks = [arg for arg in free if (split(arg)[1] or arg).kind == "spread"]
            if whole and blocks:
                rest = [new[arg] for arg in array.args if arg not in (whole[0], blocks[0])]
                scale, body = split(new[blocks[0]])
                assert body is not None
                both = [arrays.scaled(scale, body.args[0]), new[whole[0]]]
                made = arrays.make("spread", both, body.data, body.shape)
                new[array] = arrays.make("add", [*rest, made], None, array.shape, True) if rest else made
    return [new[root] for root in roots], {new[array]: name for array, name in names.items()}
