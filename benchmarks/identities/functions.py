"""Functions entry by entry."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, goodfellow, handbook, magnus
from derive import (
    absolute,
    cos,
    exp,
    function,
    hadamard,
    leaky_relu,
    log,
    matrix,
    maximum,
    minimum,
    ones,
    partial,
    relu,
    scalar,
    sigmoid,
    sign,
    sin,
    sizes,
    softplus,
    sqrt,
    square,
    step,
    tanh,
    total,
    vector,
)

n, m = sizes("n m")
X, Y, A = matrix("X", n, m), matrix("Y", n, m), matrix("A", n, n)
x, a, b, w = vector("x", n), scalar("a"), scalar("b"), vector("w", m)
g, h = function("g"), function("h")
S, T = sigmoid(X), tanh(X)
cosh, sinh = (exp(a) + exp(-a)) / 2, (exp(a) - exp(-a)) / 2
mish = tanh(softplus(a))
J = ones(n, m)

ROWS = (
    Row("sigmoid", bishop("(4.88)"), partial(total(S), X), hadamard(S, 1 - S), 1 - S),
    Row("sigmoid of minus", bishop("(4.60)"), sigmoid(-X), 1 - S, S),
    Row("logit", bishop("(4.61)"), log(S / (1 - S)), X, -X),
    Row("hyperbolic tangent", goodfellow(6), partial(total(T), X), 1 - hadamard(T, T), 1 - T),
    Row("hyperbolic tangent by the sigmoid", goodfellow(6), T, 2 * sigmoid(2 * X) - 1, 2 * S - 1),
    Row("softplus", goodfellow(3), partial(total(softplus(X)), X), S, 1 - S),
    Row("softplus and its reflection", goodfellow(3), softplus(X) - softplus(-X), X, -X),
    Row("logarithm of the sigmoid", goodfellow(3), log(S), -softplus(-X), -softplus(X)),
    Row("gradient of the logarithm of the sigmoid", goodfellow(3), partial(total(log(S)), X), 1 - S, S),
    Row("rectifier", goodfellow(6), partial(total(relu(X)), X), step(X), relu(X)),
    Row(
        "leaky rectifier",
        goodfellow(6),
        partial(total(leaky_relu(X, a)), X),
        a + (1 - a) * step(X),
        1 + (1 - a) * step(X),
    ),
    Row("rectifier and its reflection", goodfellow(6), relu(X) - relu(-X), X, relu(X) + relu(-X)),
    Row("absolute value by rectifiers", goodfellow(6), relu(X) + relu(-X), absolute(X), X),
    Row("absolute value", handbook(3), partial(total(absolute(X)), X), sign(X), absolute(X)),
    Row("larger and smaller, summed", handbook(3), maximum(X, Y) + minimum(X, Y), X + Y, X - Y),
    Row("larger minus smaller", handbook(3), maximum(X, Y) - minimum(X, Y), absolute(X - Y), X - Y),
    Row("square", magnus(9), partial(total(square(X)), X), 2 * X, X),
    Row("exponential", handbook(4), partial(total(exp(X)), X), exp(X), hadamard(X, exp(X))),
    Row("logarithm", handbook(4), partial(total(log(X)), X), J / X, X),
    Row("root", handbook(3), partial(total(sqrt(X)), X), J / (2 * sqrt(X)), J / sqrt(X)),
    Row("sine", handbook(4), partial(total(sin(X)), X), cos(X), -cos(X)),
    Row("cosine", handbook(4), partial(total(cos(X)), X), -sin(X), sin(X)),
    Row("circle", handbook(4), square(sin(X)) + square(cos(X)), J, 2 * J),
    Row("double angle", handbook(4), sin(2 * a), 2 * sin(a) * cos(a), 2 * sin(a)),
    Row("sine of a sum", handbook(4), sin(a + b), sin(a) * cos(b) + cos(a) * sin(b), sin(a) + sin(b)),
    Row(
        "cosine of a sum", handbook(4), cos(a + b), cos(a) * cos(b) - sin(a) * sin(b), cos(a) * cos(b) + sin(a) * sin(b)
    ),
    Row("hyperbola", handbook(4), cosh * cosh - sinh * sinh, 1 + 0 * a, 0 * a),
    Row("hyperbolic tangent by exponentials", handbook(4), tanh(a), sinh / cosh, cosh / sinh),
    Row(
        "hyperbolic tangent of a sum",
        handbook(4),
        tanh(a + b),
        (tanh(a) + tanh(b)) / (1 + tanh(a) * tanh(b)),
        tanh(a) + tanh(b),
    ),
    Row("hyperbolic tangent of a double", handbook(4), tanh(2 * a), 2 * tanh(a) / (1 + tanh(a) * tanh(a)), 2 * tanh(a)),
    Row("exponential of a sum", handbook(4), exp(X + Y), hadamard(exp(X), exp(Y)), exp(X) + exp(Y)),
    Row(
        "logarithm of a product",
        handbook(4),
        log(hadamard(X, Y)),
        log(X) + log(Y),
        hadamard(log(X), log(Y)),
        {X: "positive", Y: "positive"},
    ),
    Row("logarithm of a power", handbook(4), log(a**3), 3 * log(a), log(a) ** 3, {a: "positive"}),
    Row(
        "root of a product",
        handbook(3),
        sqrt(a * b),
        sqrt(a) * sqrt(b),
        sqrt(a) + sqrt(b),
        {a: "positive", b: "positive"},
    ),
    Row("root of a square", handbook(3), sqrt(a * a), absolute(a), a),
    Row("sign times absolute value", handbook(3), hadamard(sign(X), absolute(X)), X, absolute(X)),
    Row(
        "product rule",
        handbook(3),
        partial(g(a) * h(a), a),
        g.prime(a) * h(a) + g(a) * h.prime(a),
        g.prime(a) * h.prime(a),
    ),
    Row(
        "quotient rule",
        handbook(3),
        partial(g(a) / h(a), a),
        (g.prime(a) * h(a) - g(a) * h.prime(a)) / (h(a) * h(a)),
        (g.prime(a) * h(a) + g(a) * h.prime(a)) / (h(a) * h(a)),
    ),
    Row("chain rule", handbook(3), partial(g(h(a)), a), g.prime(h(a)) * h.prime(a), g.prime(a) * h.prime(a)),
    Row(
        "layer with any function", goodfellow(6), partial(total(g(A * x)), x), A.T * g.prime(A * x), A * g.prime(A * x)
    ),
    Row(
        "swish",
        goodfellow(6),
        partial(a * sigmoid(a), a),
        sigmoid(a) + a * sigmoid(a) * (1 - sigmoid(a)),
        sigmoid(a) * (1 - sigmoid(a)),
    ),
    Row(
        "mish",
        goodfellow(6),
        partial(a * mish, a),
        mish + a * sigmoid(a) * (1 - mish * mish),
        mish + a * (1 - mish * mish),
    ),
    Row("logarithm of the hyperbolic cosine", handbook(4), partial(log(cosh), a), tanh(a), 1 / cosh),
    Row("difference of two squares", handbook(3), (a * a - b * b) / (a - b), a + b, a - b),
    Row("partial fractions", handbook(3), 1 / (a * (a + 1)), 1 / a - 1 / (a + 1), 1 / a + 1 / (a + 1)),
)
