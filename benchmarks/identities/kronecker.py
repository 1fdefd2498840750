"""Kronecker products, vec and commutation matrices."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, horn, magnus
from derive import commutation, diag, hadamard, identity, kron, matrix, norm, scalar, sizes, tr, vec, vector

n, m, p, q = sizes("n m p q")
A, B, C, D = matrix("A", n, m), matrix("B", p, q), matrix("C", m, n), matrix("D", q, p)
E, F = matrix("E", n, m), matrix("F", p, q)
G, H = matrix("G", n, n), matrix("H", p, p)
X, Y = matrix("X", n, n), matrix("Y", n, n)
Z = matrix("Z", n, m)
a, b = scalar("a"), scalar("b")
x, y, u = vector("x", n), vector("y", p), vector("u", n)
Id = identity
K = commutation(n, n)
S = (kron(Id(n), Id(n)) + K) / 2

ROWS = (
    Row("sum on the right", cookbook(506), kron(A, B + F), kron(A, B) + kron(A, F), kron(A, B) + kron(E, F)),
    Row("sum on the left", magnus(2), kron(A + E, B), kron(A, B) + kron(E, B), kron(A, B) + kron(A, B)),
    Row("associativity", cookbook(508), kron(A, kron(B, C)), kron(kron(A, B), C), 2 * kron(A, B, C)),
    Row("multiples", cookbook(509), kron(a * A, b * B), a * b * kron(A, B), (a + b) * kron(A, B)),
    Row("transpose", cookbook(510), kron(A, B).T, kron(A.T, B.T), kron(C, D)),
    Row("mixed product", cookbook(511), kron(A, B) * kron(C, D), kron(A * C, B * D), kron(A * C, B * F.T)),
    Row("mixed product with identities", magnus(2), kron(G, Id(p)) * kron(Id(n), H), kron(G, H), kron(G.T, H)),
    Row(
        "factors commute past identities",
        magnus(2),
        kron(G, Id(p)) * kron(Id(n), H),
        kron(Id(n), H) * kron(G, Id(p)),
        kron(Id(n), H) * kron(G, H),
    ),
    Row("trace", cookbook(515), tr(kron(G, H)), tr(G) * tr(H), tr(G) + tr(H)),
    Row("vec of a product of three", cookbook(520), vec(G * X * Y), kron(Y.T, G) * vec(X), kron(Y, G) * vec(X)),
    Row("vec of a rectangular product", cookbook(520), vec(A * C * Z), kron(Z.T, A) * vec(C), kron(Z.T, E) * vec(C)),
    Row("wrong side of the product", cookbook(520), vec(G * X * Y.T), kron(Y, G) * vec(X), kron(G, Y) * vec(X)),
    Row("trace by vec", cookbook(521), tr(A.T * E), vec(A).T * vec(E), vec(A).T * vec(A)),
    Row("vec of a sum", cookbook(522), vec(A + E), vec(A) + vec(E), vec(A) - vec(E)),
    Row("vec of a multiple", cookbook(523), vec(a * A), a * vec(A), vec(A)),
    Row(
        "quadratic form by vec",
        cookbook(524),
        x.T * X * G * X.T * u,
        vec(X).T * kron(G.T, u * x.T) * vec(X),
        vec(X).T * kron(u * x.T, G) * vec(X),
    ),
    Row(
        "vec of a product of two, right factor", magnus(2), vec(X * Y), kron(Id(n), X) * vec(Y), kron(X, Id(n)) * vec(Y)
    ),
    Row(
        "vec of a product of two, left factor",
        magnus(2),
        vec(X * Y),
        kron(Y.T, Id(n)) * vec(X),
        kron(Y, Id(n)) * vec(X),
    ),
    Row("vec of an outer product", magnus(2), vec(x * u.T), kron(u, x), kron(x, u)),
    Row("outer product as a Kronecker product", magnus(2), kron(x, y.T), x * y.T, 2 * x * y.T),
    Row(
        "trace of four factors",
        magnus(2),
        tr(G * X * Y * X),
        vec(X.T).T * kron(Y.T, G) * vec(X),
        vec(X).T * kron(Y.T, G) * vec(X),
    ),
    Row("Kronecker product of products", magnus(2), kron(G, H) * kron(x, y), kron(G * x, H * y), kron(G * x, H.T * y)),
    Row(
        "Sylvester's equation",
        horn(2),
        vec(G * X + X * Y),
        (kron(Id(n), G) + kron(Y.T, Id(n))) * vec(X),
        (kron(Id(n), G) + kron(Y, Id(n))) * vec(X),
    ),
    Row(
        "Lyapunov's equation",
        horn(2),
        vec(G * X + X * G.T),
        (kron(Id(n), G) + kron(G, Id(n))) * vec(X),
        (kron(Id(n), G) + kron(G.T, Id(n))) * vec(X),
    ),
    Row(
        "Stein's equation",
        horn(2),
        vec(G * X * G.T - X),
        (kron(G, G) - kron(Id(n), Id(n))) * vec(X),
        (kron(G.T, G) - kron(Id(n), Id(n))) * vec(X),
    ),
    Row("commutation matrix", magnus(3), commutation(n, m) * vec(A), vec(A.T), 2 * vec(A.T)),
    Row("square commutation matrix", magnus(3), K * vec(X), vec(X.T), vec(X)),
    Row("transpose of a commutation matrix", magnus(3), commutation(n, m).T, commutation(m, n), -commutation(m, n)),
    Row(
        "inverse of a commutation matrix",
        magnus(3),
        commutation(m, n) * commutation(n, m),
        kron(Id(m), Id(n)),
        2 * kron(Id(m), Id(n)),
    ),
    Row(
        "commuted Kronecker product",
        magnus(3),
        commutation(p, n) * kron(G, H) * commutation(n, p),
        kron(H, G),
        kron(H.T, G),
    ),
    Row("commuting to the other side", magnus(3), K * kron(X, Y), kron(Y, X) * K, kron(X, Y) * K),
    Row(
        "commuted rectangular product",
        magnus(3),
        commutation(p, n) * kron(A, B),
        kron(B, A) * commutation(q, m),
        kron(F, A) * commutation(q, m),
    ),
    Row("trace with a commutation matrix", magnus(3), tr(K * kron(X.T, Y)), tr(X.T * Y), tr(X * Y)),
    Row("trace of a commutation matrix", magnus(3), tr(K), n + 0 * a, n * n + 0 * a),
    Row("symmetrizer is idempotent", magnus(3), S * S, S, K),
    Row("symmetrizer commutes", magnus(3), S * kron(X, X), kron(X, X) * S, kron(X, X)),
    Row("symmetrizer of vec", magnus(3), S * vec(X), vec(X + X.T) / 2, vec(X + X.T)),
    Row("vec of a Hadamard product", magnus(3), vec(hadamard(X, Y)), diag(vec(X)) * vec(Y), kron(X, Id(n)) * vec(Y)),
    Row(
        "Hadamard product of Kronecker products",
        magnus(3),
        hadamard(kron(A, B), kron(E, F)),
        kron(hadamard(A, E), hadamard(B, F)),
        kron(hadamard(A, A), hadamard(B, F)),
    ),
    Row("squared norm by vec", magnus(2), vec(A).T * vec(A), norm(A) ** 2, norm(A)),
    Row("Kronecker power", magnus(2), kron(G, G) * kron(X, X), kron(G * X, G * X), kron(X * G, G * X)),
    Row(
        "quadratic form of a Kronecker product",
        magnus(2),
        kron(x, y).T * kron(G, H) * kron(x, y),
        (x.T * G * x) * (y.T * H * y),
        (x.T * G * x) + (y.T * H * y),
    ),
)
