"""Where records are kept as they were before a write."""

from typing import Protocol

import pandas as pd


class BeforeImages(Protocol):
    """Keeps before-images, durable on return; where it raises, nothing may be written to the records.

    images: `object`, `record_id`, `content` (see `hygiene.images.content_of`), and `into_id` of a record that goes into
    another one (TEXT).
    """

    def keep(self, images: pd.DataFrame) -> None: ...


class MemoryImages:
    """Before-images in memory: for tests and demos."""

    def __init__(self) -> None:
        self.tables: list[pd.DataFrame] = []

    def keep(self, images: pd.DataFrame) -> None:
        self.tables.append(images)
