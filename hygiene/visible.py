"""Text as a person can trust it on a screen: what cannot be seen, or turns what stands around it, is spelled out."""

import re
from typing import Final

_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""Control characters (a terminal obeys them), marks of direction, letters of no width; not the joiners of scripts."""


def visible(text: str) -> str:
    """The text with `[U+202E]` and the like in the place of what nobody would see."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
