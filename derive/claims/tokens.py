r"""LaTeX -> tokens with places: styles, spacing and sizes of delimiters dropped, the author's own macros expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lark import Token

from derive.claims.bars import paired
from derive.claims.conditions import condition
from derive.claims.names import ACCENTS, FUNCTIONS, GREEK, UNICODE, WORDS
from derive.claims.vocabulary import (
    AXES,
    BRACES,
    CASES,
    COMMANDS,
    CONNECTIVES,
    ENDS,
    ENVIRONMENTS,
    IGNORED,
    OTHERS,
    PROSE,
    SIZES,
    SPACES,
    STYLES,
    TABLES,
)

MOST = 50_000  # tokens of one piece of mathematics, macros expanded
DEEPEST = 8  # macros inside macros
PIECE = re.compile(
    r"(?P<numpy>np\.(?:sum|exp|log|tanh)(?![A-Za-z]))|(?P<axis>,\s*axis\s*=\s*[01](?:\s*,\s*keepdims\s*=\s*True)?(?=\s*\)))|"
    r"(?P<space>(?:\s|~|&(?![a-z]+;))+|%[^\n]*)|(?P<command>\\(?:[A-Za-z]+|.|$))|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<dots>\.\.\.+|…)|(?P<word>[A-Za-z]+)|(?P<arrow>--+>|->|=>|<-)|(?P<define>:=|\.\*|\.\^|<=|>=|!=)|(?P<other>.)",
    re.DOTALL,
)
ARGUMENT = re.compile(r"\s*\{\s*([^{}]*?)\s*\}|\s*([A-Za-z0-9]|\\[A-Za-z]+)")
SCRIPTED = re.compile(r"\s*\{\s*([A-Za-z]|\\[A-Za-z]+)\s*(?=[_^])")
# a point ends a formula where only white space, a new row or words follow
FULL_STOP = re.compile(
    r"[.:](?:\s|~|&|\\[,;:! ]|\\q?quad(?![A-Za-z]))*"
    r"(?:\Z|\\\\|\\(?:text|mbox|end|tag|label)|[^\x00-\x7f])"
)
SKIPPED_ARGUMENT = re.compile(r"\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}")
BEGIN = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+)\*?\s*\}(?:\s*\{[lcr|\s\d]*\})?")
COLUMNS = re.compile(r"\s*\{[^{}]*\}")


class Pieces(Token):
    """What stands between \\begin{cases} and \\end{cases}, with the tokens of its rows."""

    inside: list[Token]


class TooMuch(Exception):
    """More than can be read in bounded time; the offset and a sentence."""


@dataclass(frozen=True)
class Context:
    """What the tokens of a text depend on: declared names, sizes and labels, and the author's own macros."""

    names: frozenset[str] = frozenset()
    macros: Mapping[str, str] = field(default_factory=dict)
    sizes: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()

    @property
    def bases(self) -> frozenset[str]:
        """Declared names of more than one letter, without layers and subscripts."""
        return frozenset(b for name in self.names if len(b := name.split("_")[0].rstrip("0123456789[]l-+")) > 1)


def tokens(text: str, offset: int, context: Context) -> list[Token]:
    """The tokens of one piece of mathematics, whose text stands at this offset of the document."""
    lexer = _Lexer(context)
    lexer.read(text, offset, None, 0)
    return paired(lexer.found)


class _Lexer:
    def __init__(self, context: Context, cells: bool = False) -> None:
        self.context, self.cells = context, cells  # whether `&` is a token
        self.words = tuple(sorted({*WORDS, *context.bases}, key=lambda word: (-len(word), word)))
        self.found: list[Token] = []
        self.bars: list[str] = []
        self.brace = 0  # the number of the last brace
        self.lefts: list[int] = []  # the number of the token after each \\left that is open

    def emit(self, kind: str, value: str, at: int) -> None:
        if len(self.found) >= MOST:
            raise TooMuch(at, f"a formula has more than {MOST} symbols")
        if kind in BRACES:
            self.brace = len(self.found)
        self.found.append(Token(kind, value, start_pos=at))

    @property
    def last(self) -> str:
        return self.found[-1].type if self.found else ""

    def read(self, text: str, offset: int, fixed: int | None, depth: int) -> None:
        """Tokens of the text; those of a macro all stand at the place `fixed` where it was used."""
        here, end, tried = 0, len(text), 0
        while here < end:
            if depth == 0 and len(self.found) != tried:
                tried = len(self.found)
                here = self.condition(text, here, offset)
                if here == end:
                    break
            match = PIECE.match(text, here)
            assert match is not None  # the last alternative matches anything
            kind, value = match.lastgroup, match.group()
            if (
                value == "{"
                and text.startswith("}", match.end())
                and self.last not in ("CARET", "UNDER", "FRAC", "RBRACE")
            ):
                here = match.end() + 1
                continue
            at = offset + here if fixed is None else fixed
            if kind == "command":
                here = self.command(text, match.end(), value, at, offset, fixed, depth)
                continue
            if kind == "number":
                if self.single() and len(value) > 1:
                    value = value[0]  # x^12 is x^1 2
                self.emit("NUMBER", value, at)
                here += len(value)
                continue
            if kind == "word":
                here += self.word(text, here, match.end(), at, fixed)
                continue
            if kind == "numpy":
                self.emit("FUNC", FUNCTIONS[value.removeprefix("np.")], at)
            elif kind == "axis":
                self.emit("COMMA", ",", at)
                self.emit("NAME", AXES["0" in value], at)
            elif kind == "dots":
                self.emit("DOTS", value, at)
            elif kind == "space" and self.cells and "&" in value:
                self.emit("AMP", "&", at)
            elif kind == "arrow":
                self.emit("UPDATE" if value == "<-" else "STOP", value, at)
            elif kind == "define":
                self.emit({":=": "EQ", ".*": "ODOT", ".^": "UNKNOWN"}.get(value, "REL"), value, at)
            elif value == ":" and self.below():
                self.emit("STOP", value, at)
            elif value in (".", ":") and self.found and FULL_STOP.match(text, here) is None:
                self.emit("UNKNOWN", value, at)
            elif kind == "other":
                self.other(value, at)
            here = match.end()

    def condition(self, text: str, here: int, offset: int) -> int:
        """Where to go on: behind a condition, if one starts here."""
        last = self.found[-1]
        known = self.context.names | self.context.sizes
        found = condition(text, here, (last.type, str(last)), known, self.context.labels)
        if found is None:
            return here
        self.emit("CONDITION", " ".join(found[0]), offset + here)
        return found[1]

    def below(self) -> bool:
        """Whether the next thing stands in the braces of a subscript."""
        last = self.brace
        return last > 0 and self.found[last].type == "LBRACE" and self.found[last - 1].type == "UNDER"

    def single(self) -> bool:
        """Whether the next thing is one symbol only, as after ^ without braces."""
        kinds = [token.type for token in self.found[-2:]]
        if kinds and kinds[-1] in ("CARET", "UNDER", "FRAC"):
            return True
        return len(kinds) == 2 and kinds[0] == "FRAC" and kinds[1] in ("NUMBER", "NAME")

    # --- words -------------------------------------------------------------------------------------------------------

    def word(self, text: str, here: int, end: int, at: int, fixed: int | None) -> int:
        """One name, function or d from the front of a run of letters; how many characters it took."""
        if not self.single():
            for word in self.words:
                if text.startswith(word, here, end):
                    if word in self.context.bases:
                        self.emit("NAME", word, at)
                    else:
                        self.emit("FUNC", FUNCTIONS[word], at)
                    return len(word)
            if here + 1 == end:
                digits = re.compile(r"\d*").match(text, end)
                whole = text[here:end] + (digits.group() if digits else "")
                if len(whole) > 1 and whole in self.context.names:
                    self.emit("NAME", whole, at)
                    return len(whole)
        letter = text[here]
        differential = letter == "d" and "d" not in self.context.names
        if differential and "d" in self.context.sizes:  # a size alone, as in \sqrt{d}; before a name it stays a d
            differential = re.match(r"[A-Za-z\\\\_]", text[here + 1 : here + 2]) is not None
        self.emit("D" if differential else "NAME", letter, at)
        return 1

    def other(self, value: str, at: int) -> None:
        if value == "." and self.last not in ("", "ROW"):
            self.emit("STOP", value, at)
        elif value in UNICODE:
            self.greek(UNICODE[value], at)
        elif value == "|":
            self.bar("BAR", at)
        else:
            self.emit(OTHERS.get(value, "PROSE"), value, at)

    def greek(self, name: str, at: int) -> None:
        if name == "sigma" and name not in self.context.names:
            self.emit("FUNC", "sigmoid", at)
        elif name == "Phi" and name not in self.context.names:
            self.emit("FUNC", "normal_distribution", at)
        elif name == "Sigma" and name not in self.context.bases:
            self.emit("SUM", name, at)
        else:
            self.emit("NAME", name, at)

    def bar(self, kind: str, at: int, side: str = "") -> None:
        """A bar opens or closes by what stands before it; P(y | x) has neither."""
        if kind == "BAR" and not side and self.last in ENDS and kind not in self.bars:
            self.emit("BAR", "|", at)
            return
        opening = side == "left" or (side == "" and (self.last not in ENDS or kind not in self.bars))
        if opening:
            self.bars.append(kind)
        elif kind in self.bars:
            self.bars.remove(kind)
        self.emit(("L" if opening else "R") + ("N" if kind == "NORM" else "A"), "|", at)

    # --- commands ----------------------------------------------------------------------------------------------------

    def command(self, text: str, here: int, value: str, at: int, offset: int, fixed: int | None, depth: int) -> int:
        """Reads one command that ends at `here`; returns where to go on."""
        name = value[1:]
        if name in self.context.macros:
            if depth >= DEEPEST:
                raise TooMuch(at, f"the macro `{value}` is nested more than {DEEPEST} deep")
            self.read(self.context.macros[name], 0, at, depth + 1)
        elif value in SPACES or name in IGNORED:
            pass
        elif value == "\\\\":
            self.emit("ROW", value, at)
            skip = re.compile(r"\*?\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]").match(text, here)
            return skip.end() if skip else here
        elif name in SIZES:
            return self.sized(text, here, name, at)
        elif name in ACCENTS:
            return self.accent(text, here, name, at, offset, fixed, depth)
        elif name in STYLES:
            return self.style(text, here, name, at, offset, fixed, depth)
        elif name in ("begin", "end"):
            return self.environment(text, here, value, at, offset, fixed, depth)
        elif name in ("tag", "label", "hspace", "vspace", "color", "ref", "eqref", "phantom", "hphantom", "vphantom"):
            skip = SKIPPED_ARGUMENT.match(text, here + text.startswith("*", here))
            return skip.end() if skip else here
        elif name in ("underbrace", "overbrace", "underset", "overset", "stackrel", "substack"):
            self.emit("UNKNOWN", value, at)
        elif name in COMMANDS:
            kind = COMMANDS[name]
            if kind in ("BAR", "NORM"):
                self.bar(kind, at)
            else:
                self.emit(kind, value, at)
        elif name == "sqrt" and text.startswith("[", here):
            self.emit("UNKNOWN", value, at)
        elif name in FUNCTIONS:
            self.emit("FUNC", FUNCTIONS[name], at)
        elif name in GREEK:
            self.greek(name, at)
        elif name == "{":
            self.emit("LC", value, at)
        elif name == "}":
            self.emit("RC", value, at)
        elif name == "|":
            self.bar("NORM", at)
        else:
            self.emit("UNKNOWN", value, at)
        return here

    def sized(self, text: str, here: int, name: str, at: int) -> int:
        r"""\left( is (, and \left. is nothing."""
        match = PIECE.match(text, here)
        if match is not None and match.lastgroup == "space":
            here = match.end()
            match = PIECE.match(text, here)
        if name == "left":
            self.lefts.append(-1 if text.startswith(".", here) else len(self.found))
        elif name == "right" and self.lefts:
            opening = self.lefts.pop()
            if text.startswith(".", here) and 0 <= opening < len(self.found):
                self.emit("R" + self.found[opening].type[1:], ".", at)
                return here + 1
            if opening < 0 and not text.startswith(".", here):
                self.emit("UNKNOWN", "\\right", at)
                return here + 1
        side = "left" if name == "left" or name.endswith("l") else "right" if name[-1] in "rt" else ""
        for shown, kind in (("\\|", "NORM"), ("\\Vert", "NORM"), ("|", "BAR"), ("\\vert", "BAR")):
            if text.startswith(shown, here):
                self.bar(kind, at, side)
                return here + len(shown)
        return here + 1 if text.startswith(".", here) else here

    def accent(self, text: str, here: int, name: str, at: int, offset: int, fixed: int | None, depth: int) -> int:
        r"""\hat y is one name; an accent over anything longer is not read."""
        scripted = SCRIPTED.match(text, here)
        match = scripted or ARGUMENT.match(text, here)
        if match is None:
            self.emit("UNKNOWN", "\\" + name, at)
            return here
        base = (match.group(1) or match.group(match.lastindex or 1) or "").removeprefix("\\")
        nested = re.fullmatch(r"(?:mathbf|boldsymbol|bm|vec)\s*([A-Za-z])", base)
        base = nested.group(1) if nested else base
        if len(base) != 1 and base not in GREEK or base.isdigit():
            self.emit("UNKNOWN", "\\" + name, at)
            return here
        self.emit("NAME", base + ACCENTS[name], at)
        if scripted is None:
            return match.end()
        close = _closing(text, text.index("{", here))
        self.read(text[match.end() : close], offset + match.end(), fixed, depth + 1 if depth else 0)
        return close + 1

    def style(self, text: str, here: int, name: str, at: int, offset: int, fixed: int | None, depth: int) -> int:
        r"""\mathbf{x} is x, \mathbf 1 the ones, \operatorname{tr} a function, \mathrm d the differential."""
        if name in ("rm", "bf"):
            return here
        star = text.startswith("*", here)
        match = ARGUMENT.match(text, here + star)
        if match is None:
            if name in PROSE and (brace := re.compile(r"\s*\{").match(text, here)):
                self.emit("PROSE", "", at)
                return _closing(text, brace.end() - 1) + 1
            return here
        word = match.group(1) if match.group(1) is not None else match.group(2)
        if word in ("1", "0") and name not in ("mathrm", "text", "mathit", "operatorname"):
            self.emit("ONES" if word == "1" else "ZEROS", word, at)
        elif word == "d" and "d" not in self.context.names:
            self.emit("D", word, at)
        elif word == "":
            return match.end()
        elif word in FUNCTIONS and name not in ("mathbf", "boldsymbol", "bm", "mathit", "mathcal", "vec"):
            self.emit("FUNC", FUNCTIONS[word], at)
        elif word.isascii() and word.isalpha() and (len(word) == 1 or name in ("mathit", "operatorname", "mathtt")):
            self.emit("NAME", word, at)
        elif name in ("text", "mathrm", "mathsf", "textrm", "textit") and word.isascii() and word.isalpha():
            self.emit("PROSE" if word in CONNECTIVES and self.last not in ("UNDER", "CARET") else "NAME", word, at)
        elif name in PROSE:
            self.emit("PROSE", word, at)
        else:
            return here + star  # the style is dropped, its argument read as it stands
        return match.end()

    def environment(self, text: str, here: int, value: str, at: int, offset: int, fixed: int | None, depth: int) -> int:
        begin = BEGIN.match(text, here - len(value))
        if begin is None:
            self.emit("UNKNOWN", value, at)
            return here
        kind, name = begin.groups()
        end = _end(text, begin.end(), name) if kind == "begin" else None
        if end is not None and (name in CASES or (name in TABLES and self.last == "LC")):
            if depth >= DEEPEST:
                raise TooMuch(at, f"cases are nested more than {DEEPEST} deep")
            columns = COLUMNS.match(text, begin.end())
            start = columns.end() if columns is not None and name == "array" else begin.end()
            rows = _Lexer(self.context, cells=True)
            rows.read(text[start : end.start()], offset + start, fixed, depth + 1)
            self.emit("CASES", name, at)
            self.found[-1] = found = Pieces("CASES", name, start_pos=at)
            found.inside = paired(rows.found)
            return end.end()
        if name in ENVIRONMENTS:
            return begin.end()
        if kind == "end":
            self.emit("UNKNOWN", begin.group(), at)
            return begin.end()
        self.emit("OPAQUE", name, at)
        return end.end() if end is not None else len(text)


def _end(text: str, here: int, name: str) -> re.Match[str] | None:
    """Where the environment ends that begins before this place."""
    inner = 0
    for match in re.compile(rf"\\(begin|end)\s*\{{\s*{name}\*?\s*\}}").finditer(text, here):
        if match[1] == "end" and not inner:
            return match
        inner += 1 if match[1] == "begin" else -1
    return None


def _closing(text: str, opening: int) -> int:
    """Where the brace that opens here closes, or the end of the text."""
    depth = 0
    for here in range(opening, len(text)):
        depth += (text[here] == "{") - (text[here] == "}")
        if depth == 0:
            return here
    return len(text)
