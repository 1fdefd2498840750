r"""The readings of entries x_i, X_{ij}, (A x)_i, of samples x^{(i)}, of sums over indices, and of \delta_{ij}."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.claims.atoms import Meaningless, NotRead
from derive.claims.counted import with_index, without_index
from derive.claims.dimension import Dimension, Known, Unknown, decided, resolved, unify
from derive.claims.labels import Chosen, Labels, Spot
from derive.claims.scope import Line, spelling
from derive.claims.tree import BigSum, Entry, Indicator, Relation, Surface, Symbol, Transposed, below, parts
from derive.claims.typed import Letter, Place, Reading, Typed, across, applied, is_scalar, minus
from derive.core.sizes import ONE, Size

CHOSEN = r"[A-Za-z]_[a-z0-9]|[A-Za-z]\^\([a-z0-9]\)"  # a label, as y_i and y^{(i)} are spelled
SUMMED = re.compile(rf"(?P<letters>[a-z](?:,?[a-z])*)(?:≠(?P<other>[a-z]|\d{{1,6}}|{CHOSEN}))?")
PLACES = re.compile(rf"(?:{CHOSEN}|[a-z]|[0-9]|:|\\cdot)+")
PLACE = re.compile(rf"{CHOSEN}|[a-z]|[0-9]|:|\\cdot")
EVERYTHING = (":", "\\cdot")


class Entries(Labels):
    """Places along axes, and sums over them."""

    def symbol(self, surface: Symbol, known: Known) -> list[Reading]:
        line = self.scope.line_of(surface)
        if line is not None:
            return self.line(line, self.places(surface.sub, surface), known, surface)
        if surface == Symbol(surface.at, surface.base) and surface.base in self.bound:
            raise NotRead(surface.at, f"the index `{surface.base}` is no number")
        surface = self.scope.worded(surface)
        if (surface.sub or surface.sample) and not surface.primes and not self.scope.known(spelling(surface)):
            if surface.base == "delta" and not self.scope.known("delta") and not surface.layer + surface.sample:
                return self.kronecker_delta(surface, known)
            owners = self.scope.owners(surface)
            if owners and surface.sample:
                return self.samples(surface, owners, known)
            if owners:
                return self.picked(self.owner(owners[0], surface), self.places(surface.sub, surface), known, surface)
            matrix = self.scope.matrix_of(surface)
            if matrix is not None:
                return self.picked(self.owner(matrix, surface), self.places(surface.sub, surface), known, surface)
            if surface.base == "I" and not self.scope.known("I") and self.are_indices(surface.sub):
                return self.kronecker_delta(surface, known)
        return super().symbol(surface, known)

    def owner(self, name: str, of: Surface) -> Typed:
        if self.scope.names[name].label:
            raise NotRead(of.at, f"`{name}` is the number of a class: it is read in subscripts and indicators")
        self.scope.used.add(name)
        return self.scope.names[name].typed()

    # --- indices -----------------------------------------------------------------------------------------------------

    def index(self, letter: str, of: Surface) -> Letter:
        """The index of the sum around it, or one that is free and stands for every place."""
        if letter in self.bound:
            return self.bound[letter]
        if self.scope.known(letter):
            kind = "a size" if letter in self.scope.sizes else "declared"
            where = f" in `{spelling(of)}`" if isinstance(of, Symbol) else ""
            raise NotRead(of.at, f"the subscript `{letter}`{where} is {kind}, not an index")
        return self.free.setdefault(letter, Letter(letter, self.unknown_length()))

    def unknown_length(self) -> Unknown:
        return Unknown(next(self.numbers), False)

    def are_indices(self, words: str) -> bool:
        letters = words.replace(",", "")
        free = all(letter in self.bound or not self.scope.known(letter) for letter in letters)
        return len(letters) == 2 and letters.isalpha() and letters.islower() and free

    def place(self, word: str, of: Surface) -> Spot:
        if word in EVERYTHING:
            return None
        chosen = self.label(word, of) if word not in self.bound else None
        if chosen is not None:
            return chosen
        if word.isdigit() and len(word) < 7:
            if int(word) < 1:
                raise NotRead(of.at, "entries are counted from 1")
            return int(word)
        if re.fullmatch("[a-z]", word):
            return self.index(word, of)
        if re.fullmatch(CHOSEN, word):
            says = f"`{word[0]} : m × 1, labels of C` would say that it is the number of a class"
            raise NotRead(of.at, f"the subscript `{word}` is not declared: {says}")
        raise NotRead(of.at, f"entries with the subscript `{word}` are not read yet")

    def places(self, sub: str, of: Surface) -> list[Spot]:
        r"""i,j and ij: two places. Digits side by side are one place or two, which the shape decides."""
        if "," in sub or sub.isdigit() or self.label(sub, of) is not None:
            return [self.place(word, of) for word in sub.split(",")]
        if not PLACES.fullmatch(sub):
            raise NotRead(of.at, f"entries with the subscript `{sub}` are not read yet")
        return [self.place(word, of) for word in PLACE.findall(sub)]

    # --- entries -----------------------------------------------------------------------------------------------------

    def picked(self, part: Typed, places: Sequence[Spot], known: Known, of: Surface) -> list[Reading]:
        """What stands at these places: an entry, a row or a column; of a vector, one place is enough."""
        if any(isinstance(place, Chosen) for place in places):
            return self.at_label(part, places, known, of)
        sides = [resolved(part.rows, known), resolved(part.cols, known)]
        if is_scalar(part, known):
            raise NotRead(of.at, "a scalar has no entries")
        if len(places) == 2 and ONE in sides and not {type(place) for place in places} & {int, type(None)}:
            raise NotRead(of.at, "a vector has one subscript")
        if len(places) == 1 and ONE not in sides:
            (place,) = places
            if isinstance(place, Letter) and (found := self.along(part, place, known, of)):
                return found
            if not isinstance(place, int) or not 10 < place < 100 or place % 10 == 0:
                words = r"one subscript of a matrix may be a row, X_{i,:}, or a column, X_{:,j}"
                if isinstance(of, Symbol):
                    owner = of.base.capitalize()
                    words += f": `{of.base.lower()}_{of.sub} : row of {owner}`, or `column of {owner}`, says which"
                raise NotRead(of.at, words)
            places = divmod(place, 10)
        elif len(places) == 1:
            places = [places[0], None] if sides[1] is ONE else [None, places[0]]
        if len(places) != 2:
            raise NotRead(of.at, "an entry has at most two subscripts")
        after: Known = known
        for place, side in zip(places, sides, strict=True):
            if place is not None and isinstance(side, tuple):
                raise NotRead(of.at, "entries along an axis that is a list of sizes are not read yet")
            if isinstance(place, Letter):
                fits = unify(place.length, side, after)
                if fits is None and not self.loose:
                    return []
                after = after if fits is None else fits
        rows, cols = (side if place is None else ONE for place, side in zip(places, sides, strict=True))
        return [(Typed("entry", (part,), tuple(places), rows, cols), after)]

    def along(self, part: Typed, place: Letter, known: Known, of: Surface) -> list[Reading]:
        """The row or column at an index whose length is known, where only one of the two is as long."""
        length = decided(place.length, known)
        sides = [decided(side, known) for side in (part.rows, part.cols)]
        if length is None or None in sides or sides.count(length) != 1:
            return []
        if sides[0] != length:
            return self.picked(part, [None, place], known, of)
        rows = self.picked(part, [place, None], known, of)
        return rows if self.loose else [*rows, *[(across(row), after) for row, after in rows]]

    def line(self, line: Line, places: Sequence[Spot], known: Known, of: Surface) -> list[Reading]:
        """w_j, which is declared to be a row or a column of a matrix."""
        if len(places) != 1 or places[0] is None:
            kind = ("row", "column")[line.axis]
            raise NotRead(of.at, f"`{line.shown}` is a {kind} of `{line.owner}`: it has one subscript")
        at = [places[0], None] if line.axis == 0 else [None, places[0]]
        found = self.picked(self.owner(line.owner, of), at, known, of)
        return [(across(part), after) for part, after in found] if line.turned else found

    def samples(self, symbol: Symbol, owners: Sequence[str], known: Known) -> list[Reading]:
        """x^{(i)}: column i of X, or row i as a column; the length of the index decides. Of a vector the entry i."""
        place = self.place(symbol.sample, symbol)
        inner = self.places(symbol.sub, symbol) if symbol.sub else [None]
        if place is None or isinstance(place, Chosen) or len(inner) != 1:
            raise NotRead(symbol.at, f"samples such as `{spelling(symbol)}` are not read yet")
        found: list[Reading] = []
        for owner in owners:
            part = self.owner(owner, symbol)
            if is_scalar(part, known):
                continue
            if ONE in (part.rows, part.cols):
                found += self.picked(part, [place], known, symbol) if inner == [None] else []
                continue
            axis = self.scope.names[owner].samples
            if axis != 0:
                found += self.picked(part, [inner[0], place], known, symbol)
            if axis == 0 or (axis is None and (not self.loose or self.wants(place, part.rows, part.cols, known))):
                rows = self.picked(part, [place, inner[0]], known, symbol)
                turned = [(across(row) if inner[0] is None else row, after) for row, after in rows]
                found = turned if self.loose else [*found, *turned]
        if not found and self.loose:
            raise NotRead(symbol.at, f"samples such as `{spelling(symbol)}` are not read yet")
        return found[:1] if self.loose else found

    def wants(self, place: Place, rows: Dimension, cols: Dimension, known: Known) -> bool:
        """Whether the index is known to go along the rows and not along the columns."""
        length = decided(place.length, known) if isinstance(place, Letter) else None
        return length is not None and length == rows and length != cols

    def entry(self, surface: Entry, known: Known) -> list[Reading]:
        inner = surface.of
        if isinstance(inner, Transposed) and isinstance(inner.of, Symbol) and not inner.of.sub:
            named = replace(inner.of, sub=surface.sub)
            if self.scope.known(spelling(named)):  # W^T_1 is the transpose of W_1
                return self.readings(Transposed(surface.at, named), known)
        found: list[Reading] = []
        for part, now in self.readings(inner, known):
            found += self.picked(part, self.places(surface.sub, surface), now, surface)
        return found

    # --- where two indices are equal ---------------------------------------------------------------------------------

    def kronecker_delta(self, symbol: Symbol, known: Known) -> list[Reading]:
        places = self.places(symbol.sub, symbol)
        if len(places) == 1 and isinstance(places[0], int):
            places = [self.place(digit, symbol) for digit in symbol.sub]
        if len(places) != 2 or None in places:
            raise NotRead(symbol.at, f"`{spelling(symbol)}` is not declared")
        return self.same_place(places[0], places[1], known, symbol)

    def indicator(self, surface: Indicator, known: Known) -> list[Reading]:
        r"""1{i = j} of two places; 1{z > 0} as step(z)."""
        if surface.sign in ("=", "≠"):
            one, other = self.compared(surface.left), self.compared(surface.right)
            if one is None or other is None or isinstance(one, int) and isinstance(other, int):
                raise NotRead(surface.at, "indicators of anything but two indices or a sign are not read yet")
            return (self.same_place if surface.sign == "=" else self.other_place)(one, other, known, surface)
        difference = []
        for (left, right), now in self.both(surface.left, surface.right, known):
            less, more = (left, right) if surface.sign == "<" else (right, left)
            difference.append((applied("step", minus(more, less)), now))
        self.remark("an indicator of a sign is read as `step`")
        return difference

    def both(self, left: Surface, right: Surface, known: Known) -> list[tuple[tuple[Typed, Typed], Known]]:
        """Two scalars."""
        found = []
        for one, now in self.readings(left, known):
            for other, after in self.readings(right, now):
                if is_scalar(one, after) and is_scalar(other, after):
                    found.append(((one, other), after))
        return found

    # --- sums --------------------------------------------------------------------------------------------------------

    def big_sum(self, surface: BigSum, known: Known) -> list[Reading]:
        names, other = self.summed(surface)
        if surface.body is None:
            raise NotRead(surface.at, r"`\sum` stands before nothing")
        lower, upper = self.bounds(surface)
        outside = self.place(other, surface) if other else None
        letters = [Letter(name, self.unknown_length()) for name in names]
        now: Known = known
        if upper is not None and surface.lower != "0" and (self.loose or upper.constant is None):
            now = {**known, **{letter.length: upper for letter in letters}}
        missing = without_index(surface.body, names, self.scope)
        around = self.bound
        self.bound = {**around, **{letter.name: letter for letter in letters}}
        try:
            if missing is not None:
                self.readings(with_index(surface.body, missing[1], self.scope), now)  # if that cannot be read either
                name = spelling(missing[0])
                words = f"nothing in the sum over `{missing[1]}` has this index: "
                raise Meaningless(missing[0].at, words + f"`{name}` would be `{name}^({missing[1]})`", "index")
            whole = outside is None
            bodies = self.readings(surface.body, now) if whole else self.all_but(surface, letters[0], outside, now)
        finally:
            self.bound = around
        found: list[Reading] = []
        for body, after in bodies:
            reached = self.reaching(letters, upper, after)
            if reached is not None:
                bounds = tuple((letter, lower, upper) for letter in letters)
                found.append((Typed("sum_over", (body,), bounds, body.rows, body.cols), reached))
        if bodies and not found and surface.lower == "0":
            words = f"a sum from 0 to {surface.upper} has one term more than there are places"
            raise Meaningless(surface.at, words, "bounds")
        return found

    def bounds(self, surface: BigSum) -> tuple[int, Size | None]:
        """Where a sum starts and ends, counted from 1; from 0 to m - 1 are m places too."""
        lower = surface.lower or "1"
        if not lower.isdigit() or len(lower) > 6 or (lower == "0" and not surface.upper):
            words = f"a sum that starts at `{surface.lower}` is not read yet: places are counted from 1"
            raise NotRead(surface.at, words)
        if lower != "0":
            return int(lower), self.upper(surface, surface.upper)
        self.remark("places are counted from 0 in the sum")
        last = re.fullmatch(r"(.*)-\s*1", surface.upper)
        return 1, self.upper(surface, last[1] if last else f"{surface.upper}+1")

    def summed(self, surface: BigSum) -> tuple[list[str], str]:
        """The letters under the sign, else the one subscript that the body has and nobody declared; and what they are
        not to be equal to."""
        if not surface.index:
            letters = {letter for letter in subscripted(surface.body) if letter not in self.bound}
            letters = {letter for letter in letters if not self.scope.known(letter)}
            if len(letters) != 1:
                raise NotRead(surface.at, "nothing says what the sum goes over")
            return [letters.pop()], ""
        match = SUMMED.fullmatch(surface.index)
        names = match["letters"].replace(",", "") if match else ""
        if match is None or len(set(names)) < len(names) or (match["other"] and len(names) > 1):
            raise NotRead(surface.at, f"sums over `{surface.index}` are not read yet")
        other = match["other"] or ""
        if other.isalpha() and other not in {*self.bound, *self.outside} and self.label(other, surface) is None:
            clear = rf"\sum_{other} \sum_{{{names} \neq {other}}}"
            raise NotRead(surface.at, f"whether the sum goes over `{other}` too is not clear: `{clear}` does")
        return list(names), other

    def upper(self, surface: BigSum, words: str) -> Size | None:
        if not words:
            return None
        (size,) = self.sizes((words,), surface.at)
        for word in size.names():
            if word not in self.scope.sizes:
                raise NotRead(surface.at, f"`{word}`, up to which the sum goes, is not a declared size")
        return size

    def reaching(self, letters: Sequence[Letter], upper: Size | None, known: Known) -> Known | None:
        """The indices go along their whole axes; to a number, not beyond them."""
        after: Known | None = known
        for letter in letters:
            if upper is None or _within(upper, resolved(letter.length, known)):
                continue
            after = unify(letter.length, upper, after) if after is not None else None
        return known if after is None and self.loose else after

    def all_but(self, surface: BigSum, letter: Letter, other: Spot, known: Known) -> list[Reading]:
        """(1 - δ) body: how far the index goes may be known from what it is not equal to."""
        assert surface.body is not None
        return [
            (Typed("product", (kept, body), None, body.rows, body.cols), after)
            for kept, now in self.other_place(letter, other, known, surface)
            for body, after in self.readings(surface.body, now)
        ]


def _within(upper: Size, length: Dimension) -> bool:
    """Whether both are numbers, and the axis reaches as far."""
    reach = length.constant if isinstance(length, Size) else None
    return reach is not None and upper.constant is not None and upper.constant <= reach


def subscripted(surface: Surface | None, known: Callable[[str], bool] = lambda name: False) -> set[str]:
    """The letters that stand as subscripts or as numbers of samples, or are not to be equal to others; those of known
    names aside."""
    kept = [part for part in below(surface) if not (isinstance(part, Symbol) and known(spelling(part)))]
    return set().union(*map(_own, kept))


def free_subscripts(surface: Surface | None) -> set[str]:
    r"""Those of these letters that no sum goes over, nor may go over: of \sum_{i ≠ j} neither i nor j."""
    if isinstance(surface, BigSum):
        return free_subscripts(surface.body) - letters_of(surface.index.replace("≠", ",")) if surface.index else set()
    return set().union(_own(surface), *map(free_subscripts, parts(surface)))


def _own(surface: Surface | None) -> set[str]:
    if isinstance(surface, Symbol):
        return letters_of(surface.sub) | letters_of(surface.sample)
    if isinstance(surface, Entry):
        return letters_of(surface.sub)
    if isinstance(surface, BigSum):
        return letters_of(surface.index.partition("≠")[2])
    if isinstance(surface, Indicator | Relation):
        return {side.base for side in (surface.left, surface.right) if isinstance(side, Symbol)}
    return set()


def letters_of(words: str) -> set[str]:
    """The indices in a subscript: of y_i, the number of a class, the i."""
    plain = re.sub(r"[A-Za-z][_^](?=[a-z0-9(])", "", words) if PLACES.fullmatch(words.replace(",", "")) else ""
    return set(re.findall("[a-z]", plain))
