"""Work on each distinct value once, then give every row its value's answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import TEXT

ArrowColumns = Mapping[str, pa.Array]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
LARGE = pa.large_string()
# pandas' stubs leave out the arrow side of its dtypes.
_FLAG: Any = pd.BooleanDtype()
_TEXT: Any = TEXT


@dataclass(frozen=True)
class Distinct:
    """The distinct values of a column and where each row's value stands among them.

    texts: distinct non-missing texts, in order of first appearance. codes: position in `texts`, -1 for missing.
    """

    texts: pa.Array
    codes: Codes

    def take(self, answers: pa.Array) -> pa.Array:
        """The answer of each row's value; null where the row had none."""
        return answers.take(pa.array(self.codes, mask=self.codes < 0))


def distinct(texts: pa.Array) -> Distinct:
    """Factorise an arrow text array."""
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Distinct(encoded.dictionary, codes.astype(np.int64))


def to_arrow(values: pd.Series) -> pa.Array:
    """A text series as one arrow array of large strings; every kind of missing becomes null."""
    texts = values if values.dtype == TEXT else values.astype(TEXT)
    array = pa.array(texts.array, type=LARGE)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def to_frame(columns: ArrowColumns, index: pd.Index) -> pd.DataFrame:
    """Arrow columns as a frame: text as `TEXT`; flags as `boolean` with False for missing."""
    return pd.DataFrame({name: to_pandas(array) for name, array in columns.items()}, copy=False).set_axis(index)


def per_distinct(values: pd.Series, build: Callable[[pa.Array], ArrowColumns]) -> pd.DataFrame:
    """Apply `build` to the distinct values of a text series and align its columns with the series.

    Args:
        values: texts with any index.
        build: takes an arrow array without nulls, gives named arrow arrays of the same length.
    """
    found = distinct(to_arrow(values))
    return to_frame({name: found.take(array) for name, array in build(found.texts).items()}, values.index)


def to_pandas(array: pa.Array) -> Any:
    """An arrow column as a pandas array: text as `TEXT`; flags as `boolean` with False for missing."""
    if pa.types.is_boolean(array.type):
        return _FLAG.__from_arrow__(pc.fill_null(array, False))
    return _TEXT.__from_arrow__(array.cast(LARGE))
