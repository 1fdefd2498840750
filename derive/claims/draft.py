"""Documents in, typed claims out: the declarations, the claims, and everything that was not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from derive.check.document import NotUnderstood
from derive.check.verdict import IllFormed
from derive.claims.chain import Chain, chains
from derive.claims.choices import Choices, Options, settled
from derive.claims.contradicted import Declared, Equation, contradiction, turned_round
from derive.claims.declare import Library, declare, names_in, no_models
from derive.claims.dimension import sizes_of
from derive.claims.document import Block, Broken, Region, Text, load
from derive.claims.found import Found, Stated
from derive.claims.names import WORDS
from derive.claims.reader import read_chain
from derive.claims.scope import Scope
from derive.claims.tokens import Context, TooMuch, tokens
from derive.core.claim import Claim, Place
from derive.core.errors import Unreadable
from derive.normal.session import Session
from derive.ops import language

COMMENT = re.compile(r"\s+#.*$|^#.*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document says: claims to be judged each in its own session, and what could not be read.

    `ill_formed` has no meaning whatever the names mean, or is a declaration that its uses contradict. `definitions` are
    those in force at the end. Of `formulas` sides of equations, `parsed` fit the grammar. Where `expecting`, comments
    say what comes out.
    """

    source: str
    title: str
    claims: tuple[Stated, ...]
    ill_formed: tuple[IllFormed, ...]
    not_understood: tuple[NotUnderstood, ...]
    definitions: Mapping[str, Any]
    session: Session
    formulas: int
    parsed: int
    expecting: bool
    options: Options


def read_document(document: Path | str, source: str, models: Library = no_models) -> Draft:
    """Reads a file (a Path) or a text; `source` is what places call it, `models` finds a model for `use`.

    Raises Unreadable where the file or a declaration cannot be used.
    """
    text = load(document, source) if isinstance(document, Path) else Text(source, _lines(document))
    return settled(lambda choices: _Drafting(text, models, choices).whole())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines_in_words(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


class _Drafting:
    def __init__(self, text: Text, models: Library, choices: Choices, turned: Declared | None = None) -> None:
        self.text, self.models, self.turned = text, models, turned
        self.declared: list[Declared] = []
        self.found = Found()
        self.steps: dict[int, int] = {}
        self.pending: Chain | None = None
        self.names: set[str] = set()
        self.scope = Scope(choices=choices)
        self.session = Session(language())

    def whole(self) -> Draft:
        """Everything, and what is wrong with the declarations."""
        draft, at_fault = self.draft(), self.at_fault()
        return replace(draft, ill_formed=(*draft.ill_formed, at_fault)) if at_fault is not None else draft

    def draft(self) -> Draft:
        parts = self.text.parts()
        for part in parts:
            if isinstance(part, Block):
                self.flush()
                self.block(part)
            elif isinstance(part, Region):
                self.region(part)
            else:
                self.broken(part)
        self.flush()
        self.compare_margins()
        found = self.found
        found.not_understood.sort(key=lambda piece: (piece.line, piece.column))
        return Draft(
            self.text.source,
            self.text.title(),
            tuple(found.claims),
            tuple(found.ill_formed),
            tuple(found.not_understood),
            {name: meaning.symbol for name, meaning in self.scope.names.items() if meaning.defined},
            self.session,
            found.formulas,
            found.parsed,
            bool(self.text.margins),
            found.options,
        )

    def compare_margins(self) -> None:
        """A comment that speaks of other signs than there are is a mistake of its author."""
        for line, margin in self.text.margins.items():
            signs, verdicts = self.steps.get(line, 0), len(margin.verdicts)
            if signs != verdicts:
                words = f"{_count(verdicts, 'verdict')} for {_count(signs, 'equality sign')} on this line"
                raise self.text.unreadable(margin.at, f"the comment has {words}")

    # --- declarations ------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        lines: list[tuple[int, str]] = []
        offset = block.start
        for line in block.text.split("\n"):
            if COMMENT.sub("", line).strip():
                lines.append((offset + len(line) - len(line.lstrip()), COMMENT.sub("", line)))
            offset += len(line) + 1
        again = {name for _, line in lines for name in names_in(line)} & (
            self.scope.names.keys() | self.scope.functions
        )
        if again:
            self.renew(again)
        fresh: set[str] = set()
        for start, line in lines:
            try:
                names = declare(self.scope, line, self.text.place(start)[0], self.models, fresh)
            except Unreadable as error:
                raise self.text.unreadable(start, str(error)) from None
            self.names.update(names)
            for name in names:
                if name in fresh and name in self.scope.names and not self.scope.names[name].label:
                    self.declared.append(Declared(start, name, self.scope.names[name]))
            if self.turned is not None and self.turned.at == start:
                self.scope.names[self.turned.name] = turned_round(self.turned.meaning, self.turned.name)
        # no claim is judged before everything is read, and a name that is in use is never declared in this session
        self.session.kernel.given = self.scope.given()

    def at_fault(self) -> IllFormed | None:
        """The claim about the one declaration that its uses contradict."""

        def reread(one: Declared) -> Sequence[Equation]:
            again = _Drafting(self.text, self.models, self.scope.choices, one)
            again.draft()
            return again.found.equations

        functions = frozenset(self.session.language.functions)
        found = contradiction(self.found.equations, self.declared, functions, reread)
        if found is None:
            return None
        name, meaning = found.declared.name, found.declared.meaning
        line, column = self.text.place(found.declared.at)
        place = Place(self.text.source, line, column)
        uses = sorted({self.text.place(at)[0] for at in found.at})
        words = f"`{name}` is declared as {meaning.rows} × {meaning.cols}, but the formulas on "
        words += f"{_lines_in_words(uses)} have a shape only if it is {meaning.cols} × {meaning.rows}"
        latex = f"{name} : {meaning.rows} × {meaning.cols}"
        return IllFormed(Claim(f"{place}.1", None, None, "shape", place=place, latex=latex), words)

    def renew(self, again: set[str]) -> None:
        """A later block may give a name another meaning: from there on, what was built on the old one is forgotten."""
        old = self.scope
        self.session = Session(language())
        self.scope = Scope(functions=old.functions - again, choices=old.choices)
        for name, meaning in old.names.items():
            if name in again or (meaning.defined and meaning.variables & again):
                continue
            self.scope.names[name] = meaning
            for size in (*sizes_of(meaning.rows), *sizes_of(meaning.cols)):
                for word in size.names():
                    self.scope.sizes[word] = old.sizes[word]
        self.scope.lines = {name: line for name, line in old.lines.items() if line.owner in self.scope.names}
        self.scope.formulas = {name: made for name, made in old.formulas.items() if name in self.scope.names}
        self.scope.used = old.used & self.scope.names.keys()
        self.scope.counted = {
            count for count in old.counted if all(size.names() <= self.scope.sizes.keys() for size in sizes_of(count))
        }

    # --- mathematics -------------------------------------------------------------------------------------------------

    def region(self, region: Region) -> None:
        names, sizes = frozenset(self.names - set(WORDS)), frozenset(self.scope.sizes)
        context = Context(names, self.text.macros, sizes, self.scope.labels())
        try:
            found = chains(tokens(region.text, region.start, context), region.start, region.start + len(region.text))
        except TooMuch as error:
            raise self.text.unreadable(error.args[0], error.args[1]) from None
        for chain in found:
            for link in chain.links:
                if link.kind != "relation":
                    line = self.text.place(link.at)[0]
                    self.steps[line] = link.step = self.steps.get(line, 0) + 1
            self.join(chain)

    def join(self, chain: Chain) -> None:
        """A chain that starts with a sign continues the one before."""
        if chain.open and self.pending is not None:
            self.pending.sides += chain.sides[1:]
            self.pending.links += chain.links
            return
        self.flush()
        self.pending = chain

    def flush(self) -> None:
        if self.pending is not None:
            read_chain(self.pending, self.text, self.scope, self.session, self.found)
        self.pending = None

    def broken(self, part: Broken) -> None:
        if "=" in part.text:
            line, column = self.text.place(part.start)
            latex = " ".join(part.text.split())[:200]
            words = f"the mathematics that opens with `{part.opening}` is not closed"
            self.found.not_understood.append(NotUnderstood(line, column, latex, words))
