"""Words as the text of an SVG picture, which is XML."""

from __future__ import annotations

import html
import re

# what XML has no place for, and what would turn the direction of a text round
UNPRINTABLE = re.compile(
    "[^\t\n\r\\x20-\\ud7ff\\ue000-\\ufffd\U00010000-\U0010ffff]|[\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)


def text(words: str) -> str:
    return html.escape(UNPRINTABLE.sub("?", " ".join(words.split())))
