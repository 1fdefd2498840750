"""Logistic regression, one sample.   L = -y log a - (1 - y) log(1 - a),   a = σ(z),   z = wᵀx + b."""

from __future__ import annotations

from derive.core.symbols import d, define, exp, log, partial, scalar, sigmoid, sizes, tr, vector
from derive.models.model import Model, noted

(n,) = sizes("n")
x, w, y, b = vector("x", n), vector("w", n), scalar("y"), scalar("b")
z = define("z", w.T * x + b)
a = define("a", sigmoid(z))
L = define("L", -y * log(a) - (1 - y) * log(1 - a))

s = 1 / (1 + exp(-z))
dL = -y * (d(w).T * x) - y * (w.T * d(x))
claim = noted("note 000")

MODEL = Model(
    name="logistic_regression_one_sample",
    title="Logistic regression, one sample",
    given=(x, y),
    learn=(w, b),
    definitions=(z, a, L),
    loss=L,
    sizes={"n": 4},
    claims=(
        claim(19, z, w.T * x + b, "definition"),
        claim(20, a, sigmoid(z), "definition"),
        claim(20, sigmoid(z), s, step=2),
        claim(24, L, -y * log(s) - (1 - y) * log(1 - s)),
        claim(25, -y * log(s) - (1 - y) * log(1 - s), y * log((1 - a) / a) - log(1 - a)),
        claim(26, y * log((1 - a) / a) - log(1 - a), y * log(exp(-z)) - log(1 / (1 + exp(z)))),
        claim(27, y * log(exp(-z)) - log(1 / (1 + exp(z))), y * -z + log(1 + exp(z))),
        claim(28, y * -z + log(1 + exp(z)), -y * (w.T * x + b) + log(1 + exp(w.T * x + b))),
        claim(
            31,
            d(L),
            dL - y * d(b) + d(log(1 + w.T * x + b)),
            "differential",
            varying=(x, w, b),
            expected="refuted",
        ),
        claim(
            32,
            d(L),
            dL + exp(w.T * x + b) / (1 + exp(w.T * x + b)) * d(w.T * x + b),
            "differential",
            varying=(x, w, b),
            expected="refuted",
        ),
        claim(34, d(L), tr(-y * d(w).T * x + a * d(w).T * x), "differential", varying=(w,)),
        claim(34, tr(-y * d(w).T * x + a * d(w).T * x), tr(x * (a - y) * d(w).T), "differential", step=2, varying=(w,)),
        claim(36, partial(L, w), x * (a - y), "gradient"),
        claim(38, d(L), tr(-y * d(b) + a * d(b)), "differential", varying=(b,)),
        claim(38, tr(-y * d(b) + a * d(b)), tr((a - y) * d(b)), "differential", step=2, varying=(b,)),
        claim(40, partial(L, b), a - y, "gradient"),
    ),
)
