"""Products of square matrices in index form: whether one is the identity, and which matrices it is made of."""

from __future__ import annotations

from derive.core.condition import Rejected
from derive.core.environment import ENTRY, Environment
from derive.core.form import DELTA, Factor, Form, Open


def starts_the_identity(env: Environment, symbol: str, lhs: Form, rhs: Form) -> None:
    """Whether the lemma reads S ... = I, the free row being that of S; S is square, so one side is enough."""
    sizes = env.sizes[symbol]
    half = len(sizes) // 2
    entry_of = env.head(ENTRY, symbol)
    identity = Form(sizes)
    identity.add(Open(1, {}, {}, [(DELTA, i, i + half) for i in range(half)]))
    if not half or sizes[:half] != sizes[half:] or rhs.key != identity.key:
        raise Rejected(f"the lemma about {symbol} does not end in the identity")
    rows = set(range(half))
    for _, _, factors in lhs.terms:
        own = [f for f in factors if f[0] == entry_of and f[1 : 1 + half] == tuple(range(half))]
        others = [i for f in factors for i in f[1:]]
        if len(own) != 1 or any(others.count(i) != 1 for i in rows):
            raise Rejected(f"the lemma about {symbol} is not about a product that starts with it")


def chained(env: Environment, factors: tuple[Factor, ...], free: tuple[int, ...]) -> list[str]:
    """The symbols of a product S T ... of square matrices, the free indices 0 and 1 being those of the product."""
    if len(free) != 2 or free[0] != free[1]:
        raise Rejected("the lemma for determinants must be about square matrices")
    if factors == ((DELTA, 0, 1),):
        return []
    left = list(factors)
    symbols: list[str] = []
    at = 0
    while left:
        touching = [factor for factor in left if at in factor[1:]]
        # the last index may stand at the last matrix only
        if at == 1 or len(touching) != 1 or len(touching[0]) != 3 or touching[0][1] == touching[0][2]:
            raise Rejected("the lemma for determinants must be about products of matrices in a row")
        (factor,) = touching
        left.remove(factor)
        symbol = entry_symbol(env, factor)
        if env.sizes[symbol] != free:
            raise Rejected("the lemma for determinants must be about matrices of one size")
        symbols.append(symbol)
        at = factor[1] + factor[2] - at
    if at != 1:
        raise Rejected("the lemma for determinants must be about products of matrices in a row")
    return symbols


def entry_symbol(env: Environment, factor: Factor) -> str:
    """The symbol of which a factor is an entry."""
    head = env.heads[factor[0]]
    if factor[0] == DELTA or head.fn != ENTRY:
        raise Rejected("the lemma must be about entries of symbols")
    return head.symbol


def plus_the_identity(env: Environment, u: str, v: str, turned: int) -> tuple[Form, Form]:
    """I + U V and I + V U for U of n × k and V of k × n.

    Of `turned`, 1 says that U is the transpose of the symbol u, 2 the same of v. Columns and rows have one index.
    """
    one, two = env.sizes[u], env.sizes[v]
    if len(one) != len(two) or len(one) not in (1, 2):
        raise Rejected(f"{u} and {v} do not fit as they must for their determinants")
    one, two = (one[::-1] if turned & 1 else one), (two[::-1] if turned & 2 else two)
    if one != two[::-1]:
        raise Rejected(f"{u} and {v} do not fit as they must for their determinants")

    def factors(first: tuple[str, int], second: tuple[str, int]) -> list[Factor]:
        """The entry at 0 and 1 of the product of two symbols, each with whether it is transposed."""
        places = ((first, (0, 2)), (second, (2, 1)))
        return [(env.head(ENTRY, name), *(at[::-1] if flipped else at)) for (name, flipped), at in places]

    left, right = (u, turned & 1), (v, turned & 2)
    size = one[0]
    outer = Form((size, size))
    outer.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
    if len(one) == 1:
        inner = Form(())
        inner.add(Open(1, {}, {}, []))
        head, other = env.head(ENTRY, u), env.head(ENTRY, v)
        outer.add(Open(1, {}, {}, [(head, 0), (other, 1)]))
        inner.add(Open(1, {}, {0: size}, [(head, 0), (other, 0)]))
        return outer, inner
    inner = Form((one[1], one[1]))
    inner.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
    outer.add(Open(1, {}, {2: one[1]}, factors(left, right)))
    inner.add(Open(1, {}, {2: size}, factors(right, left)))
    return outer, inner
