"""Inverses: exact relations and derivatives."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, golub, horn, magnus
from derive import identity, inverse, kron, matrix, partial, scalar, sizes, tr, vector

n, m = sizes("n m")
A, B, C, X = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n), matrix("X", n, n)
U, V, M, N = matrix("U", n, m), matrix("V", m, n), matrix("M", m, m), matrix("N", m, m)
P, R, S = matrix("P", n, n), matrix("R", m, m), matrix("S", n, n)
a, b, x, mu, c = vector("a", n), vector("b", n), vector("x", n), vector("mu", n), scalar("c")
Id, J = identity(n), identity(m)
Ai, Bi, Xi, Mi = inverse(A), inverse(B), inverse(X), inverse(M)
Xit = inverse(X).T
gain = P * V.T * inverse(V * P * V.T + R)
left = Id - gain * V
skew = A - A.T

ROWS = (
    Row("inverse of a product", cookbook(1), inverse(A * B), Bi * Ai, Ai * Bi),
    Row("inverse of three factors", cookbook(2), inverse(A * B * C), inverse(C) * Bi * Ai, Ai * Bi * inverse(C)),
    Row("inverse of a transpose", cookbook(3), inverse(A.T), Ai.T, Ai),
    Row("definition of the inverse", cookbook(145), A * Ai, Id, A),
    Row("definition from the left", cookbook(145), Ai * A, Id, Ai),
    Row("inverse of an inverse", horn(0), inverse(Ai), A, Ai),
    Row("inverse of a multiple", horn(0), inverse(c * A), Ai / c, c * Ai),
    Row("inverse of a power", horn(0), inverse(A**3), Ai**3, 3 * Ai),
    Row("power with a negative exponent", horn(0), A**-2 * A**3, A, Ai),
    Row(
        "Woodbury, symmetric",
        cookbook(156),
        inverse(A + U * M * U.T),
        Ai - Ai * U * inverse(Mi + U.T * Ai * U) * U.T * Ai,
        Ai - Ai * U * inverse(M + U.T * Ai * U) * U.T * Ai,
    ),
    Row(
        "Woodbury",
        cookbook(157),
        inverse(A + U * M * V),
        Ai - Ai * U * inverse(Mi + V * Ai * U) * V * Ai,
        Ai + Ai * U * inverse(Mi + V * Ai * U) * V * Ai,
    ),
    Row(
        "two forms of the gain",
        cookbook(158),
        inverse(inverse(P) + V.T * inverse(R) * V) * V.T * inverse(R),
        P * V.T * inverse(V * P * V.T + R),
        P * V.T * inverse(V * P * V.T - R),
    ),
    Row(
        "Kailath",
        cookbook(159),
        inverse(A + U * V),
        Ai - Ai * U * inverse(J + V * Ai * U) * V * Ai,
        Ai - Ai * U * V * Ai,
    ),
    Row(
        "Sherman and Morrison",
        cookbook(160),
        inverse(A + a * b.T),
        Ai - Ai * a * b.T * Ai / (1 + b.T * Ai * a),
        Ai - Ai * a * b.T * Ai / (1 + a.T * Ai * b),
    ),
    Row("Searle, one", cookbook(161), inverse(Id + Ai), A * inverse(A + Id), inverse(A + Id)),
    Row(
        "Searle, two",
        cookbook(162),
        inverse(A + U * U.T) * U,
        Ai * U * inverse(J + U.T * Ai * U),
        Ai * U * inverse(J - U.T * Ai * U),
    ),
    Row("Searle, three", cookbook(163), inverse(Ai + Bi), A * inverse(A + B) * B, inverse(A + B)),
    Row("Searle, three, the other way", cookbook(163), inverse(Ai + Bi), B * inverse(A + B) * A, A + B),
    Row(
        "Searle, four",
        cookbook(164),
        A - A * inverse(A + B) * A,
        B - B * inverse(A + B) * B,
        A - B * inverse(A + B) * B,
    ),
    Row("Searle, five", cookbook(165), Ai + Bi, Ai * (A + B) * Bi, Bi * (A - B) * Ai),
    Row(
        "Searle, six",
        cookbook(166),
        inverse(Id + U * V),
        Id - U * inverse(J + V * U) * V,
        Id + U * inverse(J + V * U) * V,
    ),
    Row("Searle, seven", cookbook(167), inverse(Id + U * V) * U, U * inverse(J + V * U), U * inverse(J - V * U)),
    Row("push-through", golub(2), U * inverse(c * J + V * U), inverse(c * Id + U * V) * U, inverse(Id + c * U * V) * U),
    Row("first resolvent identity", horn(0), Ai - Bi, Ai * (B - A) * Bi, Ai * (A - B) * Bi),
    Row("resolvents of one matrix", horn(0), inverse(A - c * Id) * (A - c * Id), Id, A - c * Id),
    Row("one step of Neumann's series", horn(5), inverse(Id - A), Id + A * inverse(Id - A), Id - A * inverse(Id - A)),
    Row(
        "two steps of Neumann's series",
        horn(5),
        inverse(Id - A),
        Id + A + A**2 * inverse(Id - A),
        Id + A + A * inverse(Id - A),
    ),
    Row("complementary inverses", horn(0), inverse(Id + A) + inverse(Id + Ai), Id, 2 * Id),
    Row("a matrix commutes with its resolvent", horn(0), A * inverse(Id + A), inverse(Id + A) * A, inverse(Id + A)),
    Row(
        "Cayley transform commutes",
        horn(2),
        (Id - A) * inverse(Id + A),
        inverse(Id + A) * (Id - A),
        inverse(Id + A) * (Id + A),
    ),
    Row(
        "Cayley transform of a skew matrix",
        horn(2),
        ((Id - skew) * inverse(Id + skew)).T * (Id - skew) * inverse(Id + skew),
        Id,
        Id - skew,
    ),
    Row("Hua's identity", horn(0), A - inverse(Ai + inverse(Bi - A)), A * B * A, A * B),
    Row(
        "Joseph's form of the Kalman update",
        golub(6),
        left * P * left.T + gain * R * gain.T,
        left * P,
        left * P * left.T,
        {P: "symmetric", R: "symmetric"},
    ),
    Row("inverse of a symmetric matrix", horn(4), inverse(S).T, inverse(S), -inverse(S), {S: "symmetric"}),
    Row("inverse of a Kronecker product", cookbook(512), inverse(kron(A, M)), kron(Ai, Mi), kron(inverse(A.T), Mi)),
    Row(
        "bilinear form of an inverse", cookbook(61), partial(a.T * Xi * b, X), -Xit * a * b.T * Xit, Xit * a * b.T * Xit
    ),
    Row("trace with an inverse", cookbook(63), partial(tr(A * Xi * B), X), -(Xi * B * A * Xi).T, -(Xi * A * B * Xi).T),
    Row(
        "trace of a shifted inverse",
        cookbook(64),
        partial(tr(inverse(X + A)), X),
        -(inverse(X + A) * inverse(X + A)).T,
        -inverse(X + A) * inverse(X + A),
    ),
    Row(
        "gradient through an inverse",
        cookbook(65),
        partial(tr(A.T * Xi) + tr(B.T * Xi), X),
        -Xit * (A + B) * Xit,
        Xit * (A + B) * Xit,
    ),
    Row("trace of an inverse", magnus(9), partial(tr(Xi), X), -(Xi * Xi).T, -(Xi * Xi)),
    Row("trace of an inverse square", magnus(9), partial(tr(Xi * Xi), X), -2 * (Xi**3).T, -2 * (Xi**2).T),
    Row(
        "trace of a quotient",
        magnus(9),
        partial(tr(Xi * A * X), X),
        (Xi * A - Xi * A * X * Xi).T,
        (Xi * A + Xi * A * X * Xi).T,
    ),
    Row("quadratic form of an inverse", magnus(9), partial(x.T * Ai * x, x), (Ai + Ai.T) * x, 2 * Ai * x),
    Row(
        "Mahalanobis distance by the mean",
        cookbook(86),
        partial((x - mu).T * inverse(S) * (x - mu), mu),
        -2 * inverse(S) * (x - mu),
        2 * inverse(S) * (x - mu),
        {S: "symmetric"},
    ),
    Row(
        "Mahalanobis distance by the matrix",
        cookbook(61),
        partial((x - mu).T * Xi * (x - mu), X),
        -Xit * (x - mu) * (x - mu).T * Xit,
        -Xi * (x - mu) * (x - mu).T * Xi,
    ),
    Row(
        "resolvent by its parameter",
        magnus(8),
        partial(tr(B * inverse(A + c * Id)), c),
        -tr(inverse(A + c * Id) * B * inverse(A + c * Id)),
        tr(inverse(A + c * Id) * B * inverse(A + c * Id)),
    ),
    Row("squared norm of a solution", magnus(9), partial((Xi * b).T * (Xi * b), b), 2 * Xit * Xi * b, 2 * Xi * Xit * b),
)
