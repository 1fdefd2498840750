"""The lines of a block of declarations: `X : n × m`, `b : scalar`, `g : activation`, `use two_layer_network`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from derive.check.declared import property_for
from derive.claims.names import UNICODE
from derive.claims.scope import Line, Meaning, Scope
from derive.claims.sized import size_name, size_of
from derive.core import symbols
from derive.core.errors import IllTyped, Unreadable
from derive.core.sizes import ONE, Size, read_size

FUNCTIONS = ("activation", "function")
NAME = re.compile(
    r"\s*(?P<accent>\\(?:hat|bar|tilde)\s*\{?\s*)?(?:\\(?:mathcal|mathbf|boldsymbol|bm|mathrm|mathit)\s*\{?\s*)?"
    r"\\?(?P<base>[A-Za-z]+|[α-ωΑ-Ω])\s*\}?(?P<layer>\d*)"
    r"(?P<scripts>(?:\s*\^\s*\{?\s*\[[^\]{}]*\]\s*\}?|\s*_\s*(?:\{[^{}]*\}|[A-Za-z0-9]+))*)\s*"
)
PAIR = re.compile(r"(\([^(),]+,[^(),]+\))\s*,?(.*)")
LABELS = re.compile(r"(?:labels?|class(?:es)?)\s+of\s+(?P<classes>\S.*)")
LINE = re.compile(
    r"\s*(?P<base>[A-Za-z]+|[α-ωΑ-Ω])_\{?(?P<place>[a-z])\}?(?P<turned>\s*\^\s*\{?(?:\\top|T)\}?)?\s*:"
    r"\s*(?P<kind>row|column)s?\s+of\s+(?P<owner>\S+)\s*"
)
TIMES = re.compile(r"\s*(?:×|\\times)\s*|\s+x\s+|(?<=\d)x(?=\d)")


class Imported(Protocol):
    """What `use` brings: a model."""

    @property
    def given(self) -> Sequence[Any]: ...
    @property
    def learn(self) -> Sequence[Any]: ...
    @property
    def definitions(self) -> Sequence[Any]: ...
    @property
    def functions(self) -> Any: ...
    @property
    def where(self) -> Mapping[Any, str]: ...


Library = Callable[[str], Imported]


def names_in(line: str) -> list[str]:
    """The names that a line declares, for the reader of formulas; none where it is malformed."""
    left = line.partition(":")[0]
    if line.strip().startswith("use ") or ":" not in line:
        return []
    try:
        return [_name(part) for part in left.split(",")]
    except Unreadable:
        return []


def declare(scope: Scope, line: str, number: int, library: Library, fresh: set[str]) -> list[str]:
    """Adds what one line declares; `fresh` are the names declared in the same block. Unreadable with a sentence."""
    words = line.strip()
    if re.match(r"use\b(?!\s*:)", words):
        return _use(scope, words[3:].strip(), number, library)
    if LINE.fullmatch(words):
        return _line(scope, words)
    left, colon, right = words.partition(":")
    if not colon or not left.strip() or not right.strip():
        raise Unreadable(f"`{_short(words)}` is not a declaration: they read `X : n × m`, `b : scalar` or `use MODEL`")
    names = [_name(part) for part in left.split(",")]
    for name in names:
        if name in fresh:
            raise Unreadable(f"`{name}` is declared twice")
        if name in scope.sizes:
            raise Unreadable(f"`{name}` is a size already")
    pair = PAIR.fullmatch(right.strip())
    kind, rest = (pair[1], pair[2]) if pair else right.strip().partition(",")[::2]
    kind, properties = kind.strip(), [part.strip() for part in rest.split(",")] if rest else []
    classes = next(filter(None, map(LABELS.fullmatch, (kind, *properties))), None)
    if classes is not None:
        kind, properties = _labels(kind, properties, classes["classes"])
    if kind in FUNCTIONS:
        if properties:
            raise Unreadable(f"a function cannot be {_short(properties[0])}")
        for name in names:
            scope.functions.add(name)
        fresh.update(names)
        return names
    rows, cols = (ONE, ONE) if kind == "scalar" else _shape(kind)
    try:
        given = tuple(property_for(_short(word), rows, cols) for word in properties)
    except IllTyped as error:
        raise Unreadable(str(error)) from None
    for size in (rows, cols):
        for name in size.names():
            if name in scope.names or name in names or name in scope.functions:
                raise Unreadable(f"`{name}` is a size here but is declared as something else")
            scope.sizes[name] = symbols.size(name)
    for name in names:
        scope.functions.discard(name)
        scope.declare(name, rows, cols, number, given, classes is not None)
        scope.lost.pop(name, None)
    fresh.update(names)
    return names


def _labels(kind: str, properties: list[str], classes: str) -> tuple[str, list[str]]:
    """The one-hot columns behind labels: one for `label of C`, one for each sample for `m × 1, labels of C`."""
    if LABELS.fullmatch(kind):
        kind, samples = "", ONE
    else:
        rows, cols = _shape(kind)
        samples = cols if rows is ONE else rows
        if ONE not in (rows, cols) or rows is cols:
            raise Unreadable(f"labels stand in a column or a row, not in `{_short(kind)}`")
    if len(properties) > bool(kind):
        raise Unreadable("of labels nothing else can be declared")
    return f"{classes} × {samples}", ["one-hot" if samples is ONE else "one-hot columns"]


def _line(scope: Scope, words: str) -> list[str]:
    """`w_j : row of W`, `x_i : column of X`, `w_j^T : row of W`"""
    match = LINE.fullmatch(words)
    assert match is not None
    base = UNICODE.get(match["base"], match["base"])
    owner, shown = _name(match["owner"]), f"{base}_{match['place']}"
    meaning = scope.names.get(owner)
    if meaning is None or meaning.label or ONE in (meaning.rows, meaning.cols):
        raise Unreadable(f"`{_short(words)}` says nothing: `{owner}` is not declared as a matrix")
    if base in scope.names or base in scope.sizes or base in scope.functions:
        raise Unreadable(f"`{shown}` cannot be a {match['kind']} of `{owner}`: `{base}` is declared as something else")
    scope.lines[base] = Line(shown, owner, int(match["kind"] == "column"), bool(match["turned"]))
    return [shown]


def _shape(kind: str) -> tuple[Size, Size]:
    parts = TIMES.split(kind)
    if len(parts) == 1 and re.fullmatch(r"\(.*\)", kind):
        parts = kind[1:-1].split(",")
    if len(parts) != 2:
        raise Unreadable(f"`{_short(kind)}` is not a shape: they read `n × m`, `n × 1` or `scalar`")
    return size_of(parts[0]), size_of(parts[1])


def _name(words: str) -> str:
    match = NAME.fullmatch(words.strip().strip("$"))
    if match is None:
        raise Unreadable(f"`{_short(words.strip())}` is not a name")
    accent = match["accent"]
    base = match["base"] + (re.sub(r"[^a-z]", "", accent) if accent else "")
    return size_name(base, match["scripts"], match["layer"])


def _use(scope: Scope, name: str, number: int, library: Library) -> list[str]:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise Unreadable(f"`use {_short(name)}` names no model")
    model = library(name)
    known = model.where
    added: list[str] = []
    for symbol in (*model.given, *model.learn):
        rows, cols = _sizes(symbol)
        for size in (rows, cols):
            for word in size.names():
                scope.sizes[word] = symbols.size(word)
        properties = tuple(property_for(word.strip(), rows, cols) for word in known.get(symbol, "").split(",") if word)
        scope.names[symbol.name] = Meaning(symbol, rows, cols, frozenset({symbol.name}), False, number, properties)
        added.append(symbol.name)
    for symbol in model.definitions:
        rows, cols = _sizes(symbol)
        behind = _behind(symbol, scope)
        scope.names[symbol.name] = Meaning(symbol, rows, cols, behind, True, number)
        added.append(symbol.name)
    scope.functions.update(model.functions)
    return added


def _sizes(symbol: Any) -> tuple[Size, Size]:
    rows, cols = symbols.dimensions(symbol)
    return read_size(rows), read_size(cols)


def _behind(symbol: Any, scope: Scope) -> frozenset[str]:
    """The variables of a definition of a model, which is made of names that come before it."""
    found: set[str] = set()
    seen: set[int] = set()
    pending = [symbol.definition]
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        known = scope.names.get(getattr(part, "name", "")) if isinstance(part, symbols.Expression) else None
        if known is not None and known.symbol is part:
            found |= known.variables
        else:
            pending.extend(part.args)
    return frozenset(found)


def no_models(name: str) -> Imported:
    raise Unreadable(f"there is no model called `{name}`")


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "..."
