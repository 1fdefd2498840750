"""Text and formulas as LaTeX that compiles whatever is in them."""

from __future__ import annotations

import re
import unicodedata

from reports.parentheses import plain

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_\allowbreak{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "[": "{[}",  # after \item or \\ a bracket would be an argument
    "]": "{]}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\ldots{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
}
SIGNS = {
    "ᵀ": r"^{\mathsf{T}}",
    "∘": r"\circ",
    "⊙": r"\odot",
    "⊗": r"\otimes",
    "×": r"\times",
    "÷": r"\div",
    "·": r"\cdot",
    "∂": r"\partial",
    "∇": r"\nabla",
    "≠": r"\neq",
    "≤": r"\leq",
    "≥": r"\geq",
    "≈": r"\approx",
    "±": r"\pm",
    "−": "-",
    "∞": r"\infty",
    "∑": r"\sum",
    "Σ": r"\Sigma",
    "∏": r"\prod",
    "√": r"\surd",
    "∈": r"\in",
    "→": r"\to",
    "←": r"\leftarrow",
    "⇒": r"\Rightarrow",
    "ℝ": r"\mathbb{R}",
    "′": "'",
    "⁻": "^{-}",
}
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu "
    "nu xi pi rho sigma tau upsilon phi chi psi omega"
)
SIGNS |= {letter: f"\\{name}" for letter, name in zip("αβγδεζηθικλμνξπρστυφχψω", GREEK.split(), strict=True)}
SIGNS |= {sign: f"^{{{digit}}}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
SIGNS |= {sign: f"_{{{digit}}}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}
ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030c": "v", "\u0327": "c"}


def text(words: str) -> str:
    """Words as running text; what stands between backticks is code."""
    pieces = re.split(r"`([^`]+)`", " ".join(words.split()))
    return "".join(code(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def code(words: str) -> str:
    return rf"\texttt{{{_escaped(' '.join(words.split()))}}}"


def _escaped(words: str) -> str:
    """Every character stands for itself: two hyphens make no dash, two commas no quotation mark."""
    return "".join(_character(character) for character in words).replace("--", "-{}-").replace(",,", ",{},")


def _character(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character in SIGNS:
        return rf"\ensuremath{{{SIGNS[character]}}}"
    if " " <= character <= "~":
        return character
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in ACCENTS:
        return rf"\{ACCENTS[parts[1]]}{{{parts[0]}}}"
    return rf"\texttt{{U+{ord(character):04X}}}\allowbreak{{}}"


# --- formulas --------------------------------------------------------------------------------------------------------


def math(latex: str) -> str:
    """A formula that TeX can break over lines."""
    return rf"$\displaystyle {breakable(latex)}$"


def inline(latex: str) -> str:
    """A formula with small fractions, on one line."""
    low = plain(latex, r"\big")
    return f"${low}$"


LONGEST = 90  # characters of a numerator or denominator; a longer fraction is written on one line, where it can break


def breakable(latex: str) -> str:
    r"""Without \left, \right and long fractions, which nothing breaks, and with places to break between factors."""
    return plain(_flat(latex), r"\Big").replace(r"\, ", r"\by ")


def _flat(latex: str) -> str:
    r"""Long fractions as ((a) / (b))."""
    parts: list[str] = []
    while r"\frac{" in latex:
        before, _, latex = latex.partition(r"\frac")
        end = _closing(latex, 0)
        last = _closing(latex, end + 1)
        top, bottom, latex = _flat(latex[1:end]), _flat(latex[end + 2 : last]), latex[last + 1 :]
        if max(len(top), len(bottom)) > LONGEST:
            parts += [before, rf"\left(\left({top}\right) / \left({bottom}\right)\right)"]
        else:
            parts += [before, rf"\frac{{{top}}}{{{bottom}}}"]
    return "".join([*parts, latex])


def _closing(latex: str, start: int) -> int:
    """Where the brace at `start` is closed."""
    depth = 0
    for place in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[place], 0)
        if depth == 0:
            return place
    return len(latex)
