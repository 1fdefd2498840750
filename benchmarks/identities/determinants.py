"""Determinants and their gradients."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, horn, magnus
from derive import det, diag, exp, identity, inverse, log, logdet, matrix, partial, scalar, sizes, sqrt, tr, vector

n, m, p = sizes("n m p")
A, B, X, S = matrix("A", n, n), matrix("B", n, n), matrix("X", n, n), matrix("S", n, n)
F, G, N = matrix("F", n, m), matrix("G", m, n), matrix("N", m, m)
L, R, T = matrix("L", p, n), matrix("R", m, p), matrix("T", p, p)
Z = matrix("Z", n, m)
a, u, v = scalar("a"), vector("u", n), vector("v", n)
two, three = matrix("W", 2, 2), matrix("V", 3, 3)
Id = identity(n)
inv = inverse(X)
gram = Z.T * S * Z
skewed = Z.T * A * Z
inner = L * Z * R + T

ROWS = (
    Row("determinant of a transpose", cookbook(20), det(A.T), det(A), -det(A)),
    Row("determinant of a product", cookbook(21), det(A * B), det(A) * det(B), det(A) + det(B)),
    Row("determinant of an inverse", cookbook(22), det(inverse(A)), 1 / det(A), det(A)),
    Row("determinant of a power", cookbook(23), det(A**3), det(A) ** 3, 3 * det(A)),
    Row("rank-one update of the identity", cookbook(24), det(Id + u * v.T), 1 + u.T * v, 1 - u.T * v),
    Row("identity plus a 2 × 2 matrix", cookbook(25), det(identity(2) + two), 1 + det(two) + tr(two), 1 + det(two)),
    Row(
        "identity plus a 3 × 3 matrix",
        cookbook(26),
        det(identity(3) + three),
        1 + det(three) + tr(three) + (tr(three) * tr(three) - tr(three * three)) / 2,
        1 + det(three) + tr(three),
    ),
    Row("determinant of the identity", horn(0), det(Id), 1 + 0 * a, 0 * a),
    Row("similar matrices", horn(1), det(inverse(A) * B * A), det(B), det(A)),
    Row("determinant of a Gram matrix", horn(0), det(A.T * A), det(A) * det(A), det(A)),
    Row(
        "matrix determinant lemma",
        horn(0),
        det(A + u * v.T),
        det(A) * (1 + v.T * inverse(A) * u),
        det(A) + v.T * inverse(A) * u,
    ),
    Row(
        "Sylvester's determinant identity",
        horn(1),
        det(Id + F * G),
        det(identity(m) + G * F),
        det(identity(m) + G * F) + 1,
    ),
    Row("adjoint", cookbook(151), A * (det(A) * inverse(A)), det(A) * Id, Id),
    Row("log-determinant of an inverse", horn(0), logdet(inverse(A)), -logdet(A), logdet(A)),
    Row("log-determinant of a square", horn(0), logdet(A * A.T), log(det(A) * det(A)), log(det(A) + det(A))),
    Row("gradient of a determinant", cookbook(49), partial(det(X), X), det(X) * inv.T, det(X) * inv),
    Row("rows of the adjoint", cookbook(50), partial(det(X), X) * X.T, det(X) * Id, det(X) * X),
    Row(
        "determinant of a product, by a factor",
        cookbook(51),
        partial(det(A * X * B), X),
        det(A * X * B) * inv.T,
        det(A * X * B) * A.T * inv.T * B.T,
    ),
    Row(
        "square form, square matrix",
        cookbook(52),
        partial(det(X.T * A * X), X),
        2 * det(X.T * A * X) * inv.T,
        det(X.T * A * X) * inv.T,
    ),
    Row(
        "square form, symmetric",
        cookbook(53),
        partial(det(gram), Z),
        2 * det(gram) * S * Z * inverse(gram),
        det(gram) * S * Z * inverse(gram),
        {S: "symmetric"},
    ),
    Row(
        "square form",
        cookbook(54),
        partial(det(skewed), Z),
        det(skewed) * (A * Z * inverse(skewed) + A.T * Z * inverse(Z.T * A.T * Z)),
        2 * det(skewed) * A * Z * inverse(skewed),
    ),
    Row(
        "log-determinant of a Gram matrix",
        cookbook(55),
        partial(logdet(Z.T * Z), Z),
        2 * Z * inverse(Z.T * Z),
        Z * inverse(Z.T * Z),
    ),
    Row("log-determinant", cookbook(57), partial(logdet(X), X), inv.T, inv),
    Row(
        "determinant of a squared matrix",
        cookbook(58),
        partial(det(X**2), X),
        2 * det(X**2) * inv.T,
        2 * det(X) * inv.T,
    ),
    Row(
        "determinant of a cubed matrix",
        cookbook(58),
        partial(det(X**3), X),
        3 * det(X**3) * inv.T,
        3 * det(X**2) * inv.T,
    ),
    Row(
        "determinant of an inverse, by the matrix",
        cookbook(62),
        partial(det(inv), X),
        -det(inv) * inv.T,
        det(inv) * inv.T,
    ),
    Row("reciprocal of a determinant", magnus(9), partial(1 / det(X), X), -inv.T / det(X), inv.T / det(X)),
    Row(
        "square of a determinant",
        magnus(9),
        partial(det(X) * det(X), X),
        2 * det(X) * det(X) * inv.T,
        2 * det(X) * inv.T,
    ),
    Row("logarithm of a squared determinant", magnus(9), partial(log(det(X) * det(X)), X), 2 * inv.T, inv.T),
    Row("root of a determinant", magnus(9), partial(sqrt(det(X)), X), sqrt(det(X)) * inv.T / 2, sqrt(det(X)) * inv.T),
    Row(
        "log-determinant of an affine map",
        magnus(9),
        partial(logdet(inner), Z),
        L.T * inverse(inner).T * R.T,
        L.T * inverse(inner) * R.T,
    ),
    Row(
        "log-determinant of a quadratic form",
        magnus(9),
        partial(logdet(gram), Z),
        2 * S * Z * inverse(gram),
        2 * Z * inverse(gram),
        {S: "symmetric"},
    ),
    Row(
        "regularized log-determinant",
        magnus(9),
        partial(logdet(identity(m) + Z.T * Z), Z),
        2 * Z * inverse(identity(m) + Z.T * Z),
        2 * Z * inverse(Z.T * Z),
    ),
    Row(
        "determinant times a trace",
        magnus(9),
        partial(det(X) * tr(A * X), X),
        det(X) * (tr(A * X) * inv.T + A.T),
        det(X) * (tr(A * X) * inv.T - A.T),
    ),
    Row(
        "determinant by a scalar",
        cookbook(46),
        partial(det(X + a * A), a),
        det(X + a * A) * tr(inverse(X + a * A) * A),
        tr(inverse(X + a * A) * A),
    ),
    Row(
        "log-determinant by a scalar",
        cookbook(43),
        partial(logdet(X + a * Id), a),
        tr(inverse(X + a * Id)),
        1 / tr(X + a * Id),
    ),
    Row("exponential of a log-determinant", horn(0), exp(logdet(X)), det(X), -det(X)),
    Row("log-determinant with a diagonal matrix", magnus(9), partial(logdet(diag(u) * X), X), inv.T, (diag(u) * inv).T),
)
