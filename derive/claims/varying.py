"""What the differentials of a chain vary."""

from __future__ import annotations

from collections.abc import Sequence

from derive.claims.operand import Operand
from derive.claims.readings import Choice
from derive.claims.scope import Scope, spelling, subscripts
from derive.claims.typed import under_d


def varying(
    scope: Scope, sides: Sequence[Operand], pairs: Sequence[tuple[Choice, Choice]]
) -> tuple[tuple[str, ...], str]:
    """d_w: w. Otherwise everything under a d on a right side; failing that, everything under a d.

    With what is to be said of how a subscript was read. `pairs` are the sides that are held against each other.
    """
    wanted: set[str] = set()
    remark = ""
    for symbol in (symbol for side in sides for symbol in subscripts(side.surface)):
        meaning = scope.find(symbol)
        name = spelling(symbol) if meaning is not None else scope.resembling(symbol)
        if name is not None:
            wanted |= scope.names[name].variables
            if meaning is None:
                remark = f"the subscript `{spelling(symbol)}` of d is read as `{name}`"
    if wanted or not pairs:
        return tuple(sorted(wanted)), remark
    head = pairs[0][0].typed
    for part in (choice.typed for pair in pairs for choice in pair):
        if part != head:
            wanted |= set().union(*map(scope.variables, under_d(part)))
    return tuple(sorted(wanted or set().union(*map(scope.variables, under_d(head))))), ""
