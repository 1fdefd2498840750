r"""The readings of cases: of conditions on indices a sum with Kronecker deltas, of others a value by pieces."""

from __future__ import annotations

from derive.claims.atoms import NotRead
from derive.claims.derivatives import Derivatives
from derive.claims.dimension import Known
from derive.claims.scope import spelling
from derive.claims.tree import Cases, Number, Relation, Surface, Symbol
from derive.claims.typed import Reading, Typed, is_scalar, minus, number
from derive.core.sizes import ONE


class Cased(Derivatives):
    """Values by pieces."""

    def cases(self, surface: Cases, known: Known) -> list[Reading]:
        every = [relation for piece in surface.pieces for relations in piece.where for relation in relations]
        if every and all(self.compares_places(relation) for relation in every):
            return self.by_index(surface, known)
        parts: list[Surface] = []
        for piece in surface.pieces:
            parts += [] if piece.value is None else [piece.value]
            parts += [side for relations in piece.where for one in relations for side in (one.left, one.right)]
        signs = [tuple(tuple(one.sign for one in relations) for relations in piece.where) for piece in surface.pieces]
        data = tuple((piece.value is not None, each) for piece, each in zip(surface.pieces, signs, strict=True))
        found: list[Reading] = []
        for args, now in self.several(parts, known):
            if not all(is_scalar(arg, now) for arg in args):
                raise NotRead(surface.at, "cases of anything but numbers, or where such are compared, are not read yet")
            found.append((Typed("cases", tuple(args), data, ONE, ONE), now))
        return found

    def compares_places(self, relation: Relation) -> bool:
        """Whether indices, or labels, are compared."""
        sides = (relation.left, relation.right)
        names = [side for side in sides if not isinstance(side, Number)]
        return bool(names) and all(self.compared(side) is not None for side in names)

    def by_index(self, surface: Cases, known: Known) -> list[Reading]:
        """v where i = j, w where i ≠ j:  δ_ij v + (1 - δ_ij) w"""
        pieces = sorted(surface.pieces, key=lambda piece: [one.sign for every in piece.where for one in every] != ["="])
        where = [[one for every in piece.where for one in every] for piece in pieces]
        signs = [[one.sign for one in every] for every in where]
        pairs = {frozenset((_letter(one.left), _letter(one.right))) for every in where for one in every}
        if signs not in ([["="], ["≠"]], [["="], []]) or len(pairs) > 1:
            raise NotRead(surface.at, "cases of indices are read where two are equal and where they are not")
        same, apart = (piece.value for piece in pieces)
        if same is None or apart is None:
            raise NotRead(surface.at, "entries that are undefined are not read yet")
        found: list[Reading] = []
        places = [self.compared(side) for side in (where[0][0].left, where[0][0].right)]
        for delta, now in self.same_place(places[0], places[1], known, surface):
            for values, after in self.several([same, apart], now):
                if not all(is_scalar(value, after) for value in values):
                    raise NotRead(surface.at, "cases of entries that are no numbers are not read yet")
                weights = (delta, minus(number(1), delta))
                terms = [Typed("product", both, None, ONE, ONE) for both in zip(weights, values, strict=True)]
                found.append((Typed("add", tuple(terms), None, ONE, ONE), after))
        return found


def _letter(surface: Surface) -> str:
    """An index, a label or a number, as it is written."""
    return spelling(surface) if isinstance(surface, Symbol) else surface.value if isinstance(surface, Number) else ""
