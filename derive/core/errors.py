"""Errors that an author of a formula can cause: one class each, one sentence, the author's own symbols."""

from __future__ import annotations


class DeriveError(Exception):
    """Something that was written cannot be used; the message is one sentence."""


class IllTyped(DeriveError):
    """The shapes or names of an expression do not fit together."""

    defect = "shape"


class OutOfBounds(IllTyped):
    """An index goes further than there are places."""

    defect = "bounds"


class NoRule(DeriveError):
    """An operation stands where no rule is known for it; never read as zero or as false."""


class Unreadable(DeriveError):
    """An object, a name or a file that is not part of the language."""


class OutOfBudget(DeriveError):
    """The work allowed for one claim is used up; never read as false."""


class InternalError(Exception):
    """Two independent parts of the program contradict each other: a defect of ours."""
