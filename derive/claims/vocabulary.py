"""Commands, characters and environments of LaTeX, and the kind of token that each stands for."""

from __future__ import annotations

STYLES = frozenset(
    "mathbf boldsymbol bm mathcal mathrm mathit mathsf mathtt mathbb mathfrak mathscr vec text textbf textit textrm "
    "textnormal mbox hbox operatorname mathop pmb mathnormal emph underline rm bf bold boxed".split()
)
PROSE = frozenset({"text", "textbf", "textit", "textrm", "textnormal", "mbox", "hbox", "emph"})
IGNORED = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits nonumber notag large Large LARGE small normalsize tiny huge "
    "it sf tt cal hfill hline centering thinspace medspace thickspace negthinspace allowbreak nobreak mathstrut "
    "strut smallskip medskip bigskip noindent left. right.".split()
)
SPACES = frozenset({"\\,", "\\;", "\\:", "\\!", "\\ ", "\\>", "\\/", "\\-", "\\quad", "\\qquad", "\\\n", "\\"})
SIZES = frozenset("left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm".split())
CONNECTIVES = frozenset(
    "where and for with if so then thus is are when hence or otherwise since as that let we have get which because "
    "therefore similarly also therein here note by from using gives yields else while such but only all some "
    "namely i.e. e.g. Where And For With If So Then Thus Hence Or Otherwise Since As Let We Because Therefore "
    "Similarly Also Here Note By From Using".split()
)
ENVIRONMENTS = frozenset(
    "aligned align alignat alignedat split gather gathered eqnarray equation multline displaymath math flalign".split()
)
COMMANDS = {
    "cdot": "CDOT", "ast": "STAR", "star": "STAR", "circ": "CIRC", "odot": "ODOT", "otimes": "OTIMES",
    "times": "TIMES", "oslash": "OSLASH", "div": "SLASH", "frac": "FRAC", "dfrac": "FRAC", "tfrac": "FRAC",
    "cfrac": "FRAC", "partial": "PARTIAL", "nabla": "NABLA", "sum": "SUM", "prod": "PROD", "int": "PROD",
    "top": "TOP", "intercal": "TOP", "prime": "PRIME", "pm": "UNKNOWN", "mp": "UNKNOWN", "lbrace": "LC",
    "rbrace": "RC", "lbrack": "LB", "rbrack": "RB", "lparen": "LP", "rparen": "RP", "infty": "UNKNOWN",
    "ldots": "DOTS", "cdots": "DOTS", "dots": "DOTS", "vdots": "DOTS", "ddots": "DOTS", "dotsc": "DOTS",
    "dotsb": "DOTS", "equiv": "EQ", "triangleq": "EQ", "coloneqq": "EQ", "doteq": "EQ", "leftarrow": "UPDATE",
    "gets": "UPDATE", "approx": "REL", "simeq": "REL", "sim": "REL", "cong": "REL", "propto": "REL", "neq": "REL",
    "ne": "REL", "leq": "REL", "le": "REL", "geq": "REL", "ge": "REL", "lt": "REL", "gt": "REL", "ll": "REL",
    "gg": "REL", "in": "REL", "subset": "REL", "forall": "STOP", "exists": "STOP", "mid": "BAR", "to": "STOP",
    "rightarrow": "STOP", "longrightarrow": "STOP", "Rightarrow": "STOP", "Longrightarrow": "STOP",
    "implies": "STOP", "iff": "STOP", "Leftrightarrow": "STOP", "mapsto": "STOP", "therefore": "STOP",
    "because": "STOP", "colon": "STOP", "newline": "ROW", "cr": "ROW", "Vert": "NORM", "lVert": "LN",
    "rVert": "RN", "vert": "BAR", "lvert": "LA", "rvert": "RA", "lfloor": "UNKNOWN", "rfloor": "UNKNOWN",
    "leqslant": "REL", "geqslant": "REL", "land": "PROSE", "wedge": "PROSE", "lor": "PROSE", "vee": "PROSE",
}  # fmt: skip
OTHERS = {
    "+": "PLUS", "-": "MINUS", "−": "MINUS", "*": "STAR", "/": "SLASH", "=": "EQ", "^": "CARET", "_": "UNDER",
    "{": "LBRACE", "}": "RBRACE", "(": "LP", ")": "RP", "[": "LB", "]": "RB", "|": "BAR", ",": "COMMA",
    ";": "STOP", ":": "STOP", "'": "PRIME", "’": "PRIME", "<": "REL", ">": "REL", "·": "CDOT", "×": "TIMES",
    "⊙": "ODOT", "∘": "CIRC", "⊗": "OTIMES", "，": "STOP", "。": "STOP", "、": "STOP", "；": "STOP", "：": "STOP",
    "≈": "REL", "≠": "REL", "≤": "REL", "≥": "REL", "∈": "REL", "∂": "PARTIAL", "∇": "NABLA", "∑": "SUM",
    "⇒": "STOP", "→": "STOP", "（": "LP", "）": "RP", "?": "UNKNOWN", "!": "UNKNOWN", '"': "UNKNOWN",
}  # fmt: skip
ENDS = frozenset({"NAME", "NUMBER", "ONES", "PRIME", "RBRACE", "RP", "RB", "RC", "RA", "RN", "TOP", "OPAQUE"})

AXES = ("rows", "columns")  # axis=1 goes along the rows, axis=0 along the columns
BRACES = frozenset({"LBRACE", "RBRACE"})
OPENINGS = frozenset({"LBRACE", "LP", "LB", "LC", "LN", "LA"})
CLOSINGS = frozenset({"RBRACE", "RP", "RB", "RC", "RN", "RA"})
SEPARATORS = frozenset({"EQ", "UPDATE", "REL", "COMMA", "STOP", "PROSE", "ROW", "AMP"})
CASES = frozenset({"cases", "dcases", "rcases"})
TABLES = frozenset({"array", "matrix", "aligned", "align", "split", "gathered"})  # after a brace alone, cases as well
