"""Markdown that a renderer reads as it was meant, whatever words are in it."""

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from derive.check.document import Document
from derive.ops import language
from reports import markdown
from reports.render import render
from reports.report import report, section
from reports.written import legible

NASTY = [
    "a|b",
    "`a|b`",
    "`a\\`",
    "`",
    "<b>bold</b> & <!-- gone",
    "$x$ and $$y$$",
    "*a* _b_ **c** ~~d~~ [e](f) ![g](h)",
    "# heading",
    "- item",
    "1. item",
    "12) item",
    "--- | ---",
    "\\",
    "line\nbreak\r\n\n# heading",
    "https://example.org/a_b_c",
    "\ud800",
    "\x00\x1b[31m",
    "&amp; &#36;",
]


def cells(text: str) -> list[list[str]]:
    """The cells of every row of every table."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level > 3:
            rows[-1].append("".join(_plain(child.type, child.content) for child in token.children or []))
    return rows


def _plain(kind: str, content: str) -> str:
    assert kind in ("text", "text_special", "code_inline", "html_inline"), (kind, content)
    if kind == "html_inline":
        assert content in ("<span>", "</span>")
        return ""
    return content


def visible(words: str) -> str:
    """What is left of words when they are shown: code loses its quotes, spaces run together."""
    words = words.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    return re.sub(r"\s+", "", re.sub(r"`([^`]+)`", r"\1", words))


@given(words=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("|`$*_\\<>[]()#-+&~ \n1.!"))))
def test_words_stay_words_in_a_table(words: str) -> None:
    table = f"| a | b |\n|--|--|\n| {markdown.text(words)} | last |\n"
    shown = cells(table)
    assert len(shown) == 2
    assert len(shown[1]) == 2
    assert shown[1][1] == "last"
    assert re.sub(r"\s+", "", shown[1][0]) == visible(words)


@pytest.mark.parametrize("words", NASTY)
def test_nasty_words(hostile: Callable[[str], Document], words: str) -> None:
    text = render(report([section(hostile(words))]), ".md")
    assert [len(row) for row in cells(text)] == [6] * 2 + [4] * 7 + [4] * 2
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == 9
    words_shown = html.unescape(re.sub(r"<[^>]*>", "", MarkdownIt("commonmark").enable("table").render(text)))
    assert visible(words) in re.sub(r"\s+", "", words_shown)


@given(words=st.text())
@example("{{ 7 * 7 }}{% raw %}")
def test_templates_are_not_filled_in_twice(hostile: Callable[[str], Document], words: str) -> None:
    assert "49" not in render(report([section(hostile(words.replace("4", "")))]), ".md")


def test_formulas_survive(document: Document) -> None:
    text = render(report([section(legible(document, language()))]), ".md")
    formulas = re.findall(r"\$([^$]+)\$", text)
    assert len(formulas) > 15
    shown = html.unescape(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))
    assert re.findall(r"\$([^$]+)\$", shown) == formulas


def test_formulas_keep_their_spaces_and_subscripts() -> None:
    assert markdown.math(r"\mathbf{1}_{m} \, \left(a\right)") == r"$\mathbf{1} _{m} (a)$"
    assert markdown.math(r"\mathit{rate} \, b") == r"$\mathit{rate} \thinspace b$"
    assert markdown.math(r"\mathrm{d} x\,y") == r"$\mathrm{d} x \thinspace y$"


def test_everything_is_there(document: Document) -> None:
    text = render(report([section(legible(document, language()))]), ".md")
    for line in [
        "6 claims: 2 proved, 2 refuted, 1 undecided, 1 ill-formed, 1 not understood, 1 lost to internal errors.",
        "- $L = \\operatorname{tr}(A B)$",
        "- $\\frac{\\partial L}{\\partial A} = B^T$",
        "| made:1.3 | proved | $L = \\operatorname{tr}(B A)$ | where A &gt; 0 and s ≠ 0 |",
        "- derived: $\\frac{\\partial L}{\\partial B} = A^T$",
        "- written: $\\mathrm{d} s = A \\thinspace A$ ($s \\text{ varies}$)",
        "- because: in `A A`, `A` has m columns but `A` has n rows",
        "| `L` | $0$ | $1.5 \\cdot 10^{-16}$ |  |",
        "- two opinions differ",
    ]:
        assert line in text.splitlines(), line
    assert "undecided" in text
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert "\n\n\n" not in text
