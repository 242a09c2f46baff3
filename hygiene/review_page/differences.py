"""Where two values differ within their text: by word, and by letter where two words are nearly the same."""

import re
from difflib import SequenceMatcher
from typing import Final

Part = tuple[str, bool]
"""A piece of a text, and whether it differs from the other one."""

_WORDS: Final = re.compile(r"\d+|[^\W\d_]+|[\W_]")
_NEAR: Final = 0.75
"""Below it, marks on letters would be confetti: the whole word is marked."""
_LONGEST: Final = 400


def parts_of(text: str, other: str) -> list[Part]:
    """The text in pieces, marked against the other; capitals and small letters count as the same."""
    if not text:
        return []
    if not other or max(len(text), len(other)) > _LONGEST:
        return [(text, text != other)]
    return _joined(_by_word(_WORDS.findall(text), _WORDS.findall(other)))


def _by_word(words: list[str], others: list[str]) -> list[Part]:
    matcher = SequenceMatcher(None, [word.lower() for word in words], [word.lower() for word in others], autojunk=False)
    pieces: list[Part] = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "replace" and end - start == other_end - other_start:
            pairs = zip(words[start:end], others[other_start:other_end], strict=True)
            pieces += [piece for word, other in pairs for piece in _by_letter(word, other)]
        else:
            pieces += [(word, tag != "equal") for word in words[start:end]]
    return pieces


def _by_letter(word: str, other: str) -> list[Part]:
    """Numbers are marked whole: a digit says nothing by itself."""
    matcher = SequenceMatcher(None, word.lower(), other.lower(), autojunk=False)
    # Some capitals grow when they are made small: then places would not be the same.
    if word.isdigit() or len(word.lower()) != len(word) or matcher.ratio() < _NEAR:
        return [(word, True)]
    return [(word[start:end], tag != "equal") for tag, start, end, _, _ in matcher.get_opcodes()]


def _joined(pieces: list[Part]) -> list[Part]:
    """Neighbours of one kind as one piece; a gap between two marked words is marked with them."""
    joined: list[Part] = []
    for at, (piece, differs) in enumerate(pieces):
        gap = piece.isspace() and 0 < at < len(pieces) - 1 and pieces[at - 1][1] and pieces[at + 1][1]
        if joined and joined[-1][1] == (differs or gap):
            joined[-1] = (joined[-1][0] + piece, differs or gap)
        elif piece:
            joined.append((piece, differs or gap))
    return joined
