"""Z = W X + b: which names a chain defines, and what they are defined as."""

from __future__ import annotations

from derive.claims.atoms import NotRead
from derive.claims.chain import Chain, Link
from derive.claims.choices import Definition
from derive.claims.counted import learn, sample_letters
from derive.claims.elaborate import Elaborator
from derive.claims.entrywise import Pattern, pattern
from derive.claims.formulas import Formula, formula
from derive.claims.found import Stated
from derive.claims.operand import Operand
from derive.claims.pieces import by_steps
from derive.claims.readings import Choice, Readings
from derive.claims.record import Record, written
from derive.claims.scope import Scope, is_word, mentions, spelling
from derive.claims.slips import unbound
from derive.claims.tree import Call, Surface, Symbol, below
from derive.claims.typed import letters_in, unify_shapes
from derive.core import symbols
from derive.core.sizes import ONE
from derive.normal.session import Session


class Definitions:
    """The definitions of one chain."""

    def __init__(self, record: Record, chain: Chain) -> None:
        self.record, self.chain = record, chain
        self.text, self.scope, self.session, self.found = record.text, record.scope, record.session, record.found
        self.elaborator, self.readings = record.elaborator, record.readings

    def defines(self, link: Link, left: Operand, right: Operand) -> bool:
        """Whether this sign defines a name; if so, it is done."""
        first = link is self.chain.links[0] and not self.chain.open
        if first and self.chosen(link, left, right):
            return False
        made = formula(left.surface, right.surface, self.scope) if first else None
        if made is not None:
            return self.formulate(link, left, right, made)
        entries = pattern(left.surface, right.surface, self.scope) if first else None
        if entries is not None:
            return self.define(link, left, right, entries.name, entries)
        named = self.fresh(left.surface, declared=True) if first else None
        flipped = named is None and isinstance(right.surface, Symbol) and left.surface is not None
        if flipped and left.choice is None and first:
            name = self.fresh(right.surface, declared=False)
            if name is not None and left.surface is not None and self.suits(left.surface, name):
                return self.define(link, right, left, name)
            return False
        if named in self.scope.names and right.surface is not None:
            own = (part for part in below(right.surface) if isinstance(part, Symbol))
            if mentions(right.surface, named) or any(named in self.scope.owners(part)[:1] for part in own):
                return False
        return named is not None and self.define(link, left, right, named)

    def chosen(self, link: Link, left: Operand, right: Operand) -> bool:
        """Whether another line defines this name, which has its meaning from there; or this one defines it again."""
        symbol = left.surface.head if isinstance(left.surface, Call) else left.surface
        if not isinstance(symbol, Symbol) or right.surface is None or symbol.sample:
            return False
        name, line = spelling(symbol), self.text.place(link.at)[0]
        known = self.scope.names.get(name)
        if name in self.found.defined and not mentions(right.surface, name):
            again = Definition(written(self.text, link).id, link.at, line, right.surface)
            self.found.options.definitions.setdefault(name, []).append(again)
        other = self.scope.choices.definitions.get(name)
        if other is None or (known is not None and known.defined) or self.fresh(left.surface, declared=True) is None:
            return False
        if other.at == link.at:
            return False
        try:
            choice = by_steps(self.session, self.readings.one(other.surface, known), other.surface, self.elaborator)
        except NotRead:
            return False
        if choice.broken or letters_in(choice.typed):
            return False
        self.scope.define(name, choice.expr, choice.rows, choice.cols, self.scope.variables(choice.typed), other.line)
        given = left.surface.group.entries if isinstance(left.surface, Call) else ()
        if given:
            parameters = tuple(entry for entry in given if isinstance(entry, Symbol))
            self.scope.formulas[name] = Formula(name, parameters, other.surface)
        self.elaborator.remark(f"`{name}` is taken as line {other.line} has it: fewer claims are false so")
        return True

    def fresh(self, surface: Surface | None, declared: bool) -> str | None:
        """The name that this side gives, where it is a name that nothing has defined yet."""
        symbol = surface
        if isinstance(surface, Call) and isinstance(surface.head, Symbol):
            entries = surface.group.entries
            if surface.group.mixed or not all(isinstance(entry, Symbol) for entry in entries):
                return None
            symbol = surface.head
            if spelling(symbol) in self.scope.functions or spelling(symbol) in self.scope.formulas:
                return None
        if not isinstance(symbol, Symbol) or symbol.primes or symbol.sample:
            return None
        name = spelling(symbol)
        known = self.scope.names.get(name)
        if known is not None and (known.defined or known.properties or not declared or isinstance(surface, Call)):
            return None
        if name in self.scope.sizes or name in self.scope.functions or self.scope.line_of(symbol) is not None:
            return None
        whole = spelling(Symbol(0, symbol.base, symbol.layer))
        if known is None and symbol.sub and not is_word(symbol.sub) and whole in self.scope.names:
            return None  # x_i is an entry of x
        if known is not None and name in self.scope.used:
            return None
        return None if known is None and self.constant(symbol) else name

    def constant(self, symbol: Symbol) -> bool:
        """Whether a name that nobody declared means a matrix: I, I_n, K_{m,n}."""
        try:
            return any(
                part.kind in ("identity", "commutation", "entry") for part, _ in self.elaborator.symbol(symbol, {})
            )
        except NotRead:
            return False

    def suits(self, surface: Surface, name: str) -> bool:
        """Whether this could be the definition of a name that stands behind it."""
        meaning = self.scope.names.get(name)
        try:
            if mentions(surface, name):
                return False
            found = self.elaborator.readings(surface)
        except NotRead:
            return False
        return any(meaning is None or unify_shapes(part, meaning.typed(), known) is not None for part, known in found)

    def define(self, link: Link, left: Operand, right: Operand, name: str, entries: Pattern | None = None) -> bool:
        line = self.text.place(link.at)[0]
        lost = f"`{name}` is not known: its definition on line {line} was not understood"
        declared = self.scope.names.get(name)
        if right.surface is None or left.surface is None:
            self.lose(name, lost)
            return self.record.not_understood(link, left, right, *(right.trouble or (link.at, "it cannot be read")))
        latex = f"{left.latex} = {right.latex}" if left is self.record.sides[0] else f"{right.latex} = {left.latex}"
        outside = ""  # of the sum over it
        try:
            choice = said = self.readings.one(right.surface, None if entries else declared)
            letter = min(letters_in(said.typed), default="") if entries is None and not said.broken else ""
            meant = unbound(right.surface, letter) if letter else None
            if meant is not None:
                outside, choice = letter, self.readings.one(meant, declared)
                said = choice
            if entries is not None and not said.broken:
                whole = entries.whole(said.typed, said.known, declared)
                choice = self.readings.choice(whole, said.known, left.surface.at)
            elif not said.broken and letters_in(said.typed):
                words = f"the index `{min(letters_in(said.typed))}` is free in the definition of `{name}`"
                raise NotRead(right.surface.at, words)
            choice = by_steps(self.session, choice, right.surface, self.elaborator)
        except NotRead as problem:
            self.lose(name, lost)
            return self.record.unread(link, left, right, problem)
        rows, cols = choice.rows, choice.cols
        wrong = choice.broken or (declared is not None and not choice.has_shape(declared.rows, declared.cols))
        self.record.equation(link, (right.surface,) if declared is None else (left.surface, right.surface), not wrong)
        if wrong:
            self.lose(name, f"`{name}` is not known: its definition on line {line} is ill-formed")
            symbol = declared.symbol if declared is not None else symbols.scalar(name)
            self.record.claim(link, latex, symbol, choice.expr, "definition")
            return True
        variables = self.scope.variables(choice.typed)
        if declared is not None and not variables and rows is ONE and cols is ONE:
            words = f"`{name}` is declared as a variable, and this gives it one value: is it a condition?"
            return self.record.not_understood(link, left, right, link.at, words)
        learn(self.scope, choice.typed, choice.known, sample_letters([left.surface, right.surface]))
        samples = int(entries.across(said.typed, said.known, declared)) if entries and entries.sample else None
        symbol = self.scope.define(name, choice.expr, rows, cols, variables, line, samples)
        self.scope.formulas.pop(name, None)
        self.found.defined.add(name)
        if isinstance(left.surface, Call):
            given = [entry for entry in left.surface.group.entries if isinstance(entry, Symbol)]
            self.scope.formulas[name] = Formula(name, tuple(given), right.surface)
        if outside:
            words = f"the index `{outside}` stands outside of the sum over it; `{name}` is taken with it inside"
            self.record.ill_formed(link, left, right, words, "scope")
        else:
            self.record.claim(link, latex, symbol, choice.expr, "definition", (), self.record.note(choice))
        if entries is None:
            left.choice = Choice(self.scope.names[name].typed(), {}, symbol, rows, cols)
        right.choice = said if said.typed.kind != "cases" else None
        return True

    def formulate(self, link: Link, left: Operand, right: Operand, made: Formula) -> bool:
        """A formula of numbers is a definition whose letters mean nothing elsewhere."""
        letters, body = made.in_numbers()
        scope, session = Scope(functions=self.scope.functions), Session(self.session.language)
        for letter in letters:
            scope.declare(letter, ONE, ONE, self.text.place(link.at)[0])
        try:
            expr = Readings(session, scope, Elaborator(scope, self.elaborator.functions)).one(body).expr
        except NotRead as problem:
            return self.record.not_understood(link, left, right, problem.at, problem.words)
        self.scope.formulas[made.name] = made
        latex = f"{left.latex} = {right.latex}"
        claim = written(self.text, link, symbols.define(made.name, expr), expr, "definition", (), latex)
        self.found.claims.append(Stated(claim, session))
        return True

    def lose(self, name: str, words: str) -> None:
        if name not in self.scope.names:
            self.scope.lost[name] = words
