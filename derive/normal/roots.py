"""u = v because u² = v² and neither is negative: two sides that are roots of the same."""

from __future__ import annotations

from collections.abc import Callable

from derive.core.condition import visible_sign
from derive.core.environment import ENTRY, Environment
from derive.core.form import Form, Key, Open
from derive.core.kernel import Proof
from derive.core.lemma import Lemma
from derive.normal.rewrite import Budget

UNIT: Key = ((), (), ())
Equal = Callable[[Form, Form], "Lemma | Form"]


def close(proof: Proof, equal: Equal, budget: Budget) -> bool:
    """Whether the residual is a multiple of u - v for such sides, of which nothing is left."""
    kernel, residual = proof.kernel, proof.residual
    env = kernel.env
    sides = sorted(residual.terms.items(), key=lambda item: -item[1])
    if len(sides) != 2 or sides[0][1] * sides[1][1] > 0 or not any(_has_root(env, key) for key, _ in sides):
        return False
    if any(scale or bound for (scale, bound, _), _ in sides):
        return False
    free = residual.free
    known = {**{condition: frozenset([condition]) for condition in kernel.given}, **kernel.known}
    if any(visible_sign(env, kernel.functions, known, Form(free, {key: 1})) is None for key, _ in sides):
        return False
    indices = tuple(range(len(free)))
    names: list[str] = []
    for key, c in sides:
        side = Form(free)
        side.add_key(key, c if c > 0 else -c)
        names.append(env.abbreviate(side))
    squares = [Form(free), Form(free)]
    for square, name in zip(squares, names, strict=True):
        own = (env.head(ENTRY, name), *indices)
        square.add(Open(1, {}, {}, [own, own]))
    budget.spend(1)
    lemma = equal(*squares)
    if not isinstance(lemma, Lemma):
        return False
    proof.step(1, UNIT, ("squares", lemma.number), indices)
    for name, sign in zip(names, (1, -1), strict=True):
        proof.step(-sign, UNIT, ("define", name), indices)
    return not proof.residual.terms


def _has_root(env: Environment, key: Key) -> bool:
    """Whether a root is left alone: of two, the square is known."""
    return any(env.heads[f[0]].fn == "sqrt" and key[2].count(f) % 2 for f in key[2] if f[0])
