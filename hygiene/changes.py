"""Rows of a plan, made from columns: the only way a rule writes a change, a finding or a verdict."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.ascending import distinct_ascending
from hygiene.normalize.distinct import LARGE, to_arrow, to_pandas
from schemas import outputs
from schemas.columns import TEXT
from schemas.values import to_text

_IDENTITY: Final = ("rule", "action", "object", "record_id", "field", "into_id")
_ID_BYTES: Final = 6
_WORD_BYTES: Final = 8

Texts = pd.Series | str | None
Digests = NDArray[np.uint8]


def updates(
    object_name: str, ids: pd.Series, field: Texts, old: pd.Series, new: Texts, reason: Texts,
    evidence: Texts = None, tier: Texts = "auto",
) -> pd.DataFrame:  # fmt: skip
    """One `update` row for each id: `field` from `old` to `new` (None or NA clears). All series share one index.

    `old` and `new` may have any known dtype; they are spelled as plan text.
    """
    new_text = to_text(new) if isinstance(new, pd.Series) else new
    return _rows("update", object_name, ids, tier, reason, evidence, field=field, old=to_text(old), new=new_text)


def merges(
    object_name: str, losers: pd.Series, masters: pd.Series, reason: Texts, evidence: Texts = None, tier: Texts = "auto"
) -> pd.DataFrame:
    """One `merge` row for each loser, into the master beside it."""
    return _rows("merge", object_name, losers, tier, reason, evidence, into_id=masters)


def conversions(
    leads: pd.Series, contacts: pd.Series, reason: Texts, evidence: Texts = None, tier: Texts = "auto"
) -> pd.DataFrame:
    """One `convert` row for each lead, into the existing contact beside it."""
    return _rows("convert", "Lead", leads, tier, reason, evidence, into_id=contacts)


def removals(
    action: str, object_name: str, ids: pd.Series, reason: Texts, evidence: Texts = None, tier: Texts = "auto"
) -> pd.DataFrame:
    """One `delete` (recycle bin), `erase` (for good) or `undelete` (out of the bin again) row for each id."""
    return _rows(action, object_name, ids, tier, reason, evidence)


def findings(object_name: str, ids: pd.Series, field: Texts, code: Texts, message: Texts) -> pd.DataFrame:
    """One finding for each id: a short `code` for counting and a `message` for reading."""
    if ids.empty:
        return outputs.empty("findings")
    columns = {"object": object_name, "record_id": ids, "field": field, "code": code, "message": message}
    return outputs.typed("findings", _frame(columns, ids))


def with_ids(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes with `change_id` set from what they do, so that the same change has the same id in every plan.

    The id is `c` and 12 hex digits of SHA-256 over rule, action, object, record, field and target; a change of the
    same cell by the same rule in a later round counts as another one.
    """
    parts = [to_arrow(changes[name].fillna("")) for name in _IDENTITY]
    joined = pc.binary_join_element_wise(*parts, pa.scalar("\x1f", LARGE))
    key = pd.Series(to_pandas(joined), index=changes.index, copy=False)
    digests = _digests(key)
    if _is_any_twice(digests):
        digests = _digests(_numbered(key))
    return changes.assign(change_id=pd.Series(to_pandas(_spelled(digests)), index=changes.index, copy=False))


def _numbered(key: pd.Series) -> pd.Series:
    """The keys, with a number for each further time that one comes."""
    again = key[key.duplicated(keep=False)]
    repeat = again.groupby(again).cumcount()
    further = repeat[repeat > 0]
    return key.where(~key.index.isin(further.index), key + "\x1f" + further.astype(TEXT)) if len(further) else key


def _digests(keys: pd.Series) -> Digests:
    """The first bytes of each key's SHA-256, a row for each."""
    texts = to_arrow(keys).cast(pa.large_binary()).to_pylist()
    digests = b"".join([sha256(text).digest()[:_ID_BYTES] for text in texts])
    return np.frombuffer(digests, np.uint8).reshape(len(keys), _ID_BYTES)


def _is_any_twice(digests: Digests) -> bool:
    """Whether two digests are equal: sorting numbers takes a tenth of hashing the texts of a million changes."""
    numbers = np.zeros((len(digests), _WORD_BYTES), dtype=np.uint8)
    numbers[:, :_ID_BYTES] = digests
    return len(distinct_ascending(numbers.view(np.uint64).ravel())) < len(digests)


def _spelled(digests: Digests) -> pa.Array:
    spelled = pa.py_buffer(digests.tobytes().hex().encode())
    digits = pa.FixedSizeBinaryArray.from_buffers(pa.binary(2 * _ID_BYTES), len(digests), [None, spelled])
    return pc.binary_join_element_wise(pa.scalar("c", LARGE), digits.cast(LARGE), pa.scalar("", LARGE))


def stack_changes(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All change rows below each other, typed, index from 0."""
    return outputs.stack("changes", frames)


def _rows(
    action: str, object_name: str, ids: pd.Series, tier: Texts, reason: Texts, evidence: Texts, **more: Texts
) -> pd.DataFrame:
    if ids.empty:
        return outputs.empty("changes")
    columns = dict.fromkeys(outputs.COLUMNS["changes"]) | {
        "action": action, "object": object_name, "record_id": ids,
        "tier": tier, "reason": reason, "evidence": evidence, **more,
    }  # fmt: skip
    return outputs.typed("changes", _frame(columns, ids))


def _frame(columns: dict[str, Texts], ids: pd.Series) -> pd.DataFrame:
    filled = {name: value if isinstance(value, pd.Series) else _constant(value, ids) for name, value in columns.items()}
    return pd.DataFrame(filled, index=ids.index).reset_index(drop=True)


def _constant(value: str | None, ids: pd.Series) -> pd.Series:
    return pd.Series(to_pandas(pa.repeat(pa.scalar(value, LARGE), len(ids))), index=ids.index, copy=False)
