"""Verdicts: proved by the kernel, refuted by an exact witness, undecided, or ill-formed."""
