"""A derivation line by line as plain data for people. Every format shows the same."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.document import Explanation, Line
from reports.formula import Formula, equation, formula


@dataclass(frozen=True, slots=True)
class Told:
    """One line; `left` is empty where it is that of the line above."""

    left: Formula
    right: Formula
    words: str
    rules: tuple[Formula, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """What is derived, from which definitions, how, and what became of it."""

    name: str
    title: str
    subject: Formula
    definitions: tuple[Formula, ...]
    lines: tuple[Told, ...]
    conclusion: str


def derivation(name: str, title: str, explanation: Explanation) -> Derivation:
    """An explanation under a name and a title."""
    shown = explanation.lines
    lefts = [formula(line.left) for line in shown]
    above = [Formula(""), *lefts]
    return Derivation(
        name,
        title,
        lefts[-1],
        tuple(equation(symbol, symbol.args[0]) for symbol in explanation.definitions),
        tuple(
            _told(Formula("") if left == before else left, line)
            for before, left, line in zip(above, lefts, shown, strict=False)
        ),
        _conclusion(explanation),
    )


def _told(left: Formula, line: Line) -> Told:
    rules = tuple(equation(*rule) for rule in line.rules)
    return Told(left, formula(line.right), line.words, rules, line.remark)


def _conclusion(explanation: Explanation) -> str:
    if not explanation.proved:
        count = sum(bool(line.remark) for line in explanation.lines)
        return f"{count} of {len(explanation.lines)} lines not proved"
    uses = f", where {' and '.join(explanation.uses)}" if explanation.uses else ""
    return f"each line is proved from the one before, for all sizes and values{uses}"
