r"""Two names for one thing: where \hat y and a are both σ(z) and L is written with a, ∂L/∂\hat y is ∂L/∂a."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.claims.dimension import Known
from derive.claims.typed import Typed, build, leaf
from derive.core.errors import DeriveError
from derive.core.op import Node, walk
from derive.core.text import text
from derive.normal.session import Session

TAKEN = ("partial", "jacobian")


def renamed(session: Session, part: Typed, known: Known, remark: Callable[[str], None]) -> Typed:
    """The same, each derivative by a name that does not occur taken by the one that does and has its definition."""
    args = tuple(renamed(session, arg, known, remark) for arg in part.args)
    if part.kind in TAKEN and args[1].kind == "leaf":
        variable = session.read(args[1].data.expr)
        try:
            other = _occurring(variable, session.read(build(args[0], known)))
        except DeriveError:
            other = None
        if other is not None:
            remark(f"`{text(variable)}` and `{text(other)}` are two names of one thing")
            args = (args[0], leaf(session.build(other), args[1].rows, args[1].cols))
    return replace(part, args=args)


def _occurring(variable: Node, of: Node) -> Node | None:
    """The one name in an expression that stands for the same as this name, which does not occur."""
    if variable.op.name != "symbol" or not variable.args:
        return None
    names = [node for node in walk([of]) if node.op.name == "symbol"]
    same = [node for node in names if node.args == variable.args or node in variable.args]
    return same[0] if len(same) == 1 and variable not in names else None
