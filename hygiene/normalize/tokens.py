"""The words of many texts as integer codes, so that dropping, replacing and joining words is array work."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize.distinct import LARGE, Codes, Flags

Mask = Flags
"""One boolean for each token."""


@dataclass(frozen=True)
class Tokens:
    """Ragged words: text i has the codes `codes[offsets[i]:offsets[i + 1]]` into `vocabulary`.

    offsets: int64, one more than there are texts. codes: int64. vocabulary: words by code.
    """

    offsets: Codes
    codes: Codes
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def counts(self) -> Codes:
        """Number of words of each text."""
        return np.diff(self.offsets)

    @property
    def text(self) -> Codes:
        """The text that each token belongs to."""
        return np.repeat(np.arange(len(self)), self.counts)

    @property
    def position(self) -> Codes:
        """0 for the first word of its text, 1 for the second."""
        return np.arange(len(self.codes)) - self.offsets[:-1][self.text]

    def is_in(self, words: Container[str]) -> Mask:
        """Which tokens are one of the words."""
        known = [code for code, word in enumerate(self.vocabulary) if word in words]
        member = np.zeros(len(self.vocabulary), bool)
        member[known] = True
        return member[self.codes]

    def keep(self, mask: Mask) -> "Tokens":
        """Only the tokens where the mask is true."""
        if mask.all():
            return self
        kept = np.concatenate([[0], np.cumsum(mask)])
        return replace(self, offsets=kept[self.offsets], codes=self.codes[mask])

    def drop_unless_all(self, mask: Mask) -> "Tokens":
        """Without the masked tokens, except in texts that would be left with none."""
        remaining = np.bincount(self.text[~mask], minlength=len(self))
        return self.keep(~mask | (remaining == 0)[self.text])

    def mapped(self, change: Callable[[str], str]) -> "Tokens":
        """Every word replaced by `change(word)`, which is called once for each distinct word."""
        changed = [change(word) for word in self.vocabulary]
        vocabulary = tuple(dict.fromkeys(changed))
        new_code = {word: code for code, word in enumerate(vocabulary)}
        recode = np.fromiter((new_code[word] for word in changed), np.int64, len(changed))
        return replace(self, codes=recode[self.codes], vocabulary=vocabulary)

    def leading(self, mask: Mask) -> Mask:
        """Of the masked tokens those that only masked tokens of their text precede."""
        misses = np.concatenate([[0], np.cumsum(~mask)])
        found: Mask = mask & (misses[:-1] == misses[self.offsets[:-1][self.text]])
        return found

    def trailing(self, mask: Mask) -> Mask:
        """Of the masked tokens those that only masked tokens of their text follow."""
        misses = np.concatenate([[0], np.cumsum(~mask)])
        found: Mask = mask & (misses[1:] == misses[self.offsets[1:][self.text]])
        return found

    def any_in_text(self, mask: Mask) -> Flags:
        """For each text: is one of its tokens masked?"""
        return np.bincount(self.text[mask], minlength=len(self)) > 0

    def sorted(self) -> "Tokens":
        """The words of each text in alphabetical order."""
        rank = np.empty(len(self.vocabulary), np.int64)
        rank[sorted(range(len(self.vocabulary)), key=self.vocabulary.__getitem__)] = np.arange(len(self.vocabulary))
        return replace(self, codes=self.codes[np.lexsort((rank[self.codes], self.text))])

    def joined(self, separator: str = " ") -> pa.Array:
        """The words as texts again; null for a text without words."""
        words = pa.array(self.vocabulary, LARGE).take(pa.array(self.codes))
        lists = pa.LargeListArray.from_arrays(pa.array(self.offsets), words)
        texts = pc.binary_join(lists, pa.scalar(separator, LARGE))
        return pc.if_else(pa.array(self.counts == 0), pa.scalar(None, LARGE), texts)

    def first(self) -> pa.Array:
        """The first word of each text, null for none."""
        return self.keep(self.position == 0).joined()


def split(texts: pa.Array) -> Tokens:
    """Words of texts that are parted by single blanks; null and empty texts have none."""
    filled = pc.fill_null(texts, "")
    lists = pc.split_pattern(filled, " ")
    encoded = lists.values.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    vocabulary = tuple(encoded.dictionary.to_pylist())
    tokens = Tokens(lists.offsets.to_numpy().astype(np.int64), codes, vocabulary)
    return tokens.keep(~tokens.is_in({""}))


def concatenated(left: Tokens, right: Tokens) -> Tokens:
    """The words of the left text followed by those of the right, text by text."""
    vocabulary = tuple(dict.fromkeys(left.vocabulary + right.vocabulary))
    code = {word: position for position, word in enumerate(vocabulary)}
    recode = np.fromiter((code[word] for word in right.vocabulary), np.int64, len(right.vocabulary))
    order = np.argsort(np.concatenate([left.text, right.text]), kind="stable")
    codes = np.concatenate([left.codes, recode[right.codes]])[order]
    return Tokens(left.offsets + right.offsets, codes, vocabulary)
