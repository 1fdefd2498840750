"""The likelihood of one label, and the loss that is minus its logarithm.

P = a^y (1 - a)^(1 - y),   l = -(y log a + (1 - y) log(1 - a)),   a = yhat, y being 0 or 1
"""

from __future__ import annotations

from derive.core.symbols import define, exp, log, scalar
from derive.models.model import Model

y, a = scalar("y"), scalar("yhat")
P = define("P", exp(y * log(a)) * exp((1 - y) * log(1 - a)))
l = define("l", -(y * log(a) + (1 - y) * log(1 - a)))  # noqa: E741

MODEL = Model(
    name="likelihood",
    title="The likelihood of a label",
    given=(y,),
    learn=(a,),
    definitions=(P, l),
    loss=l,
    also={"dP": (P, a)},
    where={y: "entries 0 or 1"},
)
