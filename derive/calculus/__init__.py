"""Derivatives as people write them: derived in index form, proved by the kernel, raised to matrices."""
