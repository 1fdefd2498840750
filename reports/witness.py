"""A counterexample in words and in LaTeX: sizes, values, and what the two sides come to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from derive.check.verdict import Enclosure, Exact, Witness
from reports.formula import NAME, Formula

POLYNOMIAL = re.compile(r"[-+*/()0-9z ]*")
RATIONAL = re.compile(r"-?[0-9]+(/[0-9]+)?")
DIGITS = 12  # shown of a number that is not rational or has many, sign and point among them
MANY = 40  # characters of a rational


@dataclass(frozen=True, slots=True)
class Point:
    """A point at which the two sides differ."""

    sizes: tuple[Formula, ...]
    values: tuple[Formula, ...]
    brief: tuple[str, ...]  # the values again, large matrices by their first row
    entry: str
    left: Formula
    right: Formula


def point(witness: Witness, names: Mapping[str, str]) -> Point:
    """`names` is the LaTeX of the variables; the differential of W is called dW."""
    left, right = numbers(witness.lhs, witness.rhs)
    functions = tuple(_function(name, rule) for name, rule in witness.functions.items())
    return Point(
        tuple(_equal(name, str(size), name, str(size)) for name, size in witness.sizes.items()),
        tuple(_value(name, rows, names) for name, rows in witness.values.items()) + functions,
        tuple(f"{name} = {_brief(rows)}" for name, rows in witness.values.items())
        + tuple(rule.text for rule in functions),
        f"entry ({witness.entry[0]}, {witness.entry[1]})" if witness.entry != (1, 1) else "",
        left,
        right,
    )


def numbers(left: Exact, right: Exact) -> tuple[Formula, Formula]:
    """Both numbers, as short as they can be and still be told apart."""
    short = (number(left, DIGITS), number(right, DIGITS))
    if short[0].text == short[1].text:
        return number(left), number(right)
    return short


def number(value: Exact, digits: int | None = None) -> Formula:
    """A rational as it is; of another number, and of a long one, the digits that are certain, or the first of them."""
    if not isinstance(value, Enclosure):
        long = len(value) > MANY and RATIONAL.fullmatch(value)  # it may be words
        known = _decimal(Fraction(value), digits) if long and digits else ""
        return Formula(f"{known}…", rf"{known} \ldots") if re.search("[1-9]", known) else Formula(value, value)
    known = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(value.lo, value.hi, strict=False)))
    if "e" in value.lo + value.hi or not re.search(r"[1-9]", known):
        return Formula(f"between {value.lo} and {value.hi}")
    return Formula(f"{known[:digits]}…", rf"{known[:digits]} \ldots")


def _decimal(value: Fraction, characters: int) -> str:
    """The number up to so many characters, cut off; nothing where the point does not come before."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" * (value < 0)
    places = characters - len(f"{sign}{whole}.")
    return f"{sign}{whole}.{rest * 10**places // value.denominator:0{places}}" if places > 0 else ""


Rows = tuple[tuple[str, ...], ...]


def _brief(rows: Rows) -> str:
    if len(rows) * len(rows[0]) > 6 and len(rows) > 1:
        return f"[{' '.join(rows[0])}; …]"
    return _matrix(rows)


def _matrix(rows: Rows) -> str:
    if len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    return f"[{'; '.join(' '.join(row) for row in rows)}]"


def _value(name: str, rows: Rows, names: Mapping[str, str]) -> Formula:
    latex = names.get(name) or (rf"\mathrm{{d}} {names[name[1:]]}" if name[1:] in names else name)
    if len(rows) == len(rows[0]) == 1:
        return _equal(name, rows[0][0], latex, rows[0][0])
    # \cr and not \\, of which Markdown would eat a half
    body = r" \cr ".join(" & ".join(row) for row in rows)
    return _equal(name, _matrix(rows), latex, rf"\begin{{pmatrix}} {body} \end{{pmatrix}}")


def _function(name: str, rule: str) -> Formula:
    """A polynomial as Python writes it: (-1/3) + (2)*z**2."""
    latex = re.sub(r"\((-?)(\d+)/(\d+)\)", r"\1\\tfrac{\2}{\3}", rule).replace("+ -", "- ")
    latex = re.sub(r"\*\*(\d+)", r"^{\1}", latex).replace("*", " ")
    quoted = not (NAME.fullmatch(name) and POLYNOMIAL.fullmatch(rule))
    return Formula(f"{name}(z) = {rule}", f"{name}(z) = {latex}", quoted)


def _equal(name: str, value: str, name_latex: str, value_latex: str) -> Formula:
    return Formula(f"{name} = {value}", f"{name_latex} = {value_latex}", not NAME.fullmatch(name))
