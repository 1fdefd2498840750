"""Claims f(u) = {v1 where u < c, v2 where u > c, nothing at c}, judged on one cell of the line after another.

On each cell the kernel proves f = v. What it cannot say is that f has no derivative at c: that rests on the lemma that
at c the values beside it differ by a number other than 0, since a derivative never jumps (Darboux); and where they
agree and f has a value, that is its derivative (the mean value theorem).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import flint

from derive.check.case import FEW, MANY, Case
from derive.check.cell import MOVING, Cells, put, value_at
from derive.check.diagnose import derived, diagnose
from derive.check.evaluate import Evaluator, Point
from derive.check.line import DISCRETE, Cell, Line
from derive.check.refute import Comparison, compare_at, witness
from derive.check.sample import points
from derive.check.verdict import Proved, Refuted, Undecided, Verdict, Witness
from derive.core.claim import Claim
from derive.core.errors import NoRule
from derive.core.op import SCALAR, Node, walk
from derive.core.read import Language
from derive.core.sizes import ONE
from derive.core.text import text
from derive.normal.session import Session
from derive.ops.piecewise import Piece, Relation, made_of, pieces_of

NEAR = 1000  # the largest denominator of a guess


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds on a cell: a value, or that there is none."""

    value: Node | None


@dataclass(frozen=True, slots=True)
class Jump:
    """The lemma that at a point the value from the right is the one from the left plus a number, its height."""

    height: Fraction
    proof: Proved
    left: Node
    limits: Comparison  # the two values at some point


def judge_pieces(session: Session, claim: Claim, lhs: Node, rhs: Node) -> Verdict:
    """What becomes of lhs = rhs, the right side being given by pieces.

    Where the pieces are about a name for something, the claim is judged for any number of that name; it is refuted only
    at a point at which the name stands for a number where it fails.
    """
    try:
        line = line_of(session, lhs, rhs)
        name = line.variable
        if not name.args:
            return Piecewise(session, claim, lhs, list(pieces_of(rhs)), name).verdict()
        free = session.language.make("symbol", data=(name.data[0], ONE, ONE))
        pieces = list(pieces_of(put(rhs, name, free)))
        verdict = Piecewise(session, claim, put(lhs, name, free), pieces, free).verdict()
        return _reached(session, line, verdict, lhs, rhs) if isinstance(verdict, Refuted) else verdict
    except NoRule as error:
        return Undecided(claim, str(error))


def proved_by_parts(session: Session, claim: Claim, lhs: Node, rhs: Node) -> Verdict | None:
    """The verdict that lhs = rhs is proved, a number being on this or that side of the kinks of their functions, or one
    of the two that its declaration allows."""
    known = session.language.functions
    discrete = {name for word, name in session.kernel.given if word in DISCRETE}
    everything = list(walk([lhs, rhs]))
    bent = [p for p in everything if p.op.name == "apply" and (record := known.get(p.data)) and record.above]
    numbers = [p for p in everything if p.op.name == "symbol" and not p.args and p.shape == SCALAR]
    inside = set(walk(bent))
    variables = [number for number in numbers if number in inside or number.data[0] in discrete]
    for variable in variables[:FEW] if lhs.shape == rhs.shape == SCALAR else ():
        try:
            whole = Piecewise(session, claim, lhs, [Piece(rhs, ())], variable)
            verdict = whole.verdict() if whole.line.places else None
        except NoRule:
            continue
        if isinstance(verdict, Proved):
            return verdict
    return None


def line_of(session: Session, lhs: Node, rhs: Node) -> Line:
    """The line that the pieces on the right are about; NoRule where lhs = rhs cannot be judged on it."""
    line = Line(session.language, list(pieces_of(rhs)), session.kernel.given, [lhs])
    name = line.variable
    if name.op.name != "symbol":
        raise NoRule(f"pieces are judged where a name has certain values, not where `{text(name)}` has")
    below = set(walk(name.args))
    for part in walk([lhs, *rhs.args]):
        if part.op.name in MOVING and below & set(part.args[1:]):
            raise NoRule(f"`{text(part)}` moves what `{text(name)}` is made of, and is not judged by pieces")
    return line


def _reached(session: Session, line: Line, verdict: Refuted, lhs: Node, rhs: Node) -> Verdict:
    """A claim that is false for any number of a name, at a point at which the name stands for such a number."""
    language = session.language
    for point in points([lhs, *rhs.args], dict(language.functions), MANY, session.kernel.given):
        said = [piece.value for piece in pieces_of(rhs) if piece.where and _holds(language, piece, point)]
        said = said or [piece.value for piece in pieces_of(rhs) if piece.otherwise]
        for value in said or [None]:
            at = compare_at(language, lhs, lhs if value is None else value, (), point)
            if at is not None and (value is None or at.entry):
                seen = witness(at, lhs, lhs if value is None else value, ())
                return replace(verdict, witness=seen if value is not None else replace(seen, rhs=verdict.witness.rhs))
    words = (
        f"it fails for some numbers `{text(line.variable)}`, and no point was found at which the name is such a number"
    )
    return Undecided(verdict.claim, words)


def _holds(language: Language, piece: Piece, point: Point) -> bool:
    """Whether the piece certainly says something about this point."""
    return any(all(_true(language, relation, point) for relation in every) for every in piece.where)


def _true(language: Language, relation: Relation, point: Point) -> bool:
    left, right = (value_at(language, side, point) for side in (relation.left, relation.right))
    if left is None or right is None:
        return False
    less, more = bool(left < right), bool(left > right)
    return {"<": less, "≤": less, ">": more, "≥": more, "=": bool(left == right), "≠": less or more}[relation.sign]


class Piecewise:
    """A claim whose right side is given by pieces, about a variable."""

    def __init__(self, session: Session, claim: Claim, lhs: Node, pieces: list[Piece], variable: Node) -> None:
        self.session, self.claim, self.lhs, self.pieces = session, claim, lhs, pieces
        values = [piece.value for piece in self.pieces if piece.value is not None]
        ends = [side for p in pieces for every in p.where for one in every for side in (one.left, one.right)]
        self.sides = [lhs, *values, *ends]
        self.line = Line(session.language, pieces, session.kernel.given, [lhs, *values], cut=True, variable=variable)
        self.cells = Cells(session, claim, self.line, self.sides)
        self.settled: dict[Cell, Settled] = {}
        self.faults: dict[Cell, tuple[str, Witness]] = {}
        self.proofs: list[Proved] = []
        self.kinks: list[Cell] = []  # points without a value, of which nothing is claimed
        self.open: list[Cell] = []

    def verdict(self) -> Verdict:
        for cell in sorted(self.line.cells, key=lambda cell: cell.point):  # points need what is beside them
            self.judge(cell)
        for cell in self.line.cells:
            if cell in self.faults:
                defect, seen = self.faults[cell]
                return Refuted(self.claim, seen, defect, self.correction())
        if self.open or not self.proofs:
            where = " and ".join(self.cells.words(cell) for cell in self.open) or "any piece"
            return Undecided(self.claim, f"no proof was found for {where}")
        uses = {use for proof in self.proofs for use in proof.uses}
        uses |= {f"{text(self.line.variable)} ≠ {text(cell.low)}" for cell in self.kinks if cell.low is not None}
        return replace(self.proofs[0], claim=self.claim, uses=tuple(sorted(uses)), pieces=tuple(self.proofs))

    # --- one cell ----------------------------------------------------------------------------------------------------

    def judge(self, cell: Cell) -> None:
        here = self.cells.value(cell, self.lhs)
        values = list(dict.fromkeys(self.pieces[k].value for k in cell.pieces))
        if here is None and cell.point:
            self.kink(cell, values)
            return
        if not values and (here := here or self.cells.left_out(cell, self.lhs)) is not None:
            self.fault(cell, "range", here, "left out")
        for value in values:
            if value is None and here is not None:
                self.fault(cell, "other", here, "undefined")
            elif value is not None and (apart := self.cells.apart(cell, self.lhs, value)) is not None:
                self.fault(cell, self.defect(cell, value), apart)
            elif value is not None and (proof := self.cells.proof(cell, self.lhs, value)) is not None:
                self.proofs.append(proof)
                self.settled.setdefault(cell, Settled(value))
            else:
                self.open.append(cell)
        if cell in self.faults and cell not in self.settled and (found := self.found(cell)) is not None:
            self.settled[cell] = found

    def kink(self, cell: Cell, values: list[Node | None]) -> None:
        """A point at which the left side has no value as it stands; a derivative has one if its limits agree."""
        derivative = self.lhs.op.name == "partial" and self.lhs.args[1] is self.line.variable
        if not values or not (derivative or None in values):
            if values or derivative:
                self.kinks.append(cell)
            return
        jump = self.jump(cell)
        if jump is None:
            self.open.append(cell)
            return
        for value in values:
            if jump.height:
                self.settled[cell] = Settled(None)
                if value is None:
                    self.proofs.append(jump.proof)
                else:
                    self.undefined(cell, jump.limits, value)
            elif not derivative or self.cells.value(cell, self.lhs.args[0]) is None:
                self.open.append(cell)
            elif value is None:
                self.settled[cell] = Settled(jump.left)
                self.fault(cell, "other", jump.limits, "undefined")
            elif (apart := self.cells.apart(cell, jump.left, value)) is not None:
                self.settled[cell] = Settled(jump.left)
                self.fault(cell, "other", apart)
            elif (proof := self.cells.proof(cell, jump.left, value)) is not None:
                self.settled[cell] = Settled(value)
                self.proofs += [jump.proof, proof]
            else:
                self.open.append(cell)

    def jump(self, cell: Cell) -> Jump | None:
        """What lies between the values that were proved on the cells before and after a point."""
        beside = [(other, known.value) for other, known in self.settled.items() if not other.point]
        left = next((value for other, value in beside if other.high is cell.low), None)
        right = next((value for other, value in beside if other.low is cell.low), None)
        point = next(self.cells.points(cell), None)
        if left is None or right is None or point is None:
            return None
        low, high = (value_at(self.session.language, side, point) for side in (left, right))
        if low is None or high is None:
            return None
        middle = flint.arb(high - low).mid().fmpq()  # of an enclosure a number that it may be, which the proof decides
        height = Fraction(int(middle.p), int(middle.q)).limit_denominator(NEAR)
        raised = self.session.language.make("add", left, self.line.number(height)) if height else left
        proof = self.cells.proof(cell, right, raised)
        limits = Comparison(point, Evaluator(self.session.language.functions, point), None, low, high)
        return Jump(height, proof, left, limits) if proof is not None else None

    # --- what is wrong -----------------------------------------------------------------------------------------------

    def fault(self, cell: Cell, defect: str, at: Comparison, right: str = "") -> None:
        seen = witness(at, *self.mentioned(cell), ())
        self.faults.setdefault(cell, (defect, replace(seen, rhs=right) if right else seen))

    def undefined(self, cell: Cell, limits: Comparison, value: Node) -> None:
        """A value where there is none."""
        seen = witness(limits, *self.mentioned(cell), ())
        own = self.cells.value(cell, value)
        right = witness(own, value, value, ()).lhs if own is not None else "undefined"
        left = f"undefined ({seen.lhs} from the left, {seen.rhs} from the right)"
        self.faults.setdefault(cell, ("range", replace(seen, lhs=left, rhs=right)))

    def mentioned(self, cell: Cell) -> tuple[Node, Node]:
        """What a witness gives the values of: the left side, and the pieces of the cell."""
        values = [self.pieces[k].value for k in cell.pieces]
        return self.lhs, next((value for value in values if value is not None), self.line.variable)

    def defect(self, cell: Cell, value: Node) -> str:
        """A range, where the value holds on another cell and one from beside holds here; else what the value lacks."""
        again = [c for c in self.line.cells if value in [self.pieces[k].value for k in c.pieces] and not c.point]
        if any(self.cells.apart(cell, self.lhs, near) is None for near in self.near(cell)):
            return "range" if any(self.cells.apart(c, self.lhs, value) is None for c in again) else "other"
        case = self.cells.case(cell, self.lhs, value)
        differing = next((c for c in case.comparisons(FEW) if c.entry is not None), None)
        if differing is None:
            return "other"
        defect, made = diagnose(case.session, case.lhs, case.rhs, (), differing)
        better = self.outside(case, made)
        if better is not None:
            self.settled[cell] = Settled(better)
        return defect

    def near(self, cell: Cell) -> list[Node]:
        """The values of the other pieces, those of the cells beside this one first."""
        cells, at = self.line.cells, self.line.cells.index(cell)
        order = sorted(range(len(cells)), key=lambda place: abs(place - at))
        found = [self.pieces[k].value for place in order for k in cells[place].pieces]
        own = [self.pieces[k].value for k in cell.pieces]
        return list(dict.fromkeys(value for value in found if value is not None and value not in own))

    def correction(self) -> Node | None:
        """The pieces that hold, as few as there can be; None where some of them are not found."""
        runs: list[tuple[Node | None, list[int]]] = []
        for at, cell in enumerate(self.line.cells):
            found = self.settled.get(cell)
            if found is None and not (cell.point and self.cells.value(cell, self.lhs) is None):
                return None
            if found is not None and runs and runs[-1][0] is found.value and runs[-1][1][-1] == at - 1:
                runs[-1][1].append(at)
            elif found is not None:
                runs.append((found.value, [at]))
        cells = self.line.cells
        if len(runs) == 1 and len(runs[0][1]) == len(cells):
            return runs[0][0]
        return made_of([Piece(value, self.line.range(cells[run[0]], cells[run[-1]])) for value, run in runs])

    def found(self, cell: Cell) -> Settled | None:
        """A value that holds on a cell: that of another piece, 0 or 1, or what can be derived."""
        if self.cells.value(cell, self.lhs) is None:
            return None
        for value in dict.fromkeys([*self.near(cell), self.line.number(0), self.line.number(1)]):
            if self.cells.apart(cell, self.lhs, value) is None and self.cells.proof(cell, self.lhs, value) is not None:
                return Settled(value)
        case = self.cells.case(cell, self.lhs, self.lhs)
        made = self.outside(case, derived(case.session, case.lhs, ()))
        return Settled(made) if made is not None else None

    def outside(self, case: Case, made: Node | None) -> Node | None:
        """What was found on a cell, with u for its name there; None where it cannot be said without the cell."""
        own = (
            part for part in walk([case.lhs, case.rhs]) if part.op.name == "symbol" and part.data == (self.cells.name,)
        )
        name = next(own, None)
        if made is None or name is None:
            return made
        found = put(made, name, self.line.variable)
        return found if {*walk([found])} & {*walk(name.args)} <= {*walk(self.sides)} else None
