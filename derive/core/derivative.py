"""d/dv of an index form: Leibniz over factors, deltas on the entries of v, one axiom per function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count, islice

from derive.core.environment import DERIVATIVE, DIFFERENTIAL, ENTRY, NUMBER_OF, SECOND, Environment
from derive.core.errors import NoRule
from derive.core.form import DELTA, Factor, Form, Number, Open, fresh_indices, opened, subtract_multiple
from derive.core.function import Function, MatrixFunction, Pattern, Poly, derivative_of

Records = Mapping[str, Function | MatrixFunction]
Indices = tuple[int, ...]


def applied(env: Environment, poly: Poly, symbol: str, indices: tuple[int, ...]) -> list[tuple[Number, list[Factor]]]:
    """The factors of each term of a polynomial in functions, at an entry of a symbol."""
    return [(c, [(env.head(ENTRY if name == "id" else name, symbol), *indices) for name in names]) for c, names in poly]


def function_form(env: Environment, poly: Poly, symbol: str) -> Form:
    """A polynomial in functions at the general entry of a symbol."""
    free = env.sizes[symbol]
    form = Form(free)
    for c, factors in applied(env, poly, symbol, tuple(range(len(free)))):
        form.add(Open(c, {}, {}, factors))
    return form


def pattern_form(env: Environment, pattern: Pattern, symbol: str) -> Form:
    """A law of a function of a whole matrix, at a symbol: its free indices are those of i, then those of j."""
    sizes = env.sizes[symbol]
    half = len(sizes) // 2
    letters = {letter for _, factors in pattern for _, word in factors for letter in word}
    form = Form(sizes if "i" in letters else ())
    own = tuple(range(len(form.free)))
    for c, factors, bound in _patterned(env, pattern, symbol, {"i": own[:half], "j": own[half:]}):
        form.add(Open(c, {}, bound, factors))
    return form


def _patterned(
    env: Environment, pattern: Pattern, symbol: str, known: Mapping[str, Indices]
) -> Iterator[tuple[Number, list[Factor], dict[int, int]]]:
    """Coefficient, factors and bound indices of each term; a letter stands for all indices of an axis."""
    sizes = env.sizes[symbol]
    half = len(sizes) // 2
    fresh = count(2_000_000)  # clear of the names in the term that this is multiplied with
    for c, words in pattern:
        names, bound, factors = dict(known), dict[int, int](), list[Factor]()
        for fn, letters in words:
            for letter in letters:
                if letter not in names:
                    names[letter] = tuple(islice(fresh, half))
                    bound.update(zip(names[letter], sizes[:half], strict=True))
            at = [names[letter] for letter in letters]
            if fn == "delta":
                factors += [(DELTA, i, j) for i, j in zip(*at, strict=True)]
            else:
                factors.append((env.head(ENTRY if fn == "id" else fn, symbol), *chain(*at)))
        yield c, factors, bound


def differentiate(env: Environment, records: Records, form: Form, variable: str, frozen: bool = False) -> Form:
    """The derivative of a form by the entries of a variable; definitions are not unfolded.

    The free indices are those of the form, then those of the variable. Differentials are constants if `frozen`, and
    otherwise if they are those of variables.
    """
    k = len(form.free)
    sizes = env.sizes[variable]
    new = range(k, k + len(sizes))
    result = Form(form.free + sizes)
    for key, coefficient in form.terms.items():
        if not any(head[0] != DELTA and _touches(env, head[0], variable, frozen) for head in key[2]):
            continue
        # bound names must stay clear of the new free indices
        term = opened(key, coefficient, range(k), fresh_indices())
        for place, factor in enumerate(term.factors):
            if factor[0] == DELTA or not _touches(env, factor[0], variable, frozen):
                continue
            head = env.heads[factor[0]]
            others = term.factors[:place] + term.factors[place + 1 :]
            record = records.get(head.fn)
            if isinstance(record, MatrixFunction):
                own, half = factor[1:], len(sizes) // 2
                known = {"k": tuple(new)[:half], "l": tuple(new)[half:]}
                if not record.scalar:
                    known |= {"i": own[:half], "j": own[half:]}
                for c, factors, bound in _patterned(env, record.derivative, variable, known):
                    result.add(Open(coefficient * c, term.scale, {**term.bound, **bound}, others + factors))
                continue
            deltas: list[Factor] = [(DELTA, i, j) for i, j in zip(factor[1:], new, strict=False)]
            inner: list[tuple[Number, list[Factor]]]
            if head.fn == ENTRY:
                inner = [(1, deltas)]
            elif head.fn.startswith(NUMBER_OF):
                inner = [(1, [(env.head(head.fn + "'", variable), *factor[1:], *new)])]
            else:
                poly = derivative_of(head.fn, record)
                inner = [(c, deltas + factors) for c, factors in applied(env, poly, variable, factor[1:])]
            for c, factors in inner:
                result.add(Open(coefficient * c, term.scale, dict(term.bound), others + factors))
    return result


def _touches(env: Environment, number: int, variable: str, frozen: bool) -> bool:
    head = env.heads[number]
    if head.fn == DIFFERENTIAL and (frozen or head.symbol not in env.definitions):
        return False  # the differentials of variables are constant
    if head.fn in (DIFFERENTIAL, DERIVATIVE, SECOND):
        raise NoRule("no derivative is taken of a differential or of a derivative that stands as a name")
    return head.symbol == variable


def through(env: Environment, records: Records, form: Form, variable: str) -> Form:
    """d form / d variable along everything that the form mentions: the sum of (d form / d s) D(s; variable)."""
    k, sizes = len(form.free), env.sizes[variable]
    result = Form(form.free + sizes)
    new = range(k, k + len(sizes))
    for symbol in sorted(env.mentioned(form)):
        partial = differentiate(env, records, form, symbol)
        if symbol == variable:  # D(v;v) is the identity
            result.add_form(partial)
            continue
        own = env.sizes[symbol]
        summed = range(k + len(sizes), k + len(sizes) + len(own))
        inner = (env.head(DERIVATIVE, symbol, (variable,)), *summed, *new)
        subtract_multiple(result, -1, ((), own, (inner,)), partial, (*range(k), *summed))
    return result


def differential(env: Environment, records: Records, form: Form, varying: tuple[str, ...]) -> Form:
    """d of a form when `varying` vary: the sum over its symbols s of (d form / d s) ds; constants have ds = 0.

    The differential of ds is the second differential of s where s is defined, and 0 where it varies by itself.
    """
    k = len(form.free)
    result = Form(form.free)
    for key, coefficient in form.terms.items():
        term = opened(key, coefficient, range(k), fresh_indices())
        for place, factor in enumerate(term.factors):
            moved = env.heads[factor[0]]
            if moved.fn == DIFFERENTIAL and moved.symbol in env.definitions:
                second: Factor = (env.head(SECOND, moved.symbol, moved.wrt), *factor[1:])
                others = term.factors[:place] + term.factors[place + 1 :]
                result.add(Open(coefficient, term.scale, dict(term.bound), [*others, second]))
    for symbol in sorted(env.mentioned(form)):
        if symbol not in env.definitions and symbol not in varying:
            continue
        head = env.head(DIFFERENTIAL, symbol, varying)
        partial = differentiate(env, records, form, symbol, frozen=True)
        own = env.sizes[symbol]
        summed = range(k, k + len(own))
        subtract_multiple(result, -1, ((), own, ((head, *summed),)), partial, (*range(k), *summed))
    return result
