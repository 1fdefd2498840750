"""log σ(z) = -softplus(-z), log(1 - σ(z)) = -softplus(z), e^z/(1 + e^z) = σ(z): the same values, and nothing overflows.

e^z over the sum of e^z along an axis, and the logarithm of that sum, are taken of z - max z; log det is a function.

Every rewriting here holds wherever its left side is defined. Names are looked through: log A is stable where
A := σ(Z).
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._array import NEGATIVE, UNIT, Array, Arrays, Scale, seen, split
from derive.core.op import SCALAR, Shape


def log(arrays: Arrays, array: Array) -> Array:
    """log x, where x may be a product or quotient of σ(z), 1 - σ(z), e^z and 1 + e^z."""
    body = seen(array)
    if body.kind == "transpose":
        return arrays.transposed(log(arrays, body.args[0]))
    if body.kind == "det":
        return arrays.make("logdet", body.args)
    known = [_known_log(arrays, factor) for factor in _factors(arrays, body)]
    if body.kind == "divide":
        top, bottom = (_known_log(arrays, part) for part in body.args)
        known = [top, arrays.negative(bottom) if bottom else None]
    terms = [term for term in known if term]
    return arrays.add(terms) if len(terms) == len(known) else arrays.function("log", array)


def _known_log(arrays: Arrays, array: Array) -> Array | None:
    body = core(arrays, array)
    if body is arrays.one:
        return arrays.zero
    if body.kind == "sigmoid":
        return arrays.negative(softplus(arrays, arrays.scaled(_sign(-body.data), body.args[0])))
    if _is_exp(body):
        return body.args[0]
    if body.kind == "softmax":
        _, _, shifted, sums = body.args
        return arrays.add([shifted.args[0], arrays.negative(arrays.function("log", sums))])
    summed = _sum_of_exp(body)
    if summed:
        return logsumexp(arrays, summed.args[0], _axes(body, summed))
    power = _one_plus_exp(arrays, body)
    return softplus(arrays, power) if power else None


def softplus(arrays: Arrays, z: Array) -> Array:
    """log(1 + e^z) = max(z, 0) + log(1 + exp(-|z|)); the last term is the same for -z."""
    if z.kind == "transpose":
        return arrays.transposed(softplus(arrays, z.args[0]))
    sign, z = arrays.signed(z)
    tail = arrays.function("tail", arrays.function("decay", z))
    if sign < 0:
        return arrays.add([tail, arrays.negative(arrays.function("minimum", z))])
    return arrays.add([tail, arrays.function("maximum", z)])


def softmax(arrays: Arrays, z: Array, axes: Sequence[int]) -> Array:
    """e^z over its sum along stored axes, as e over the sum of e = exp(z - max z)."""
    if z.kind == "transpose":
        return arrays.transposed(softmax(arrays, z.args[0], [1 - axis for axis in axes]))
    peak, shifted, sums = _shifted(arrays, z, axes)
    return arrays.make("softmax", [z, peak, shifted, sums], shape=z.shape)


def logsumexp(arrays: Arrays, z: Array, axes: Sequence[int]) -> Array:
    """log Σ e^z along stored axes, as max z + log of the sum of exp(z - max z)."""
    if z.kind == "transpose":
        return arrays.transposed(logsumexp(arrays, z.args[0], [1 - axis for axis in axes]))
    peak, _, sums = _shifted(arrays, z, axes)
    return arrays.add([peak, arrays.function("log", sums)])


def _shifted(arrays: Arrays, z: Array, axes: Sequence[int]) -> tuple[Array, Array, Array]:
    """max z, exp(z - max z), and its sum: the largest term of the sum is 1."""
    shape = Shape(*(() if place in axes else axis for place, axis in enumerate(z.shape)))
    peak = arrays.make("max", [z], None if shape == SCALAR else axes[0], shape)
    shifted = arrays.make("function", [arrays.add([z, arrays.negative(peak)])], "exp", z.shape)
    return peak, shifted, arrays.total(shifted, axes)


def divide(arrays: Arrays, top: Array, bottom: Array) -> Array:
    """a/b, where e^z over a sum of e^z, e^z/(1 + e^z) and σ(-z)/σ(z) are recognised, and 1 + e^z below becomes σ."""
    plain = arrays.untransposed([top, bottom])
    if plain:
        return arrays.transposed(divide(arrays, *plain))
    scale, body = split(bottom)
    if scale != UNIT and body:
        return arrays.scaled(scale.inverse(), divide(arrays, top, body))
    below = [core(arrays, factor) for factor in _factors(arrays, bottom)]
    for summed in below:
        power = _sum_of_exp(summed)
        tops = _factors(arrays, top)
        if power and power in map(seen, tops):
            quotient = softmax(arrays, power.args[0], _axes(summed, power))
            above, rest = arrays.times(_without(tops, power)), arrays.times(_without(below, summed))
            return arrays.times([quotient, divide(arrays, above, rest)])
    above = core(arrays, top)
    if len(below) == 1:
        power = _one_plus_exp(arrays, below[0])
        if power:
            if _is_exp(above) and above.args[0] is power:
                return arrays.sigmoid(power)
            return arrays.times([top, arrays.sigmoid(arrays.negative(power))])
        if above.kind == below[0].kind == "sigmoid" and above.args == below[0].args and above.data != below[0].data:
            return arrays.function("exp", arrays.scaled(_sign(above.data), above.args[0]))
    if all(factor is seen(part) for factor, part in zip(below, _factors(arrays, bottom), strict=True)):
        return arrays.divide(top, bottom)
    return arrays.divide(top, arrays.times(below))


def times(arrays: Arrays, factors: Sequence[Array]) -> Array:
    """a ∘ b ∘ ..., where (p/a + q/b) ∘ a ∘ b is p ∘ b + q ∘ a: it is not 0/0 where a is rounded to 0."""
    plain = arrays.untransposed(factors)
    if plain:
        return arrays.transposed(times(arrays, plain))
    flat = [part for factor in factors for part in _factors(arrays, factor)]
    cores = [core(arrays, part) for part in flat]
    for place, part in enumerate(flat):
        scale, terms = _terms(part)
        others = flat[:place] + flat[place + 1 :]
        kinds = cores[:place] + cores[place + 1 :]
        power = _sum_of_exp(seen(cores[place].args[1])) if cores[place].kind == "divide" else None
        if power and power in kinds:
            quotient = divide(arrays, arrays.times([power, cores[place].args[0]]), cores[place].args[1])
            return times(arrays, [quotient, *_without(others, power)])
        left = [_cancelled(arrays, term, others, kinds) for term in terms]
        if any(left):
            products = [new or [term, *others] for term, new in zip(terms, left, strict=True)]
            return arrays.scaled(scale, arrays.add([arrays.times(product) for product in products]))
    return arrays.times(factors)


def _cancelled(arrays: Arrays, term: Array, others: Sequence[Array], cores: Sequence[Array]) -> list[Array] | None:
    """The factors of term ∘ others, where all that the term is divided by is among the others; else None."""
    scale, body = split(term)
    body = seen(body) if body else None
    if body is None or body.kind != "divide":
        return None
    rest, kinds = list(others), list(cores)
    for factor in _factors(arrays, body.args[1]):
        kind = core(arrays, factor)
        if kind not in kinds:
            return None
        rest.pop(kinds.index(kind))
        kinds.remove(kind)
    return [arrays.scaled(scale, body.args[0]), *rest]


# --- what an array is, seen through names ----------------------------------------------------------------------------


def core(arrays: Arrays, array: Array) -> Array:
    """The array without its name, with σ(-z) for 1 - σ(z)."""
    body = seen(array)
    other = _one_and(arrays, body)
    if other is not None and other.kind == "scale" and other.data == NEGATIVE:
        inner = seen(other.args[0])
        if inner.kind == "sigmoid":
            return arrays.sigmoid(arrays.scaled(_sign(-inner.data), inner.args[0]))
    return body


def _one_plus_exp(arrays: Arrays, array: Array) -> Array | None:
    """z where the array is 1 + e^z."""
    other = _one_and(arrays, array)
    body = seen(other) if other else None
    return body.args[0] if body and _is_exp(body) else None


def _one_and(arrays: Arrays, array: Array) -> Array | None:
    """The other term where the array is a sum of 1 and one more."""
    scale, terms = _terms(array)
    if len(terms) != 2 or scale not in (UNIT, NEGATIVE):
        return None
    first, second = (arrays.scaled(scale, term) for term in terms)
    return second if first is arrays.one else first if second is arrays.one else None


def _terms(array: Array) -> tuple[Scale, Sequence[Array]]:
    """An array as a constant factor and the terms of the sum that it multiplies."""
    scale, body = split(seen(array))
    if body is None:
        return UNIT, (array,)
    body = seen(body)
    return scale, body.args if body.kind == "add" else (body,)


def _factors(arrays: Arrays, array: Array) -> Sequence[Array]:
    """The factors of a product; σ - σ ∘ σ is one, of σ and 1 - σ."""
    body = seen(array)
    if body.kind == "times":
        return body.args
    scale, terms = _terms(body)
    if scale == UNIT and len(terms) == 2:
        first, second = terms
        if seen(first).kind == "sigmoid" and second is arrays.negative(arrays.times([first, first])):
            return first, arrays.add([arrays.one, arrays.negative(first)])
    return (array,)


def _sum_of_exp(array: Array) -> Array | None:
    """e^z where the array is its sum along some axis."""
    inner = seen(array.args[0]) if array.kind == "sum" else None
    return inner if inner and _is_exp(inner) else None


def _axes(array: Array, inner: Array) -> list[int]:
    """The axes along which a sum is taken."""
    return [place for place, axis in enumerate(inner.shape) if axis] if array.data is None else [array.data]


def _without(arrays: Sequence[Array], taken: Array) -> Sequence[Array]:
    """The others, once one is taken, which may be named."""
    place = next(place for place, array in enumerate(arrays) if seen(array) is taken)
    return [*arrays[:place], *arrays[place + 1 :]]


def _is_exp(array: Array) -> bool:
    return array.kind == "function" and array.data == "exp"


def _sign(sign: int) -> Scale:
    return UNIT if sign > 0 else NEGATIVE
