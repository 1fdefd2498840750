"""What a kernel has accepted, in index notation: plain ASCII that reads in one way only.

    D(J; w)[i] = 2 * sum(j < m: X[i,j] * r[j])   for i < n

`X[i,j]` is an entry, `f(X[i,j])` a function of it, `inverse{A}[i,j]` an entry of a function of all of A, `d(J; w, b)`
a differential when w and b vary and `dd(J; w, b)` the second one, `D(J; w)[i]` the derivative of J by w[i], `[i = j]`
is 1 where i = j and 0 elsewhere. Indices count from 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from derive.check.recheck import Rechecked
from derive.core.condition import Condition
from derive.core.environment import DERIVATIVE, DIFFERENTIAL, ENTRY, NUMBER_OF, SECOND
from derive.core.form import DELTA, Factor, Form, Key, Number
from derive.core.function import MatrixFunction, opaque_parts
from derive.core.kernel import Kernel
from derive.core.property import PROPERTIES
from derive.core.sizes import SIZES

LETTERS = "ijklpqrstuvw"
KINDS = {DIFFERENTIAL: "d", DERIVATIVE: "D", SECOND: "dd"}
RESERVED = ("d", "dd", "D", "sum", "for")
SIGNS = {"positive": "> 0", "nonzero": "!= 0", "nonnegative": ">= 0"}


def statement(found: Rechecked) -> str:
    """lhs = rhs and the range of its indices."""
    lemma = found.statement
    free = lemma.lhs.free
    return (
        f"{_form(found.kernel, lemma.lhs)} = {_form(found.kernel, lemma.rhs)}{f'   for {_ranges(free)}' * bool(free)}"
    )


def conditions(found: Rechecked) -> list[str]:
    """What the statement holds under, entry by entry."""
    told = {c for c in found.conditions if c[0] != "nonzero" or ("positive", c[1]) not in found.conditions}
    return [_condition(found.kernel, condition) for condition in sorted(told)]


def definitions(found: Rechecked) -> list[str]:
    """What the names in the statement and its conditions stand for; what may be anything comes last."""
    kernel, env = found.kernel, found.kernel.env
    pending = [symbol for _, symbol in found.conditions]
    pending += _mentioned(kernel, found.statement.lhs) | _mentioned(kernel, found.statement.rhs)
    seen = set(pending)
    while pending:
        definition = env.definitions.get(pending.pop())
        fresh = _mentioned(kernel, definition) - seen if definition is not None else set()
        seen |= fresh
        pending += fresh
    order = sorted(seen, key=env.rank.__getitem__)
    lines = [
        f"{_indexed(symbol, env.sizes[symbol])} = {_form(kernel, env.definitions[symbol])}"
        for symbol in order
        if symbol in env.definitions
    ]
    variables = [_indexed(symbol, env.sizes[symbol]) for symbol in order if symbol not in env.definitions]
    forms = [found.statement.lhs, found.statement.rhs, *(env.definitions[s] for s in order if s in env.definitions)]
    names = {env.heads[number].fn for form in forms for number in form.heads() if number != DELTA}
    opaque = {opaque_parts(fn)[0] for fn in names - {ENTRY, *KINDS} if fn not in kernel.records}
    lines += [f"{', '.join(variables)} any real numbers"] * bool(variables)
    return lines + [f"{', '.join(map(_name, sorted(opaque)))} any smooth functions"] * bool(opaque)


def _mentioned(kernel: Kernel, form: Form) -> set[str]:
    heads = [kernel.env.heads[number] for number in form.heads() if number != DELTA]
    named = {head.symbol for head in heads} | {name for head in heads for name in head.wrt}
    return named & kernel.env.sizes.keys()


def _condition(kernel: Kernel, condition: Condition) -> str:
    kind, symbol = condition
    sizes = kernel.env.sizes[symbol]
    words = SIGNS.get(kind) or f"is {kind if kind in PROPERTIES else _name(kind)}"
    return f"{_name(symbol)}{_at(range(len(sizes)))} {words}"


def _form(kernel: Kernel, form: Form) -> str:
    words = ""
    for key, coefficient in form.terms.items():
        sign = "-" if coefficient < 0 else "+" if words else ""
        words += (f" {sign} " if words else sign) + _term(kernel, key, coefficient, len(form.free))
    return words or "0"


def _term(kernel: Kernel, key: Key, coefficient: Number, free: int) -> str:
    scale, bound, factors = key
    parts = [str(abs(coefficient))] if abs(coefficient) != 1 else []
    for size, power in scale:
        parts.append(_size(size) if power == 1 else f"{_size(size)}^{power}")
    product = [_factor(kernel, factor) for factor in factors]
    if bound:
        parts.append(f"sum({_ranges(bound, free)}: {' * '.join(product)})")
    else:
        parts += product
    return " * ".join(parts) or "1"


def _factor(kernel: Kernel, factor: Factor) -> str:
    if factor[0] == DELTA:
        return f"[{_letter(factor[1])} = {_letter(factor[2])}]"
    head, at = kernel.env.heads[factor[0]], _at(factor[1:])
    if head.fn == ENTRY:
        return _name(head.symbol) + at
    if head.fn in KINDS:
        return f"{KINDS[head.fn]}({_name(head.symbol)}; {', '.join(map(_name, head.wrt))}){at}"
    record = kernel.records.get(head.fn)
    if head.fn.startswith(NUMBER_OF) or isinstance(record, MatrixFunction):
        return f"{_name(head.fn.removeprefix(NUMBER_OF))}{{{_name(head.symbol)}}}{at}"
    return f"{_name(head.fn)}({_name(head.symbol)}{at})"


def _indexed(symbol: str, sizes: Sequence[int]) -> str:
    return f"{_name(symbol)}[{_ranges(sizes)}]" if sizes else _name(symbol)


def _ranges(sizes: Sequence[int], start: int = 0) -> str:
    return ", ".join(f"{_letter(k)} < {_size(size)}" for k, size in enumerate(sizes, start))


def _at(indices: Sequence[int]) -> str:
    return f"[{','.join(map(_letter, indices))}]" if indices else ""


def _letter(index: int) -> str:
    return LETTERS[index] if index < len(LETTERS) else f"i{index}"


def _size(number: int) -> str:
    terms = [
        "*".join(
            [*([str(c)] if c != 1 or not names else []), *(_length(n) + (f"^{p}" if p > 1 else "") for n, p in names)]
        )
        for names, c in SIZES[number].terms
    ]
    return terms[0] if len(terms) == 1 and "*" not in terms[0] and "^" not in terms[0] else f"({' + '.join(terms)})"


def _length(name: str) -> str:
    """The name of a size, which must not be taken for an index: `j < i` would be a triangle."""
    return json.dumps(name) if re.fullmatch(rf"[{LETTERS}]|i[0-9]+", name) else _name(name)


def _name(name: str) -> str:
    """A plain word as it is; anything that could be taken for something else in quotation marks."""
    return (
        name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*'*|#[0-9]+", name) and name not in RESERVED else json.dumps(name)
    )
