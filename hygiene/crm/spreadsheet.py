"""Cells that a spreadsheet would run as a formula, made safe in files for people, and restored on reading.

A dangerous cell gets an apostrophe in front (OWASP, "CSV Injection"). So does one that already has apostrophes before
something dangerous, which makes the way back exact.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm.arrow import to_arrow, to_numpy, to_series
from schemas.columns import TEXT

Change = Callable[[pa.LargeStringArray], pa.LargeStringArray]

ESCAPE: Final = "'"

# A sign may stand before a phone number or a plain number: digits and their separators reach no cell and no function.
_NUMBER: Final = r"[+-][\d ().,/-]*\d[\d ().,/-]*(?: *(?:ext\.?|x) *\d+)?$"
# Tab, carriage return and line feed start a cell anew in some programs; full-width signs count in East Asian ones.
_DANGEROUS: Final = r"'*[ \x{00A0}]*[=@+\t\r\n\x{FF1D}\x{FF20}\x{FF0B}\x{FF0D}-]"
_ESCAPE: Final = pa.scalar(ESCAPE, pa.large_string())
_NOTHING: Final = pa.scalar("", pa.large_string())
_FIRST: Final = pa.array([*"=@+-\t\r\n' \u00a0\uff1d\uff20\uff0b\uff0d"], pa.large_string())


def neutralise(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with dangerous cells of its `TEXT` columns made safe."""
    return _each_text_column(frame, _neutralised)


def restore(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it was before `neutralise`."""
    return _each_text_column(frame, _restored)


def _each_text_column(
    frame: pd.DataFrame, change: Callable[[pa.LargeStringArray], pa.LargeStringArray]
) -> pd.DataFrame:
    texts = [name for name in frame.columns if frame[name].dtype == TEXT]
    changed = {name: to_series(change(to_arrow(frame[name]))).set_axis(frame.index) for name in texts}
    return frame.assign(**changed)


def _neutralised(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    return _where(cells, _DANGEROUS, lambda risky: pc.binary_join_element_wise(_ESCAPE, risky, _NOTHING))


def _restored(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    return _where(cells, ESCAPE + _DANGEROUS, lambda escaped: pc.utf8_slice_codeunits(escaped, 1))


def _where(cells: pa.LargeStringArray, begin: str, change: Change) -> pa.LargeStringArray:
    """Changes the cells that begin so and are no number. Few cells have such a first character: it is asked first."""
    candidates = np.flatnonzero(to_numpy(pc.fill_null(pc.is_in(pc.utf8_slice_codeunits(cells, 0, 1), _FIRST), False)))
    if not len(candidates):
        return cells
    texts = cells.take(pa.array(candidates))
    plain = pc.match_substring_regex(texts, f"^{ESCAPE}*{_NUMBER}")
    risky = pc.and_not(pc.match_substring_regex(texts, f"^{begin}"), plain)
    changed = np.zeros(len(cells), dtype=bool)
    changed[candidates[to_numpy(risky)]] = True
    return pc.replace_with_mask(cells, pa.array(changed), change(texts.filter(risky)))
