"""Gradients of linear forms, quadratic forms and their quotients."""

from __future__ import annotations

from benchmarks.identities.row import Row, boyd, cookbook, magnus
from derive import matrix, ones, partial, scalar, sizes, total, tr, vector

n, m, p, q = sizes("n m p q")
X, Q = matrix("X", n, m), matrix("Q", n, n)
A, B, D = matrix("A", n, n), matrix("B", n, n), matrix("D", n, n)
F, G, K = matrix("F", p, n), matrix("G", p, q), matrix("K", q, n)
f, k = vector("f", p), vector("k", q)
W, M = matrix("W", n, n), matrix("M", n, m)
a, b, x = vector("a", n), vector("b", n), vector("x", n)
s, c, e = vector("s", m), vector("c", m), vector("e", m)
t = scalar("t")
ratio = x.T * A.T * A * x / (x.T * B.T * B * x)
symmetric = {W: "symmetric"}
r = x - M * s
rho = x.T * W * x / (x.T * x)

ROWS = (
    Row("linear form", cookbook(69), partial(x.T * a, x), a, x),
    Row("linear form, the other way", cookbook(69), partial(a.T * x, x), a, 2 * a),
    Row("bilinear form by its matrix", cookbook(70), partial(a.T * Q * b, Q), a * b.T, b * a.T),
    Row("bilinear form by a transposed matrix", cookbook(71), partial(a.T * Q.T * b, Q), b * a.T, a * b.T),
    Row("quadratic form by its matrix", cookbook(72), partial(a.T * Q * a, Q), a * a.T, 2 * a * a.T),
    Row(
        "square of the sum of all entries",
        cookbook(76),
        partial(total(X) * total(X), X),
        2 * total(X) * ones(n, m),
        2 * X,
    ),
    Row("Gram form", cookbook(77), partial(c.T * X.T * X * e, X), X * (c * e.T + e * c.T), 2 * X * c * e.T),
    Row(
        "product of affine forms",
        cookbook(78),
        partial((F * x + f).T * G * (K * x + k), x),
        F.T * G * (K * x + k) + K.T * G.T * (F * x + f),
        F.T * G * (K * x + k),
    ),
    Row("quadratic form", cookbook(81), partial(x.T * B * x, x), (B + B.T) * x, 2 * B * x),
    Row(
        "weighted Gram form",
        cookbook(82),
        partial(c.T * X.T * D * X * e, X),
        D.T * X * c * e.T + D * X * e * c.T,
        D * X * c * e.T + D.T * X * e * c.T,
    ),
    Row(
        "quadratic form of an affine form",
        cookbook(83),
        partial((X * c + a).T * D * (X * c + a), X),
        (D + D.T) * (X * c + a) * c.T,
        2 * D * (X * c + a) * c.T,
    ),
    Row(
        "weighted residual by the coefficients",
        cookbook(84),
        partial(r.T * W * r, s),
        -2 * M.T * W * r,
        2 * M.T * W * r,
        symmetric,
    ),
    Row(
        "weighted distance by the first point",
        cookbook(85),
        partial((x - a).T * W * (x - a), x),
        2 * W * (x - a),
        W * (x - a),
        symmetric,
    ),
    Row(
        "weighted distance by the second point",
        cookbook(86),
        partial((x - a).T * W * (x - a), a),
        -2 * W * (x - a),
        2 * W * (x - a),
        symmetric,
    ),
    Row("weighted residual by the data", cookbook(87), partial(r.T * W * r, x), 2 * W * r, 2 * W * x, symmetric),
    Row(
        "weighted residual by the matrix",
        cookbook(88),
        partial(r.T * W * r, M),
        -2 * W * r * s.T,
        2 * W * r * s.T,
        symmetric,
    ),
    Row("form of a square", cookbook(91), partial(a.T * Q**2 * b, Q), a * b.T * Q.T + Q.T * a * b.T, 2 * Q.T * a * b.T),
    Row(
        "form of a cube",
        cookbook(91),
        partial(a.T * Q**3 * b, Q),
        a * b.T * (Q**2).T + Q.T * a * b.T * Q.T + (Q**2).T * a * b.T,
        3 * (Q**2).T * a * b.T,
    ),
    Row(
        "form of squares",
        cookbook("2.4.3"),
        partial(a.T * (Q**2).T * Q**2 * b, Q),
        Q**2 * b * a.T * Q.T + Q.T * Q**2 * b * a.T + Q**2 * a * b.T * Q.T + Q.T * Q**2 * a * b.T,
        Q**2 * b * a.T * Q.T + Q.T * Q**2 * b * a.T,
    ),
    Row(
        "quotient of squared norms",
        cookbook("2.4.4"),
        partial(ratio, x),
        2 * A.T * A * x / (x.T * B.T * B * x)
        - 2 * (x.T * A.T * A * x) * B.T * B * x / ((x.T * B.T * B * x) * (x.T * B.T * B * x)),
        2 * A.T * A * x / (x.T * B.T * B * x) - 2 * (x.T * A.T * A * x) * B.T * B * x / (x.T * B.T * B * x),
    ),
    Row(
        "gradient of a quadratic function",
        cookbook(97),
        partial(x.T * A * x + b.T * x, x),
        (A + A.T) * x + b,
        (A + A.T) * x,
    ),
    Row(
        "Rayleigh quotient",
        magnus(9),
        partial(rho, x),
        2 * (W * x - rho * x) / (x.T * x),
        2 * (W * x + rho * x) / (x.T * x),
        symmetric,
    ),
    Row(
        "product of linear forms",
        magnus(9),
        partial((a.T * x) * (b.T * x), x),
        (a * b.T + b * a.T) * x,
        2 * a * b.T * x,
    ),
    Row(
        "cube of a linear form", magnus(9), partial((a.T * x) ** 3, x), 3 * (a.T * x) * (a.T * x) * a, 3 * (a.T * x) * a
    ),
    Row("fourth power of a norm", magnus(9), partial((x.T * x) * (x.T * x), x), 4 * (x.T * x) * x, 2 * (x.T * x) * x),
    Row("quadratic over linear", boyd("3.1"), partial((x.T * x) / t, x), 2 * x / t, 2 * x / (t * t)),
    Row(
        "quadratic over linear, by the denominator",
        boyd("3.1"),
        partial((x.T * x) / t, t),
        -(x.T * x) / (t * t),
        (x.T * x) / (t * t),
    ),
    Row(
        "quadratic function of convex optimization",
        boyd("A.4"),
        partial(x.T * W * x / 2 + b.T * x + t, x),
        W * x + b,
        2 * W * x + b,
        symmetric,
    ),
    Row("trace of an outer product form", magnus(9), partial(tr(x * x.T * A), x), (A + A.T) * x, (A - A.T) * x),
    Row(
        "linear form of a product of matrices",
        cookbook("2.4.1"),
        partial(a.T * A * Q * B * b, Q),
        A.T * a * b.T * B.T,
        A * a * b.T * B,
    ),
)
