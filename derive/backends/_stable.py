"""log σ(z) = -softplus(-z), log(1 - σ(z)) = -softplus(z), e^z/(1 + e^z) = σ(z): the same values, and nothing overflows.

e^z over the sum of e^z along an axis, and the logarithm of that sum, are taken of z - max z; log det is a function.
1 - σ(z) = σ(-z) and 1 - tanh² z = 4 e/(1 + e)², e = exp(-2 |z|), keep their digits far out, where they are small.

Every rewriting here holds wherever its left side is defined. Names are looked through: log A is stable where
A := σ(Z).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from derive.backends._array import NEGATIVE, UNIT, Array, Arrays, Scale, seen, split
from derive.core.op import SCALAR, Shape


def add(arrays: Arrays, terms: Iterable[Array]) -> Array:
    """a + b + ..., where c - c σ(z), c σ(z) - c σ(z)² and c - c tanh² z are products, and cross-entropies one term."""
    total = arrays.add(_cross_entropies(arrays, terms))
    scale, body = split(total)
    if body is not None and body.kind == "transpose":
        return arrays.scaled(scale, arrays.transposed(add(arrays, body.args)))
    if body is not None and body.kind == "add" and len(body.args) == 2:
        (factor, first), (other, second) = map(split, body.args)
        if other == factor.times(NEGATIVE):
            scale = scale.times(factor)
            for sign, above, below in ((UNIT, first, second), (NEGATIVE, second, first)):
                product = _difference(arrays, above or arrays.one, below or arrays.one)
                if product:
                    return arrays.scaled(scale.times(sign), product)
    return total


class Weighted(NamedTuple):
    """c a ∘ softplus(z), or the sum of its entries."""

    scale: Scale
    kind: str
    a: Array
    z: Array


def _cross_entropies(arrays: Arrays, terms: Iterable[Array]) -> list[Array]:
    """y ∘ softplus(-z) + (1 - y) ∘ softplus(z) as log(1 + exp(-|z|)) + (max(z, 0) - y ∘ z), and the same for sums."""
    kept = list(terms)
    found = {term: weighted for term in kept if (weighted := _weighted(arrays, term))}
    for (first, one), (second, other) in combinations(found.items(), 2):
        if first in kept and second in kept and one.scale == other.scale and one.kind == other.kind:
            entropy = _cross_entropy(arrays, one, other)
            if entropy:
                kept[kept.index(first)] = arrays.scaled(one.scale, entropy)
                kept.remove(second)
    return kept


def _weighted(arrays: Arrays, term: Array) -> Weighted | None:
    scale, body = split(term)
    if body is not None and body.kind in ("times", "vdot") and len(body.args) == 2:
        for a, b in (body.args, body.args[::-1]):
            argument = _softplus_argument(seen(b))
            if argument:
                return Weighted(scale, body.kind, a, arrays.scaled(*argument))
    return None


def _cross_entropy(arrays: Arrays, one: Weighted, other: Weighted) -> Array | None:
    """None where the weights do not add up to 1, or the arguments to 0."""
    if other.z is not arrays.negative(one.z):
        return None
    # y is the weight that is not written as a difference
    y, z, rest = (other.a, one.z, one.a) if one.a.kind == "add" else (one.a, other.z, other.a)
    if arrays.add([arrays.one, arrays.negative(y)]) is not rest:
        return None
    tail, ramp = _softplus_terms(arrays, z)
    entropy = arrays.add([tail, arrays.add([ramp, arrays.negative(arrays.times([y, z]))])])
    if one.kind == "times":
        return entropy
    return arrays.total(entropy, [place for place, axis in enumerate(entropy.shape) if axis])


def _difference(arrays: Arrays, above: Array, below: Array) -> Array | None:
    """1 - σ(z), σ(z) - σ(z)² and 1 - tanh² z without the difference; none of another one."""
    inner, square = seen(above), seen(below)
    if inner.kind == "sigmoid" and square is arrays.times([above, above]):
        return arrays.times([above, _opposite(arrays, inner)])
    if inner is not arrays.one:
        return None
    if square.kind == "sigmoid":
        return _opposite(arrays, square)
    if square.kind == "times" and len(square.args) == 2 and square.args[0] is square.args[1]:
        root = seen(square.args[0])
        if root.kind == "function" and root.data == "tanh":
            if root.shape != SCALAR:
                return arrays.make("tanh_prime", [root.args[0], square.args[0]], shape=root.shape)
            decay = arrays.function("decay", arrays.scaled(Scale(Fraction(2)), root.args[0]))
            more = arrays.add([arrays.one, decay])
            return arrays.divide(arrays.scaled(Scale(Fraction(4)), decay), arrays.times([more, more]))
    return None


def _opposite(arrays: Arrays, sigmoid: Array) -> Array:
    """σ(-z), of σ(z)."""
    return arrays.sigmoid(arrays.negative(_argument(arrays, sigmoid)))


def _argument(arrays: Arrays, sigmoid: Array) -> Array:
    """z, of σ(z)."""
    return sigmoid.args[0] if sigmoid.data > 0 else arrays.negative(sigmoid.args[0])


def log(arrays: Arrays, array: Array) -> Array:
    """log x, where x may be a product or quotient of σ(z), 1 - σ(z), e^z and 1 + e^z."""
    body = seen(array)
    if body.kind == "transpose":
        return arrays.transposed(log(arrays, body.args[0]))
    if body.kind == "det":
        return arrays.make("logdet", body.args)
    top, bottom = body.args if body.kind == "divide" else (body, arrays.one)
    known = [_known_log(arrays, factor) for factor in _factors(top)]
    known += [term and arrays.negative(term) for term in (_known_log(arrays, factor) for factor in _factors(bottom))]
    terms = [term for term in known if term]
    return arrays.add(terms) if len(terms) == len(known) else arrays.function("log", array)


def _known_log(arrays: Arrays, array: Array) -> Array | None:
    body = seen(array)
    if body is arrays.one:
        return arrays.zero
    if body.kind == "sigmoid":
        return arrays.negative(softplus(arrays, arrays.negative(_argument(arrays, body))))
    if _is_exp(body):
        return body.args[0]
    if body.kind == "function" and body.data == "decay":
        return arrays.negative(arrays.function("abs", body.args[0]))
    if body.kind == "softmax":
        _, _, shifted, sums = body.args
        return arrays.add([shifted.args[0], arrays.negative(arrays.function("log", sums))])
    summed = _sum_of_exp(body)
    if summed:
        return logsumexp(arrays, summed.args[0], _axes(body, summed))
    decay = _one_and(arrays, body)
    if decay and decay.kind == "function" and decay.data == "decay":
        return arrays.function("tail", decay)
    power = _one_plus_exp(arrays, body)
    return softplus(arrays, power) if power else None


def softplus(arrays: Arrays, z: Array) -> Array:
    """log(1 + e^z) = max(z, 0) + log(1 + exp(-|z|)); the last term is the same for -z."""
    if z.kind == "transpose":
        return arrays.transposed(softplus(arrays, z.args[0]))
    return arrays.add(_softplus_terms(arrays, z))


def _softplus_terms(arrays: Arrays, z: Array) -> tuple[Array, Array]:
    sign, z = arrays.signed(z)
    tail = arrays.function("tail", arrays.function("decay", z))
    ramp = arrays.function("maximum", z) if sign > 0 else arrays.negative(arrays.function("minimum", z))
    return tail, ramp


def _softplus_argument(array: Array) -> tuple[Scale, Array] | None:
    """1 or -1 and z where the array is softplus(±z)."""
    if array.kind != "add" or len(array.args) != 2:
        return None
    for one, other in (array.args, array.args[::-1]):
        scale, ramp = split(other)
        if one.data == "tail" and ramp is not None and ramp.data in ("maximum", "minimum"):
            (decay,) = one.args
            if decay.args == ramp.args and scale == (UNIT if ramp.data == "maximum" else NEGATIVE):
                return scale, ramp.args[0]
    return None


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
    scale, body = split(top)
    if scale != UNIT and body:
        return arrays.scaled(scale, divide(arrays, body, bottom))
    above, under = seen(top), seen(bottom)
    if above.kind == under.kind == "sigmoid" and above.args == under.args and above.data != under.data:
        return arrays.function("exp", _argument(arrays, above))
    tops, below = _factors(top), _factors(bottom)
    for factor in map(seen, below):
        rest = arrays.times(_without(below, factor))
        for part in map(seen, tops):
            quotient = _quotient(arrays, part, factor)
            if quotient:
                return times(arrays, [quotient, divide(arrays, arrays.times(_without(tops, part)), rest)])
        power = _one_plus_exp(arrays, factor)
        if power:
            return times(arrays, [arrays.sigmoid(arrays.negative(power)), divide(arrays, top, rest)])
    return arrays.divide(top, bottom)


def _quotient(arrays: Arrays, top: Array, bottom: Array) -> Array | None:
    """e^z over a sum of e^z, and e^z/(1 + e^z); none of another one."""
    summed = _sum_of_exp(bottom)
    if summed and summed is top:
        return softmax(arrays, summed.args[0], _axes(bottom, summed))
    power = _one_plus_exp(arrays, bottom)
    if power and _is_exp(top) and top.args[0] is power:
        return arrays.sigmoid(power)
    return None


def times(arrays: Arrays, factors: Sequence[Array]) -> Array:
    """a ∘ b ∘ ..., where (p/a + q/b) ∘ a ∘ b is p ∘ b + q ∘ a: it is not 0/0 where a is rounded to 0.

    And e^-z ∘ σ(z) is σ(-z): it is not inf times 0; σ(z) ∘ σ(-z) is e/(1 + e)² with e = exp(-|z|).
    """
    plain = arrays.untransposed(factors)
    if plain:
        return arrays.transposed(times(arrays, plain))
    flat = [part for factor in factors for part in _factors(factor)]
    cores = [seen(part) for part in flat]
    for place, part in enumerate(flat):
        scale, terms = _terms(part)
        others = flat[:place] + flat[place + 1 :]
        kinds = cores[:place] + cores[place + 1 :]
        power = _sum_of_exp(seen(cores[place].args[1])) if cores[place].kind == "divide" else None
        if power and power in kinds:
            quotient = divide(arrays, arrays.times([power, cores[place].args[0]]), cores[place].args[1])
            return times(arrays, [quotient, *_without(others, power)])
        if cores[place].kind == "sigmoid":
            small = _opposite(arrays, cores[place])
            if small.kind == "sigmoid" and small in kinds:
                _, decay, more = small.args
                slope = arrays.divide(decay, arrays.times([more, more]))
                return times(arrays, [slope, *_without(others, small)])
            power = next((kind for kind in kinds if _is_exp(kind) and kind.args[0] is _argument(arrays, small)), None)
            if power:
                return times(arrays, [small, *_without(others, power)])
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
    for factor in _factors(body.args[1]):
        kind = seen(factor)
        if kind not in kinds:
            return None
        rest.pop(kinds.index(kind))
        kinds.remove(kind)
    return [arrays.scaled(scale, body.args[0]), *rest]


# --- what an array is, seen through names ----------------------------------------------------------------------------


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


def _factors(array: Array) -> Sequence[Array]:
    """The factors of a product, or the array alone."""
    body = seen(array)
    return body.args if body.kind == "times" else (array,)


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
