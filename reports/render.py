"""Reports and derivations as files: one template for each format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from reports import latex, markdown
from reports.explanation import Derivation
from reports.formula import Formula
from reports.report import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How text, code and mathematics are written."""

    text: Callable[[str], str]
    code: Callable[[str], str]
    math: Callable[[str], str]

    def written(self, value: Any) -> Markup:
        """What an expression of the template becomes: nothing gets into a report without passing here."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Formula):
            return Markup(self.math(value.latex) if value.typeset else self.code(value.text))
        return Markup(self.text(str(value)))


FORMATS = {
    ".md": Format(markdown.text, markdown.code, markdown.math),
    ".tex": Format(latex.text, latex.code, latex.math),
}


def render(report: Report, suffix: str) -> str:
    """The report in the format of FORMATS for files with this suffix."""
    return _template("report", suffix).render(report=report)


def render_derivation(derivation: Derivation, suffix: str) -> str:
    """The derivation in the format of FORMATS for files with this suffix."""
    return _template("explanation", suffix).render(derivation=derivation)


@cache
def _template(name: str, suffix: str) -> jinja2.Template:
    chosen = FORMATS[suffix]
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
    return environment.get_template(f"{name}{suffix}.jinja")
