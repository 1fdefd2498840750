"""Chains -> claims: definitions, the variables that differentials vary, and which side is held against which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from derive.check.document import NotUnderstood
from derive.check.verdict import IllFormed
from derive.claims.assemble import SyntaxProblem
from derive.claims.atoms import Meaningless, NotRead
from derive.claims.chain import Chain, Link, Side
from derive.claims.choices import Definition, Options
from derive.claims.contradicted import Equation
from derive.claims.counted import learn
from derive.claims.dimension import decided
from derive.claims.document import Text
from derive.claims.elaborate import Elaborator
from derive.claims.entries import free_subscripts
from derive.claims.entrywise import Pattern, pattern
from derive.claims.formulas import Formula, formula
from derive.claims.made_of import means_over, named_in
from derive.claims.pieces import are_pieces, by_steps
from derive.claims.readings import Choice, Readings
from derive.claims.scope import Scope, differentials, is_word, mentions, spelling, subscripts
from derive.claims.slips import slips, unbound
from derive.claims.superscripts import bounds, numbered
from derive.claims.surface import parse
from derive.claims.tree import Call, Differential, Gradient, Surface, Symbol, Under, below
from derive.claims.typed import Typed, has, kind_of, letters_in, under_d, unify_shapes
from derive.claims.updates import changes_itself, losses, steps
from derive.core import symbols
from derive.core.claim import Claim, Place
from derive.core.sizes import ONE
from derive.normal.session import Session

DECORATION = re.compile(
    r"\\(?:quad|qquad|nonumber|displaystyle|newline)(?![A-Za-z])|(?<!\\)&|\\\\|\\(?:begin|end)\s*\{"
    r"(?:aligned|align|alignat|split|gather|gathered|eqnarray|equation|multline|flalign)\*?\}"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim, the session in which its names have their meaning, and how it was read where there was a choice."""

    claim: Claim
    session: Session
    reading: str = ""


@dataclass
class Found:
    """What has been read so far."""

    claims: list[Stated] = field(default_factory=list)
    ill_formed: list[IllFormed] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    options: Options = field(default_factory=Options)
    defined: set[str] = field(default_factory=set)
    formulas: int = 0
    parsed: int = 0


@dataclass(frozen=True, slots=True)
class _Made:
    """An equality that was understood."""

    link: Link
    lhs: Choice
    rhs: Choice
    latex: str
    note: str
    slips: tuple[tuple[str, object], ...] = ()


@dataclass
class _Side:
    """One side of a chain as far as it was understood."""

    written: Side
    latex: str
    surface: Surface | None = None
    trouble: tuple[int, str] | None = None
    choice: Choice | None = None


class ChainReader:
    """Reads one chain after another in one scope."""

    def __init__(self, text: Text, scope: Scope, session: Session, found: Found) -> None:
        self.text, self.scope, self.session, self.found = text, scope, session, found

    def read(self, chain: Chain) -> None:
        sides = [self.parsed(side) for side in chain.sides]
        if not chain.links:
            return
        work = _Work(self, chain, sides)
        work.run()

    def parsed(self, side: Side) -> _Side:
        raw = self.text.text[side.start : side.end]
        latex = " ".join(DECORATION.sub(" ", raw).split())
        found = _Side(side, latex)
        if side.problem is not None:
            found.trouble = (side.problem[0], self.placed(side.problem[1]))
            return found
        self.found.formulas += 1
        try:
            found.surface = parse(side.tokens)
            self.found.parsed += 1
        except SyntaxProblem as problem:
            found.trouble = (problem.at if problem.at >= 0 else side.start, problem.words)
        return found

    def placed(self, words: str) -> str:
        """{offset} as a column."""
        return re.sub(r"\{(\d+)\}", lambda m: f"column {self.text.place(int(m[1]))[1]}", words)


class _Work:
    """One chain."""

    def __init__(self, reader: ChainReader, chain: Chain, sides: list[_Side]) -> None:
        self.reader, self.chain, self.sides = reader, chain, sides
        self.scope, self.found, self.text = reader.scope, reader.found, reader.text
        self.made: list[_Made] = []
        self.homeless = ""  # why the name of a gradient belongs to nothing
        loss = self.gradient_of()
        self.elaborator = Elaborator(self.scope, frozenset(reader.session.language.functions), loss=loss)
        self.elaborator.outside = frozenset().union(*(free_subscripts(side.surface) for side in sides))
        self.numbering: list[str] = []  # what was said about superscripts
        self.number()
        self.readings = Readings(reader.session, self.scope, self.elaborator)

    def run(self) -> None:
        left: _Side | None = self.sides[0]
        for link, previous, right in zip(self.chain.links, self.sides, self.sides[1:], strict=False):
            self.elaborator.remarks[:] = self.numbering
            broken = next((side for side in (right, left) if side is not None and side.written.problem), None)
            if broken is not None:
                # what is not balanced has no meaning; the next side is held against the last one that has
                self.ill_formed(link, previous, right, broken.trouble[1] if broken.trouble else "")
                continue
            if self.chain.range or self.homeless:
                words = "a range of numbers is not an equality" if self.chain.range else self.homeless
                self.not_understood(link, previous, right, link.at, words)
                continue
            if link.kind == "relation":
                self.not_understood(link, previous, right, link.at, f"`{link.sign}` is not an equality")
                continue
            if link.kind == "inequality":
                base = previous if previous.choice is not None or left is None else left
                if self.relate(link, base, previous, right):
                    left = right
                continue
            update = link.kind == "update" or link.sign == ":="
            first = link is self.chain.links[0]
            if first and changes_itself(previous.surface, right.surface, self.scope, update):
                self.update(link, previous, right)
                left = right  # what follows is about the new value
                continue
            if not link.condition and self.defines(link, previous, right):
                left = previous
                continue
            base = previous if previous.choice is not None or left is None else left
            if self.relate(link, base, previous, right):
                left = right
        self.state()

    def number(self) -> None:
        """Reads superscripts that number samples as such, on all sides."""
        letters = bounds(side.surface for side in self.sides)
        for side in self.sides:
            if side.surface is not None and letters:
                side.surface = numbered(side.surface, letters, self.scope, self.numbering.append)
        self.numbering = list(dict.fromkeys(self.numbering))

    # --- definitions -------------------------------------------------------------------------------------------------

    def defines(self, link: Link, left: _Side, right: _Side) -> bool:
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

    def chosen(self, link: Link, left: _Side, right: _Side) -> bool:
        """Whether another line defines this name, which has its meaning from there; or this one defines it again."""
        symbol = left.surface.head if isinstance(left.surface, Call) else left.surface
        if not isinstance(symbol, Symbol) or right.surface is None or symbol.sample:
            return False
        name, line = spelling(symbol), self.text.place(link.at)[0]
        known = self.scope.names.get(name)
        if name in self.found.defined and not mentions(right.surface, name):
            id_ = self.written(link, None, None, "", (), "").id
            self.found.options.definitions.setdefault(name, []).append(Definition(id_, link.at, line, right.surface))
        other = self.scope.choices.definitions.get(name)
        if other is None or (known is not None and known.defined) or self.fresh(left.surface, declared=True) is None:
            return False
        if other.at == link.at:
            return False
        try:
            choice = by_steps(
                self.reader.session, self.readings.one(other.surface, known), other.surface, self.elaborator
            )
        except NotRead:
            return False
        if choice.broken or letters_in(choice.typed):
            return False
        self.scope.define(name, choice.expr, choice.rows, choice.cols, self.variables(choice.typed), other.line)
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

    def define(self, link: Link, left: _Side, right: _Side, name: str, entries: Pattern | None = None) -> bool:
        line = self.text.place(link.at)[0]
        lost = f"`{name}` is not known: its definition on line {line} was not understood"
        declared = self.scope.names.get(name)
        if right.surface is None or left.surface is None:
            self.lose(name, lost)
            return self.not_understood(link, left, right, *(right.trouble or (link.at, "it cannot be read")))
        latex = f"{left.latex} = {right.latex}" if left in self.sides[:1] else f"{right.latex} = {left.latex}"
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
            choice = by_steps(self.reader.session, choice, right.surface, self.elaborator)
        except NotRead as problem:
            self.lose(name, lost)
            return self.unread(link, left, right, problem)
        rows, cols = choice.rows, choice.cols
        wrong = choice.broken or (declared is not None and not choice.has_shape(declared.rows, declared.cols))
        self.equation(link, (right.surface,) if declared is None else (left.surface, right.surface), not wrong)
        if wrong:
            self.lose(name, f"`{name}` is not known: its definition on line {line} is ill-formed")
            symbol = declared.symbol if declared is not None else symbols.scalar(name)
            self.claim(link, latex, symbol, choice.expr, "definition")
            return True
        variables = self.variables(choice.typed)
        if declared is not None and not variables and rows is ONE and cols is ONE:
            words = f"`{name}` is declared as a variable, and this gives it one value: is it a condition?"
            return self.not_understood(link, left, right, link.at, words)
        learn(self.scope, [choice.typed], choice.known, (left.surface, right.surface))
        samples = int(entries.across(said.typed, said.known, declared)) if entries and entries.sample else None
        symbol = self.scope.define(name, choice.expr, rows, cols, variables, line, samples)
        self.scope.formulas.pop(name, None)
        self.found.defined.add(name)
        if isinstance(left.surface, Call):
            given = [entry for entry in left.surface.group.entries if isinstance(entry, Symbol)]
            self.scope.formulas[name] = Formula(name, tuple(given), right.surface)
        if outside:
            words = f"the index `{outside}` stands outside of the sum over it; `{name}` is taken with it inside"
            self.ill_formed(link, left, right, words, "scope")
        else:
            self.claim(link, latex, symbol, choice.expr, "definition", (), self.note(choice))
        if entries is None:
            left.choice = Choice(self.scope.names[name].typed(), {}, symbol, rows, cols)
        right.choice = said if said.typed.kind != "cases" else None
        return True

    def formulate(self, link: Link, left: _Side, right: _Side, made: Formula) -> bool:
        """A formula of numbers is a definition whose letters mean nothing elsewhere."""
        letters, body = made.in_numbers()
        scope, session = Scope(functions=self.scope.functions), Session(self.reader.session.language)
        for letter in letters:
            scope.declare(letter, ONE, ONE, self.text.place(link.at)[0])
        try:
            expr = Readings(session, scope, Elaborator(scope, self.elaborator.functions)).one(body).expr
        except NotRead as problem:
            return self.not_understood(link, left, right, problem.at, problem.words)
        self.scope.formulas[made.name] = made
        latex = f"{left.latex} = {right.latex}"
        claim = self.written(link, symbols.define(made.name, expr), expr, "definition", (), latex)
        self.found.claims.append(Stated(claim, session))
        return True

    def lose(self, name: str, words: str) -> None:
        if name not in self.scope.names:
            self.scope.lost[name] = words

    # --- claims ------------------------------------------------------------------------------------------------------

    def understood(self, side: _Side) -> bool:
        if side.choice is not None:
            return True
        if side.surface is None:
            return False
        try:
            return bool(self.elaborator.readings(side.surface))
        except NotRead:
            return False

    def relate(self, link: Link, left: _Side, previous: _Side, right: _Side) -> bool:
        """One claim; whether its right side can be held against the next one."""
        for side in (right, left):
            if side.surface is None:
                self.not_understood(link, previous, right, *(side.trouble or (link.at, "it cannot be read")))
                return side is left and self.understood(right)
        assert left.surface is not None and right.surface is not None
        surfaces = (left.surface, right.surface)
        condition = self.elaborator.concerning(link.condition)
        sides = [Under(side.at, side, condition) if condition else side for side in surfaces]
        try:
            one, other = self.readings.pair(sides[0], None if condition else left.choice, sides[1])
            pieces = are_pieces(self.reader.session, one, other, right.surface)
        except NotRead as problem:
            self.unread(link, previous, right, problem)
            return self.understood(right)
        broken = one.broken or other.broken
        if not broken and not condition:
            left.choice, right.choice = one, other if not pieces else None
        self.quantified(one, other)
        meant = () if broken or pieces or link.relation != "=" else self.meant(one, sides[1])
        latex = f"{left.latex} {link.sign} {right.latex}"
        self.made.append(_Made(link, one, other, latex, self.note(one, other), meant))
        fits = not broken and one.has_shape(other.rows, other.cols)
        if not fits and isinstance(left.surface, Gradient) and not left.surface.upright:
            self.found.options.gradients.add(self.written(link, None, None, "", (), "").id)
        self.equation(link, surfaces, fits)
        return fits and not pieces

    def meant(self, left: Choice, right: Surface) -> tuple[tuple[str, object], ...]:
        """The right sides that a slip of writing may have made this one of."""
        found: list[tuple[str, object]] = []
        before = list(self.elaborator.remarks)
        for defect, surface in slips(right):
            try:
                one, other = self.readings.pair(surface, None, surface)
            except NotRead:
                continue
            if not one.broken and other.has_shape(left.rows, left.cols):
                found.append((defect, one.expr))
        self.elaborator.remarks[:] = before
        return tuple(found)

    def quantified(self, *choices: Choice) -> None:
        """Says which indices stand for every place."""
        for choice in choices:
            learn(self.scope, [choice.typed], choice.known, [side.surface for side in self.sides])
        shown = {
            f"{name} = 1, ..., {decided(letter.length, choice.known)}"
            for choice in choices
            for name, letter in letters_in(choice.typed).items()
            if decided(letter.length, choice.known) is not None
        }
        if shown:
            self.elaborator.remark(f"for all {', '.join(sorted(shown))}")

    def update(self, link: Link, left: _Side, right: _Side) -> None:
        """w := w - α ∂J/∂w, held against the step of gradient descent that it may be."""
        assert isinstance(left.surface, Symbol)
        assert right.surface is not None
        name, known = spelling(left.surface), losses(right.surface, self.scope)
        words = f"`{name}` stands on both sides, and nothing before it is a loss: an update is a step on a loss"
        if not known:
            self.not_understood(link, left, right, link.at, words)
            return
        self.elaborator.loss = known[-1]
        found: list[tuple[Choice, Choice]] = []
        try:
            for step in steps(left.surface, right.surface, self.scope):
                found.append(self.readings.pair(right.surface, None, step))
                if self.readings.same(*found[-1]):
                    break
        except NotRead as problem:
            self.unread(link, left, right, problem)
            return
        new, descent = found[-1] if self.readings.same(*found[-1]) else found[0]
        self.quantified(new, descent)
        self.elaborator.remark(f"gradient descent is `{name} := {self.readings.text(descent)}`")
        latex = f"{left.latex} {link.sign} {right.latex}"
        self.claim(link, latex, new.expr, descent.expr, "update", (), "; ".join(self.elaborator.remarks))

    def state(self) -> None:
        """The claims of the chain, now that it is known what its differentials vary."""
        varying, remark = self.varying()
        for made in self.made:
            lhs, rhs = made.lhs.typed, made.rhs.typed
            moving = has(lhs, "d") or has(rhs, "d")
            kind = "differential" if moving else "piecewise" if rhs.kind == "cases" else kind_of(lhs)
            kind = "definition" if self.repeats(made) else kind
            kind = kind if made.link.relation == "=" else "inequality"
            note = "; ".join(words for words in (remark if moving else "", made.note) if words)
            moved = varying if moving else ()
            self.claim(made.link, made.latex, made.lhs.expr, made.rhs.expr, kind, moved, note, made.slips)

    def repeats(self, made: _Made) -> bool:
        """Whether this is the definition of its left side once more, sign by sign."""
        if made.lhs.typed.kind != "leaf" or made.rhs.broken:
            return False
        name, body = (self.reader.session.read(choice.expr) for choice in (made.lhs, made.rhs))
        return name.op.name == "symbol" and name.args == (body,)

    def varying(self) -> tuple[tuple[str, ...], str]:
        """d_w: w. Otherwise everything under a d on a right side; failing that, everything under a d."""
        wanted: set[str] = set()
        remarks: list[str] = []
        for symbol in (symbol for side in self.sides for symbol in subscripts(side.surface)):
            meaning = self.scope.find(symbol)
            name = spelling(symbol) if meaning is not None else self.scope.resembling(symbol)
            if name is not None:
                wanted |= self.scope.names[name].variables
                if meaning is None:
                    remarks = [f"the subscript `{spelling(symbol)}` of d is read as `{name}`"]
        if wanted or not self.made:
            return tuple(sorted(wanted)), "".join(remarks)
        head = self.made[0].lhs.typed
        for part in (part.typed for made in self.made for part in (made.lhs, made.rhs)):
            if part != head:
                wanted |= set().union(*map(self.variables, under_d(part)))
        return tuple(sorted(wanted or set().union(*map(self.variables, under_d(head))))), ""

    def variables(self, part: Typed) -> set[str]:
        by_symbol = {id(meaning.symbol): meaning.variables for meaning in self.scope.names.values()}
        found: set[str] = set()
        pending = [part]
        while pending:
            part = pending.pop()
            if part.kind == "leaf":
                found |= by_symbol.get(id(part.data.expr), frozenset())
            pending.extend(part.args)
        return found

    def gradient_of(self) -> str | None:
        r"""The loss, where dW alone on the left is a name for \partial J / \partial W."""
        head = self.sides[0].surface
        if isinstance(head, Gradient) and any(differentials(side.surface) for side in self.sides):
            return self.scope.loss()
        if (
            not isinstance(head, Differential)
            or head.by is not None
            or not isinstance(head.of, Symbol)
            or head.order > 1
        ):
            return None
        name = self.scope.whole(head.of)
        meaning, loss = self.scope.names.get(name), self.scope.loss()
        if meaning is not None and loss is None and not meaning.defined:
            self.homeless = f"`d{spelling(head.of)}` is the name of a gradient, but nothing before it is the loss"
        if meaning is None or loss is None or name == loss:
            return None
        if not meaning.defined:
            self.averaged(name, loss)
            return loss  # the differential of a variable is whatever one likes: nothing can equal it
        letters = {self.scope.whole(s) for side in self.sides[1:] for s in differentials(side.surface)}
        if letters & (named_in(self.reader.session.read(meaning.symbol)) - {name}):
            return None  # dZ = W dX is a differential
        self.averaged(name, loss)
        return loss

    def averaged(self, name: str, loss: str) -> None:
        """Where the loss is a mean over samples that lie along Z, dZ may be meant without its 1/m."""
        meaning, session = self.scope.names[name], self.reader.session
        means = means_over(session.read(self.scope.names[loss].symbol))
        sizes = [size for size in (meaning.rows, meaning.cols) if size in means]
        if len(sizes) == 1 and meaning.defined:
            ids = {self.written(link, None, None, "", (), "").id for link in self.chain.links}
            self.found.options.summed.setdefault(name, set()).update(ids)
            if name in self.scope.choices.summed:
                self.scope.summed[name] = sizes[0]

    def equation(self, link: Link, sides: tuple[Surface, ...], fits: bool) -> None:
        self.found.equations.append(Equation(link.at, self.scope, self.elaborator.loss, sides, fits))

    # --- results -----------------------------------------------------------------------------------------------------

    def place(self, link: Link) -> Place:
        line, column = self.text.place(link.at)
        return Place(self.text.source, line, column, link.step)

    def claim(
        self,
        link: Link,
        latex: str,
        lhs: object,
        rhs: object,
        kind: str,
        varying: tuple[str, ...] = (),
        note: str = "",
        slips: tuple[tuple[str, object], ...] = (),
    ) -> None:
        moving = tuple(self.scope.names[name].symbol for name in varying if name in self.scope.names)
        claim = replace(self.written(link, lhs, rhs, kind, moving, latex), slips=slips, relation=link.relation)
        self.found.claims.append(Stated(claim, self.reader.session, note))

    def written(
        self, link: Link, lhs: object, rhs: object, kind: str, varying: tuple[object, ...], latex: str
    ) -> Claim:
        """The claim with its place, and with what its author says about it in a comment."""
        place = self.place(link)
        margin = self.text.margins.get(place.line)
        source = margin.origin(place.step) if margin else None
        name = f"{source or place}.{(source or place).step}"
        return Claim(
            name, lhs, rhs, kind, varying, place, latex, margin.verdict(place.step) if margin else "proved", source
        )

    def note(self, *choices: Choice) -> str:
        """What was read into a formula that could have been read in several ways."""
        if not self.elaborator.remarks:
            return ""
        shown = [self.readings.text(choice) for choice in choices]
        return "; ".join([*self.elaborator.remarks, f"read as `{' = '.join(shown)}`"])

    def ill_formed(self, link: Link, left: _Side, right: _Side, words: str, defect: str = "parenthesis") -> None:
        claim = self.written(link, None, None, "value", (), f"{left.latex} = {right.latex}")
        self.found.ill_formed.append(IllFormed(claim, words, defect))

    def unread(self, link: Link, left: _Side, right: _Side, problem: NotRead) -> bool:
        if isinstance(problem, Meaningless):
            self.ill_formed(link, left, right, problem.words, problem.defect)
            return True
        return self.not_understood(link, left, right, problem.at, problem.words)

    def not_understood(self, link: Link, left: _Side, right: _Side, at: int, words: str) -> bool:
        line, column = self.text.place(link.at)
        place = self.text.place(at)
        where = f" (line {place[0]}, column {place[1]})" if place[0] != line else f" (column {place[1]})"
        latex = f"{left.latex} {link.sign} {right.latex}".strip()
        self.found.not_understood.append(NotUnderstood(line, column, latex, words + where))
        return True
