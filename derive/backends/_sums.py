"""A C + B C = (A + B) C: products with one operand in common are multiplied once.

And entries that are moved to the same places are added before they are moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from derive.backends._array import Array, Arrays, Scale, ordered, split, triangle
from derive.core.op import Shape

MOVED = ("transpose", "permute", "unpaired", "mirrored", "spread", "paired")


def shared(arrays: Arrays, roots: Sequence[Array]) -> list[Array]:
    """The roots, with what the terms of a sum have in common taken out where it is used there alone."""
    order = ordered(roots)
    uses = Counter(arg for array in order for arg in array.args)
    uses.update(roots)
    new: dict[Array, Array] = {}
    once: set[Array] = set()  # what is used in one place
    for array in order:
        args = [new[arg] for arg in array.args]
        new[array] = _sum(arrays, args, once) if array.kind == "add" else arrays.again(array, args)
        if uses[array] == 1:
            once.add(new[array])
    return [new[root] for root in roots]


class Product(NamedTuple):
    """scale left right; whether left is used here alone."""

    scale: Scale
    left: Array
    right: Array
    alone: bool


def _sum(arrays: Arrays, terms: Sequence[Array], once: Collection[Array]) -> Array:
    """The sum of the terms."""
    terms, new = _in_pairs(arrays, terms, once)
    once = new.union(once)
    groups: dict[tuple[Any, ...], list[Array]] = defaultdict(list)
    products = {term: product for term in terms if (product := _product(arrays, term, once))}
    rights = Counter(product.right for product in products.values())
    for term in terms:
        body = split(term)[1]
        alike: tuple[Any, ...] = (term,)
        if term in products and rights[products[term].right] > 1:
            alike = ("matmul", products[term].right)
        elif body is not None and _is_alone(term, once) and body.kind in MOVED:
            alike = (body.kind, body.data, body.shape)
        groups[alike].append(term)
    if all(len(group) == 1 for group in groups.values()):
        return arrays.add(terms)
    parts = []
    for alike, group in groups.items():
        if len(group) == 1:
            parts += group
        elif alike[0] == "matmul":
            parts.append(_multiplied(arrays, [products[term] for term in group], once))
        else:
            parts.append(_moved(arrays, [split(term) for term in group], once))
    return arrays.add(parts)


def _is_alone(term: Array, once: Collection[Array]) -> bool:
    body = split(term)[1]
    return body in once and (term is body or term in once)


def _product(arrays: Arrays, term: Array, once: Collection[Array]) -> Product | None:
    """A term that is c L R, c (B A)ᵀ = c Aᵀ Bᵀ, or such rows at the places of pairs of an index with itself."""
    scale, body = split(term)
    if body is None or not _is_alone(term, once):
        return None
    outer = body.args[0] if body.kind == "paired" else body
    flipped = outer.kind == "transpose"
    inner = outer.args[0] if flipped else outer
    if inner.kind != "matmul" or not {outer, inner} <= {body, *once}:
        return None
    left, right = reversed(inner.args) if flipped else inner.args
    alone = left in once
    if flipped:
        left, right = arrays.transposed(left), arrays.transposed(right)
    (one, left), (two, rest) = _taken(left), _taken(right)
    if outer is not body:
        left = arrays.make("paired", [left], body.data, Shape(body.shape.rows, left.shape.cols))
    return Product(scale.times(one).times(two), left, rest, alone)


def _taken(array: Array) -> tuple[Scale, Array]:
    scale, body = split(array)
    assert body is not None
    return scale, body


def _multiplied(arrays: Arrays, products: Sequence[Product], once: Collection[Array]) -> Array:
    lefts = [arrays.scaled(product.scale, product.left) for product in products]
    own = {
        array for product, left in zip(products, lefts, strict=True) if product.alone for array in (left, product.left)
    }
    scale, rest = split(_sum(arrays, lefts, own.union(once)))
    return arrays.zero if rest is None else arrays.scaled(scale, arrays.matmul(rest, products[0].right))


def _moved(arrays: Arrays, terms: Sequence[tuple[Scale, Array | None]], once: Collection[Array]) -> Array:
    bodies = [(scale, body) for scale, body in terms if body is not None]
    first = bodies[0][1]
    inside = [arrays.scaled(scale, body.args[0]) for scale, body in bodies]
    own = {term for term, (_, body) in zip(inside, bodies, strict=True) if body.args[0] in once}
    inner = _sum(arrays, inside, own.union(once))
    scale, rest = split(inner)
    if rest is None:
        return arrays.zero
    if first.kind == "transpose":
        return arrays.transposed(inner)
    return arrays.scaled(scale, arrays.make(first.kind, [rest], first.data, first.shape))


def _in_pairs(arrays: Arrays, terms: Sequence[Array], once: Collection[Array]) -> tuple[list[Array], set[Array]]:
    """Blocks on a diagonal as pairs of an index with itself, where there are pairs to add them to; and what is made."""
    bodies = [body for _, body in map(split, terms) if body is not None]
    mirrored = {body.shape: body for body in bodies if body.kind == "mirrored" and body in once}
    found: list[Array] = []
    new: set[Array] = set()
    for term in terms:
        chain = _as_pairs(arrays, term, mirrored, once)
        found.append(chain[-1] if chain else term)
        new.update(chain)
    return found, new


def _as_pairs(
    arrays: Arrays, term: Array, mirrored: Mapping[Shape, Array], once: Collection[Array]
) -> tuple[Array, ...]:
    """H[(j, i), (l, i)] = T[(j, l), i] or H[(j, i), (j, k)] = T[(i, k), j], the rows of T being those of pairs.

    The arrays from T to H; none where the term is not of this form.
    """
    scale, body = split(term)
    if body is None or body.kind != "spread" or not _is_alone(term, once):
        return ()
    unpaired, (axes, _, shape) = body.args[0], body.data
    if shape not in mirrored or unpaired.kind != "unpaired" or unpaired not in once or unpaired.args[0] not in once:
        return ()
    inner, outer = mirrored[shape].data
    if axes not in ("abcb->acb", "abac->bca") or unpaired.data is not (outer if axes == "abcb->acb" else inner):
        return ()
    twice = inner if axes == "abcb->acb" else outer
    rows = arrays.transposed(unpaired.args[0])
    paired = arrays.make("paired", [rows], twice, Shape((triangle(twice),), rows.shape.cols))
    turned = paired if axes == "abcb->acb" else arrays.transposed(paired)
    whole = arrays.make("mirrored", [turned], (inner, outer), shape)
    return rows, paired, turned, whole, arrays.scaled(scale, whole)
