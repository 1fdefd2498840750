"""Least squares, projections and reflections."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, cookbook, golub, horn
from derive import identity, inverse, jacobian_matrix, matrix, norm, ones, partial, scalar, sizes, tr, vector, zeros

n, m = sizes("n m")
X, W, y = matrix("X", n, m), matrix("W", n, n), vector("y", n)
v, a, lam, beta = vector("v", n), vector("a", n), scalar("lam"), vector("beta", m)
Id, J = identity(n), identity(m)
gram = inverse(X.T * X)
plus = gram * X.T
P = X * plus
M = Id - P
fit = plus * y
ridge = inverse(X.T * X + lam * J)
reflection = Id - 2 * v * v.T / (v.T * v)
line = v * v.T / (v.T * v)
weighted = inverse(X.T * W * X) * X.T * W
rank = {X: "full column rank"}
r = X * beta - y

ROWS = (
    Row("projection is idempotent", golub(2), P * P, P, Id, rank),
    Row("projection is symmetric", golub(2), P.T, P, -P, rank),
    Row("projection keeps its range", golub(2), P * X, X, 2 * X, rank),
    Row("annihilator", golub(5), M * X, zeros(n, m), X, rank),
    Row("annihilator is idempotent", golub(5), M * M, M, P, rank),
    Row("projection and annihilator", golub(5), P * M, 0 * Id, Id, rank),
    Row("trace of a projection", bishop("3.1"), tr(P), m + 0 * lam, n + 0 * lam, rank),
    Row("pseudo-inverse from the left", cookbook("3.6"), plus * X, J, 2 * J, rank),
    Row("Penrose, one", cookbook("3.6"), X * plus * X, X, 2 * X, rank),
    Row("Penrose, two", cookbook("3.6"), plus * X * plus, plus, 2 * plus, rank),
    Row("Penrose, three", cookbook("3.6"), (X * plus).T, X * plus, Id, rank),
    Row("Penrose, four", cookbook("3.6"), (plus * X).T, plus * X, 2 * J, rank),
    Row("normal equations", bishop("(3.15)"), X.T * (y - X * fit), zeros(m), X.T * y, rank),
    Row("gradient vanishes at the solution", golub(5), X.T * X * fit, X.T * y, -X.T * y, rank),
    Row("Pythagoras", golub(5), y.T * y, (P * y).T * (P * y) + (M * y).T * (M * y), (P * y).T * (P * y), rank),
    Row("residual sum of squares", golub(5), (y - X * fit).T * (y - X * fit), y.T * M * y, y.T * P * y, rank),
    Row("covariance of the estimate", bishop("3.1"), plus * plus.T, gram, gram * gram, rank),
    Row("sensitivity of the estimate", golub(5), jacobian_matrix(fit, y), plus, plus * P * 2, rank),
    Row("least squares", golub(5), partial(r.T * r, beta), 2 * X.T * r, 2 * X.T * (X * beta + y)),
    Row(
        "ridge, two forms", golub(6), ridge * X.T, X.T * inverse(X * X.T + lam * Id), X.T * inverse(X * X.T - lam * Id)
    ),
    Row("ridge normal equations", bishop("(3.28)"), (X.T * X + lam * J) * (ridge * X.T * y), X.T * y, lam * X.T * y),
    Row(
        "ridge path", golub(6), jacobian_matrix(ridge * X.T * y, lam), -ridge * ridge * X.T * y, ridge * ridge * X.T * y
    ),
    Row("weighted least squares", golub(6), weighted * X, J, 2 * J),
    Row("oblique projection", golub(6), (X * weighted) * (X * weighted), X * weighted, X * weighted + Id),
    Row("weighted normal equations", golub(6), X.T * W * (y - X * weighted * y), zeros(m), X.T * W * y),
    Row(
        "generalized least squares",
        golub(6),
        partial(r.T * W * r, beta),
        2 * X.T * W * r,
        X.T * W * r,
        {W: "symmetric"},
    ),
    Row("reflection is orthogonal", golub(5), reflection.T * reflection, Id, reflection),
    Row("reflection of its vector", golub(5), reflection * v, -v, v),
    Row("reflection is an involution", golub(5), reflection * reflection, Id, -Id),
    Row("projection onto a line", golub(2), line * line, line, Id),
    Row("projection onto a line keeps it", golub(2), line * v, v, (v.T * v) * v),
    Row("trace of a projection onto a line", golub(2), tr(line), 1 + 0 * lam, n + 0 * lam),
    Row("residual of a projection onto a line", golub(2), v.T * (y - line * y), 0 * lam, v.T * y),
    Row(
        "mean by projection",
        golub(2),
        ones(n) * ones(1, n) * y / n,
        ones(n) * inverse(ones(1, n) * ones(n)) * ones(1, n) * y,
        ones(n) * ones(1, n) * y,
    ),
    Row(
        "orthogonal invariance of least squares",
        golub(5),
        norm(W * (X * beta - y)) ** 2,
        r.T * r,
        2 * r.T * r,
        {W: "orthogonal"},
    ),
    Row(
        "rotation of a projection",
        horn(2),
        (W * line * W.T) * (W * line * W.T),
        W * line * W.T,
        W * line * W,
        {W: "orthogonal"},
    ),
)
