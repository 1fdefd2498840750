"""u = v because u² = v², neither is negative, and u + v is not zero: two sides that are roots of the same.

The sum stands among what the proof uses. Where it is zero, so are both sides: nothing is said of a point at which they
differ only because neither side can be negative, which is why that is looked for first.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.core.condition import visible_sign
from derive.core.environment import ENTRY, Environment
from derive.core.form import Form, Key, Open
from derive.core.kernel import Proof
from derive.core.lemma import Lemma
from derive.normal.rewrite import Budget, index, rewrite, rule_for_head

UNIT: Key = ((), (), ())
Equal = Callable[[Form, Form], "Lemma | Form"]


def close(proof: Proof, equal: Equal, budget: Budget) -> bool:
    """u - v = (u² - v²)/(u + v), of which nothing is left; whether the residual is of this kind."""
    kernel, residual = proof.kernel, proof.residual
    env = kernel.env
    sides = sorted(residual.terms.items(), key=lambda item: -item[1])
    if len(sides) != 2 or sides[0][1] != -sides[1][1] or not any(_has_root(env, key) for key, _ in sides):
        return False
    if any(scale or bound for (scale, bound, _), _ in sides):
        return False
    free = residual.free
    known = {**{condition: frozenset([condition]) for condition in kernel.given}, **kernel.known}
    if any(visible_sign(env, kernel.functions, known, Form(free, {key: 1})) is None for key, _ in sides):
        return False
    squares = [Form(free), Form(free)]
    total = Form(free)
    for square, (key, _) in zip(squares, sides, strict=True):
        square.add(Open(1, {}, {}, [*key[2], *key[2]]))
        total.add_key(key, 1)
    budget.spend(1)
    lemma = equal(*squares)
    if not isinstance(lemma, Lemma):
        return False
    name = env.abbreviate(total)
    indices = tuple(range(len(free)))
    over = (env.head("reciprocal", name), *indices)
    for key, c in sides:
        proof.step(-c, key, ("function", "reciprocal", 0, name), indices)
    rewrite(proof, index([rule_for_head(kernel, env.head(ENTRY, name), ("define", name))]), budget)
    proof.step(sides[0][1], ((), (), (over,)), ("lemma", lemma.number), indices)
    return not proof.residual.terms


def _has_root(env: Environment, key: Key) -> bool:
    """Whether a root is left alone: of two, the square is known."""
    return any(env.heads[f[0]].fn == "sqrt" and key[2].count(f) % 2 for f in key[2] if f[0])
