"""exp(Z[r,s]) / S[s] with S[s] the sum of exp(Z[k,s]) over k as P[r,s] with P = softmax(Z): neither overflows alone."""

from __future__ import annotations

from derive.core.environment import ENTRY, Environment
from derive.core.form import Form, Open


def shares(env: Environment, form: Form) -> Form:
    """The same form with shares, under the author's name for them where there is one, instead of powers and sums."""
    sums = {n: found for n in form.heads() if env.heads[n].fn == "reciprocal" and (found := _power(env, n))}
    if not sums:
        return form
    result = Form(form.free)
    for key, c in form.terms.items():
        factors = list(key[2])
        for below in [factor for factor in factors if factor[0] in sums]:
            power, kept = sums[below[0]]
            above = next((f for f in factors if f[0] == power and tuple(f[1 + i] for i in kept) == below[1:]), None)
            if above is not None:
                factors.remove(below)
                factors[factors.index(above)] = (_name(env, power, below[0], kept), *above[1:])
        result.add(Open(c, dict(key[0]), dict(enumerate(key[1], len(form.free))), factors))
    return result


def _power(env: Environment, number: int) -> tuple[int, tuple[int, ...]] | None:
    """The head of exp, and the places of the indices that are not summed over, where this is 1 over a sum of exp."""
    terms = env.definitions.get(env.heads[number].symbol, Form(())).terms
    if len(terms) != 1:
        return None
    (((scale, bound, factors), c),) = terms.items()
    if scale or len(bound) != 1 or len(factors) != 1 or c != 1 or env.heads[factors[0][0]].fn != "exp":
        return None
    head, *indices = factors[0]
    free = len(env.heads[number].sizes)
    return (head, tuple(map(indices.index, range(free)))) if sorted(indices) == list(range(free + 1)) else None


def _name(env: Environment, power: int, below: int, kept: tuple[int, ...]) -> int:
    """The head of the share."""
    share = Form(env.heads[power].sizes)
    share.add(Open(1, {}, {}, [(power, *range(len(share.free))), (below, *kept)]))
    for symbol, definition in env.definitions.items():
        if symbol not in env.automatic and definition.key == share.key:
            return env.head(ENTRY, symbol)
    return env.head(ENTRY, env.abbreviate(share))


__all__ = ["shares"]
