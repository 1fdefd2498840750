"""Gradients of traces."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, magnus
from derive import diag, diagonal, exp, hadamard, identity, inverse, kron, log, matrix, partial, sizes, tr, vector

n, m, p, q = sizes("n m p q")
X, Y = matrix("X", n, m), matrix("Y", n, n)
A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n)
F, G, H = matrix("F", m, n), matrix("G", p, n), matrix("H", m, p)
L, R, T = matrix("L", p, n), matrix("R", m, q), matrix("T", p, q)
P, U = matrix("P", m, m), matrix("U", m, q)
S, V = matrix("S", n, n), matrix("V", n, n)
N = matrix("N", m, m)
x = vector("x", n)
form = inverse(X.T * S * X)
shifted = inverse(N + X.T * S * X)
both, all_three = {S: "symmetric", V: "symmetric"}, {S: "symmetric", V: "symmetric", N: "symmetric"}
residual = L * X * R + T

ROWS = (
    Row("trace", cookbook(100), partial(tr(Y), Y), identity(n), Y),
    Row("factor on the right", cookbook(101), partial(tr(Y * A), Y), A.T, A),
    Row("factors on both sides", cookbook(102), partial(tr(A * Y * B), Y), A.T * B.T, B.T * A.T),
    Row("transposed between factors", cookbook(103), partial(tr(A * Y.T * B), Y), B * A, A * B),
    Row("transposed on the left", cookbook(104), partial(tr(Y.T * A), Y), A, A.T),
    Row("transposed on the right", cookbook(105), partial(tr(A * Y.T), Y), A, A.T),
    Row("trace of a Kronecker product", cookbook(106), partial(tr(kron(P, Y)), Y), tr(P) * identity(n), identity(n)),
    Row("trace of a square", cookbook(107), partial(tr(Y**2), Y), 2 * Y.T, 2 * Y),
    Row("square times a constant", cookbook(108), partial(tr(Y**2 * B), Y), (Y * B + B * Y).T, 2 * (Y * B).T),
    Row("quadratic from the left", cookbook(109), partial(tr(X.T * B * X), X), B * X + B.T * X, 2 * B * X),
    Row("quadratic, constant in front", cookbook(110), partial(tr(B * X * X.T), X), B * X + B.T * X, 2 * B.T * X),
    Row("quadratic, constant behind", cookbook(111), partial(tr(X * X.T * B), X), B * X + B.T * X, B * X),
    Row("quadratic from the right", cookbook(112), partial(tr(X * P * X.T), X), X * P.T + X * P, 2 * X * P),
    Row("Gram matrix, constant in front", cookbook(113), partial(tr(P * X.T * X), X), X * P.T + X * P, 2 * X * P.T),
    Row("Gram matrix, constant behind", cookbook(114), partial(tr(X.T * X * P), X), X * P.T + X * P, X * (P.T - P)),
    Row(
        "twice without a transpose",
        cookbook(115),
        partial(tr(A * Y * B * Y), Y),
        A.T * Y.T * B.T + B.T * Y.T * A.T,
        2 * A.T * Y.T * B.T,
    ),
    Row("squared norm", cookbook(116), partial(tr(X.T * X), X), 2 * X, X),
    Row("squared norm, the other way", cookbook(116), partial(tr(X * X.T), X), 2 * X, -2 * X),
    Row(
        "quadratic with two factors",
        cookbook(117),
        partial(tr(U.T * X.T * C * X * U), X),
        C.T * X * U * U.T + C * X * U * U.T,
        2 * C * X * U * U.T,
    ),
    Row(
        "quadratic with different sides",
        cookbook(118),
        partial(tr(X.T * B * X * P), X),
        B * X * P + B.T * X * P.T,
        B * X * P.T + B.T * X * P,
    ),
    Row(
        "quadratic between factors",
        cookbook(119),
        partial(tr(A * X * P * X.T * C), X),
        A.T * C.T * X * P.T + C * A * X * P,
        C * A * X * P.T + A.T * C.T * X * P,
    ),
    Row(
        "squared norm of an affine map",
        cookbook(120),
        partial(tr(residual * residual.T), X),
        2 * L.T * residual * R.T,
        2 * L.T * (L * X * R - T) * R.T,
    ),
    Row("trace of a Kronecker square", cookbook(121), partial(tr(kron(Y, Y)), Y), 2 * tr(Y) * identity(n), 2 * Y),
    Row("trace of a cube", cookbook(122), partial(tr(Y**3), Y), 3 * (Y**2).T, 3 * Y**2),
    Row("trace of a fifth power", cookbook(122), partial(tr(Y**5), Y), 5 * (Y**4).T, 5 * (Y**5).T),
    Row(
        "cube times a constant",
        cookbook(123),
        partial(tr(A * Y**3), Y),
        (A * Y**2).T + (Y * A * Y).T + (Y**2 * A).T,
        3 * (A * Y**2).T,
    ),
    Row(
        "quartic",
        cookbook(124),
        partial(tr(U.T * X.T * C * X * X.T * C * X * U), X),
        C * X * X.T * C * X * U * U.T
        + C.T * X * U * U.T * X.T * C.T * X
        + C * X * U * U.T * X.T * C * X
        + C.T * X * X.T * C.T * X * U * U.T,
        2 * C * X * X.T * C * X * U * U.T + 2 * C * X * U * U.T * X.T * C * X,
    ),
    Row(
        "inverse between factors",
        cookbook(125),
        partial(tr(A * inverse(Y) * B), Y),
        -(inverse(Y) * B * A * inverse(Y)).T,
        -(inverse(Y) * A * B * inverse(Y)).T,
    ),
    Row(
        "inverse of a quadratic",
        cookbook(126),
        partial(tr(form * P), X),
        -S * X * form * (P + P.T) * form,
        S * X * form * (P + P.T) * form,
        {S: "symmetric"},
    ),
    Row(
        "generalized trace ratio",
        cookbook(127),
        partial(tr(form * (X.T * V * X)), X),
        -2 * S * X * form * X.T * V * X * form + 2 * V * X * form,
        2 * S * X * form * X.T * V * X * form + 2 * V * X * form,
        both,
    ),
    Row(
        "shifted trace ratio",
        cookbook(128),
        partial(tr(shifted * (X.T * V * X)), X),
        -2 * S * X * shifted * X.T * V * X * shifted + 2 * V * X * shifted,
        -2 * S * X * shifted * X.T * V * X * shifted + V * X * shifted,
        all_three,
    ),
    Row(
        "product of traces", magnus(9), partial(tr(A * Y) * tr(B * Y), Y), tr(B * Y) * A.T + tr(A * Y) * B.T, A.T * B.T
    ),
    Row("square of a trace", magnus(9), partial(tr(A * Y) * tr(A * Y), Y), 2 * tr(A * Y) * A.T, 2 * tr(A * Y) * A),
    Row("logarithm of a squared norm", magnus(9), partial(log(tr(X.T * X)), X), 2 * X / tr(X.T * X), 2 * X),
    Row("exponential of a trace", magnus(9), partial(exp(tr(A * Y)), Y), exp(tr(A * Y)) * A.T, A.T),
    Row("rectangular factors", magnus(9), partial(tr(G.T * H.T * F), H), F * G.T, (F * G.T + F * G.T)),
    Row("diagonal matrix inside a trace", magnus(9), partial(tr(diag(x) * A), x), diagonal(A), A * x),
    Row(
        "quadratic in a diagonal matrix",
        magnus(9),
        partial(tr(A * diag(x) * B * diag(x)), x),
        hadamard(A, B.T) * x + hadamard(A.T, B) * x,
        2 * hadamard(A, B) * x,
    ),
    Row(
        "Hadamard square inside a trace", magnus(9), partial(tr(A.T * hadamard(Y, Y)), Y), 2 * hadamard(A, Y), 2 * A * Y
    ),
    Row(
        "trace of a Gram matrix squared", magnus(9), partial(tr(X.T * X * X.T * X), X), 4 * X * X.T * X, 2 * X * X.T * X
    ),
)
