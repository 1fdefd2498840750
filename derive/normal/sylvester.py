"""det(I + U V) = det(I + V U): from a matrix that is the identity plus a product to the one the other way round.

A sum A + R with a matrix A alone in it is A (I + A⁻¹ R) first. Source: Sylvester's determinant identity, and the
matrix determinant lemma det(A + u vᵀ) = det(A) (1 + vᵀ A⁻¹ u) that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from derive.core.environment import ENTRY, Environment
from derive.core.form import DELTA, Factor, Form, Key, Open, entry, fresh_indices, opened
from derive.core.lemma import LawName, Lemma
from derive.core.square import plus_the_identity

IDENTITY: Key = ((), (), ((DELTA, 0, 1),))
Equal = Callable[[Form, Form], "Lemma | Form"]


def laws(env: Environment, equal: Equal, symbol: str, others: Container[str]) -> Iterator[LawName]:
    """What is known of the determinant of a symbol that is defined by a sum, if that of A stands among the others."""
    form = env.definitions.get(symbol)
    if form is None or len(form.free) != 2 or len(form.terms) < 2:
        return
    if form.terms.get(IDENTITY) == 1:
        yield from _exchanged(env, symbol, form)
        return
    alone = [key for key, c in form.terms.items() if c == 1 and _is_matrix(env, key, form)]
    alone = [key for key in alone if env.heads[key[2][0][0]].symbol in others]
    if not alone:
        return
    rest = form.copy()
    rest.add_key(alone[0], -1)
    ((factor,),) = [alone[0][2]]
    name = env.heads[factor[0]].symbol
    pair = (0, 2) if factor[1:] == (0, 1) else (2, 0)
    inner = Form(form.free, {IDENTITY: 1})
    for key, c in _grouped(env, rest).terms.items():
        term = opened(key, c, (2, 1), fresh_indices())
        inner.add(
            Open(c, term.scale, {**term.bound, 2: form.free[0]}, [(env.head("inverse", name), *pair), *term.factors])
        )
    inner_name = env.abbreviate(_grouped(env, inner))
    product = Form(form.free)
    factors: list[Factor] = [(env.head(ENTRY, name), *pair), (env.head(ENTRY, inner_name), 2, 1)]
    product.add(Open(1, {}, {2: form.free[0]}, factors))
    lemma = equal(entry(env.head(ENTRY, symbol), form.free), product)
    if isinstance(lemma, Lemma):
        yield ("determinants", lemma.number)
        yield from _exchanged(env, inner_name, env.definitions[inner_name])


def _is_matrix(env: Environment, key: Key, form: Form) -> bool:
    """Whether a term is one symbol, as it stands or transposed."""
    if key[0] or len(key[2]) != 1 or key[2][0][0] == DELTA:
        return False
    head = env.heads[key[2][0][0]]
    return head.fn == ENTRY and set(key[2][0][1:]) == {0, 1} and head.sizes == form.free


def _grouped(env: Environment, form: Form) -> Form:
    """Each term with all of its factors but the one at its column as one name, where that is possible."""
    result = Form(form.free)
    for key, c in form.terms.items():
        result.add_key(_split(env, key, form) or key, c)
    return result


def _split(env: Environment, key: Key, form: Form) -> Key | None:
    """U[0,k] V[k,1], or u[0] v[1], from a longer product that goes from 0 to 1."""
    scale, bound, factors = key
    left = [f for f in factors if 1 in f[1:]]
    if scale or len(factors) < 3 or len(left) != 1 or left[0][0] == DELTA or 0 in left[0][1:]:
        return None
    if env.heads[left[0][0]].fn != ENTRY:
        return None
    rest = [f for f in factors if f is not left[0]]
    joints = {i for i in left[0][1:] if i > 1}
    if len(joints) > 1 or any(1 in f[1:] for f in rest):
        return None
    size = {2 + place: s for place, s in enumerate(bound)}
    joint = next(iter(joints), None)
    free = (form.free[0],) if joint is None else (form.free[0], size[joint])
    inner = Form(free)
    names = {0: 0} if joint is None else {0: 0, joint: 1}
    others = {i: 10 + i for i in size if i != joint}
    inner.add(Open(1, {}, {others[i]: s for i, s in size.items() if i != joint},
                   [(f[0], *[names.get(i, others.get(i, i)) for i in f[1:]]) for f in rest]))  # fmt: skip
    outer: Factor = (env.head(ENTRY, env.abbreviate(inner)), 0, *(() if joint is None else (2,)))
    last: Factor = (left[0][0], *[2 if i == joint else i for i in left[0][1:]])
    made = Form(form.free)
    made.add(Open(1, {}, {} if joint is None else {2: size[joint]}, [outer, last]))
    ((found, _),) = made.terms.items()
    return found


def _exchanged(env: Environment, symbol: str, form: Form) -> Iterator[LawName]:
    """The law where the form is the identity plus the product of two symbols."""
    others = [(key, c) for key, c in form.terms.items() if key != IDENTITY]
    if len(others) != 1 or others[0][1] != 1 or others[0][0][0] or len(others[0][0][2]) != 2:
        return
    one, two = sorted(others[0][0][2], key=lambda factor: 0 not in factor[1:])
    heads = [env.heads[factor[0]] for factor in (one, two) if factor[0] != DELTA]
    if len(heads) != 2 or any(head.fn != ENTRY for head in heads) or 0 not in one[1:] or 1 not in two[1:]:
        return
    turned = (1 if one[1] != 0 else 0) | (2 if two[-1] != 1 else 0)
    if len(one) != len(two) or len(one) > 3:
        return
    outer, inner = plus_the_identity(env, heads[0].symbol, heads[1].symbol, turned)
    if outer.key == form.key:
        yield ("sylvester", symbol, env.abbreviate(inner), heads[0].symbol, heads[1].symbol, turned)
