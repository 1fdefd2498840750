"""Reports, derivations and pictures as files: one template for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from reports import latex, markdown, svg
from reports.explanation import Derivation
from reports.formula import Formula
from reports.picture import Picture
from reports.report import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How text, code and mathematics are written, and mathematics that keeps low."""

    text: Callable[[str], str]
    code: Callable[[str], str]
    math: Callable[[str], str]
    inline: Callable[[str], str]

    def written(self, value: Any) -> Markup:
        """What an expression of the template becomes: nothing gets into a report without passing here."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Formula):
            return Markup(self.math(value.latex) if value.typeset else self.code(value.text))
        return Markup(self.text(str(value)))

    def low(self, value: Formula) -> Markup:
        """A formula in a line of text or in a picture."""
        return Markup(self.inline(value.latex) if value.typeset else self.code(value.text))


FORMATS = {
    ".md": Format(markdown.text, markdown.code, markdown.math, markdown.math),
    ".tex": Format(latex.text, latex.code, latex.math, latex.inline),
}
NO_FIGURES: Mapping[str, str] = {}
PICTURES = {".svg": Format(svg.text, svg.text, svg.text, svg.text), ".tex": FORMATS[".tex"]}


def render(report: Report, suffix: str, figures: Mapping[str, str] = NO_FIGURES) -> str:
    """The report in the format of FORMATS for files with this suffix.

    `figures` are the files with the pictures of sections, by name, for a format that does not hold pictures itself.
    """
    links = {name: quote(file) for name, file in figures.items()}
    return _template("report", suffix).render(report=report, figures=links)


def render_derivation(derivation: Derivation, suffix: str) -> str:
    """The derivation in the format of FORMATS for files with this suffix."""
    return _template("explanation", suffix).render(derivation=derivation)


def render_picture(picture: Picture, suffix: str) -> str:
    """The picture in the format of PICTURES for files with this suffix."""
    return _template("graph", suffix).render(picture=picture)


@cache
def _template(name: str, suffix: str) -> jinja2.Template:
    chosen = {**FORMATS, **PICTURES}[suffix]
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reports"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,  # of what `finalize` has written already: macros return markup
        finalize=chosen.written,
        comment_start_string="{=",  # {# is half of a macro's argument in TeX
        comment_end_string="=}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["code"] = lambda words: Markup(chosen.code(words))
    environment.filters["low"] = chosen.low
    return environment.get_template(f"{name}{suffix}.jinja")
