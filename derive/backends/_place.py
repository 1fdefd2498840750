"""c (a b) = (c a) b: a constant goes to where there is least to multiply, an operand or the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from derive.backends._array import NEGATIVE, UNIT, Array, Arrays, Scale, nominal, ordered


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
        alone = array.args[0].kind in ("times", "matmul") and uses[array.args[0]] == 1
        scale = array.data.times(sign)
        scaled = _moved(arrays, scale, args[0]) if alone else arrays.scaled_again(scale, args[0])
        new[array] = arrays.scaled_again(sign, scaled)
    return [new[root] for root in roots], names


def _moved(arrays: Arrays, scale: Scale, product: Array) -> Array:
    least = min(product.args, key=lambda arg: nominal(*arg.shape))
    if nominal(*least.shape) >= nominal(*product.shape):
        return arrays.scaled_again(scale, product)
    place = product.args.index(least)
    parts = [*product.args[:place], arrays.scaled_again(scale, least), *product.args[place + 1 :]]
    return arrays.again(product, parts)
