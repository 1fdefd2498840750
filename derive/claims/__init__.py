"""Documents in, typed claims out."""

from derive.claims.draft import Draft, read_document
from derive.claims.found import Stated

__all__ = ["Draft", "Stated", "read_document"]
