"""A graph of computations, taken apart into single steps.   u = b c,   v = a + u,   J = 3 v."""

from __future__ import annotations

from derive.core.symbols import define, scalar
from derive.models.model import Model

a, b, c = scalar("a"), scalar("b"), scalar("c")
u = define("u", b * c)
v = define("v", a + u)
J = define("J", 3 * v)

MODEL = Model(
    name="computation_graph",
    title="A computation graph: u = b c, v = a + u, J = 3 v",
    given=(),
    learn=(a, b, c),
    definitions=(u, v, J),
    loss=J,
)
