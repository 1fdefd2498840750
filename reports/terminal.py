"""Judged documents for reading in a terminal: one line for each claim, then what is wrong and what holds instead.

And derivations: one line for each step, with its reason.
"""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.explanation import Derivation
from reports.report import Compared, Erratum, Report, Row, Section

COLOURS = {"proved": "green", "refuted": "bold red", "ill-formed": "bold magenta", "undecided": "yellow"}
VERDICT = max(len(name) for name in COLOURS)
NARROWEST = 16  # columns that a formula gets in any case
UNLIMITED = 10_000


def console() -> Console:
    """Standard output: as wide as the terminal; where it is no terminal, nothing is cut off and nothing coloured."""
    cut = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if cut else UNLIMITED, markup=False, highlight=False, emoji=False)


def show(section: Section, to: Console) -> str:
    """A document, as text with the escape codes that standard output can take."""
    with to.capture() as captured:
        _heading(f"{section.name}: {section.title}", to)
        width = max((len(row.place) for row in section.rows), default=0)
        for row in section.rows:
            _row(row, width, to)
        if section.errata:
            _heading("Errata", to)
            for erratum in section.errata:
                _erratum(erratum, to)
        if section.readings:
            _heading("Readings", to)
            for words in section.readings:
                _indented(words, 2, to)
        if section.not_understood:
            _heading("Not understood", to)
            for piece in section.not_understood:
                _indented(f"line {piece.line}, column {piece.column}: {piece.latex} ({piece.reason})", 2, to)
        if section.agreement:
            _heading("Agreement: largest relative differences at a random point", to)
            to.print(Padding(_agreement(section.agreement), (0, 0, 0, 1)))
        to.print()
    return _trimmed(captured.get())


def summary(report: Report, expected: str, seconds: float, to: Console) -> str:
    """The errata by their sources, and all documents in one line."""
    with to.capture() as captured:
        if report.errata:
            _heading("Errata by source", to)
            width = max(len(erratum.origin) for _, erratum in report.errata)
            for name, erratum in report.errata:
                line = Text("  ") + _text(erratum.origin)
                line.pad_right(width + 4 - line.cell_len)
                line.append(f"{erratum.verdict:<{VERDICT}}", style=COLOURS[erratum.verdict])
                line += Text("  ") + _text(erratum.defect or erratum.reason) + Text("  ") + _text(f"({name})", "dim")
                to.print(line, soft_wrap=True)
            to.print()
        to.print(Text(f"{report.counts.sentence}; {expected}{seconds:.1f} s"), soft_wrap=True)
    return captured.get()


def derivation(told: Derivation, to: Console) -> str:
    """A derivation: the definitions, the lines below each other with their reasons, and what became of them."""
    with to.capture() as captured:
        _heading(f"{told.name}: {told.title}", to)
        for definition in told.definitions:
            _indented(definition.text, 2, to)
        to.print()
        lines = Table.grid(padding=(0, 1, 0, 0))
        lines.add_column(justify="right", no_wrap=True)
        for _ in ("=", "the right side", "the reason"):
            lines.add_column(overflow="fold")
        for line in told.lines:
            reasons = "; ".join(part for part in (line.words, *(rule.text for rule in line.rules)) if part)
            reason = Text(" ") + _text(reasons, "dim")
            if line.remark:
                reason += Text(" ") + _text(line.remark, "bold red")
            lines.add_row(_text(line.left.text), "=", _text(line.right.text), reason)
        to.print(Padding(lines, (0, 0, 0, 2)))
        to.print()
        to.print(_text(told.conclusion), soft_wrap=True)
    return _trimmed(captured.get())


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _text(words: str, style: str = "") -> Text:
    """Words on one line; what would steer the terminal is shown as a question mark."""
    return Text("".join(c if c.isprintable() else "?" for c in " ".join(words.split())), style=style)


def _heading(words: str, to: Console) -> None:
    to.print()
    to.print(_text(words, style="bold"), soft_wrap=True)


def _row(row: Row, width: int, to: Console) -> None:
    line = Text("  ") + _text(row.place)
    line.pad_right(width + 4 - line.cell_len)
    line.append(f"{row.verdict:<{VERDICT}}", style=COLOURS[row.verdict])
    indent = line.cell_len + 2
    formula, varying = _text(row.formula.text), _varying(row)
    formula.truncate(max(to.width - indent - varying.cell_len, NARROWEST), overflow="ellipsis")
    to.print(line + Text("  ") + formula + varying, soft_wrap=True)
    if row.remark:
        _indented(row.remark, indent, to, style="dim")


def _varying(claim: Row | Erratum) -> Text:
    return Text("  ") + _text(f"({claim.varying.text})", style="dim") if claim.varying else Text()


def _erratum(erratum: Erratum, to: Console) -> None:
    line = Text("  ") + _text(erratum.place) + Text("  ")
    line.append(erratum.verdict, style=COLOURS[erratum.verdict])
    if erratum.defect:
        line.append(f", {erratum.defect}")
    to.print(line, soft_wrap=True)
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_row("written:", _text(erratum.written.text) + _varying(erratum))
    if erratum.reason:
        lines.add_row("because:", _text(erratum.reason))
    if erratum.derived is not None:
        lines.add_row("derived:", _text(erratum.derived.text))
    point = erratum.witness
    if point is not None:
        entry = f" in {point.entry}" if point.entry else ""
        lines.add_row("witness:", _text(f"left side {point.left.text}, right side {point.right.text}{entry}"))
        sizes = ", ".join(size.text for size in point.sizes)
        lines.add_row("", _text("; ".join(part for part in (sizes, *point.brief) if part), style="dim"))
    to.print(Padding(lines, (0, 0, 0, 4)))


def _agreement(rows: tuple[Compared, ...]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="")
    table.add_column("quantity", no_wrap=True)
    for name in ("symbolic vs numeric", "lambdified vs numeric", "numeric vs complex step"):
        table.add_column(name, justify="right")
    for row in rows:
        errors = [Text(error.text or "–") for error in row.errors]
        table.add_row(_text(row.name), *errors, style="" if row.agrees else "bold red")
    return table


def _indented(words: str, indent: int, to: Console, style: str = "") -> None:
    if to.width - indent < NARROWEST:
        indent = 2
    to.print(Padding(_text(words, style), (0, 0, 0, indent)))
