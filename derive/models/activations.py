"""Activations of a number z, and their slopes.

σ(z), tanh z, max(0, z), max(0.01 z, z), log(1 + e^z), ELU, z σ(z), z Φ(z)
"""

from __future__ import annotations

from derive.core.symbols import define, exp, log, relu, scalar, sigmoid, tanh
from derive.models.model import Model
from derive.ops.activations import elu, gelu, silu
from derive.ops.real_functions import maximum

z = scalar("z")
s = define("s", sigmoid(z))
t = define("t", tanh(z))
r = define("r", relu(z))
l = define("l", maximum(z / 100, z))  # noqa: E741
p = define("p", log(1 + exp(z)))
v = define("v", elu(z))
u = define("u", silu(z))
q = define("q", gelu(z))

MODEL = Model(
    name="activations",
    title="Activations and their slopes",
    given=(),
    learn=(z,),
    definitions=(s, t, r, l, p, v, u, q),
    also={f"d{name.name}": (name, z) for name in (s, t, r, l, p, v, u, q)},
)
