"""The table of identities: each from the literature, at symbolic sizes, beside a false twin."""

from __future__ import annotations

from benchmarks.identities import (
    algebra,
    declared,
    determinants,
    differentials,
    forms,
    functions,
    hessians,
    inverses,
    jacobians,
    kronecker,
    losses,
    norms,
    projections,
    traces,
)
from benchmarks.identities.row import Row

SUBJECTS = {
    "algebra": algebra.ROWS,
    "differentials": differentials.ROWS,
    "linear and quadratic forms": forms.ROWS,
    "traces": traces.ROWS,
    "determinants": determinants.ROWS,
    "inverses": inverses.ROWS,
    "norms": norms.ROWS,
    "Kronecker products and vec": kronecker.ROWS,
    "Jacobians": jacobians.ROWS,
    "Hessians": hessians.ROWS,
    "functions entry by entry": functions.ROWS,
    "losses": losses.ROWS,
    "projections and least squares": projections.ROWS,
    "declared properties": declared.ROWS,
}
TABLE: tuple[tuple[str, Row], ...] = tuple((subject, row) for subject, rows in SUBJECTS.items() for row in rows)
