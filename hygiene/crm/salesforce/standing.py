"""How records of the org stand now, for whoever verifies an apply (see `hygiene.apply.verifying.Standing`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hygiene.crm.salesforce.reading import Reader
from hygiene.images import content_of
from schemas.columns import TEXT, fields_of

_MERGEABLE: Final = frozenset({"Lead", "Contact", "Account"})


@dataclass(frozen=True)
class OrgRecords:
    """Records read by id."""

    reader: Reader

    def images(self, records: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        rows = [
            (name, record, content_of(values))
            for name, ids in records.items()
            for record, values in self.reader.values(name, ids, fields_of(name)).items()
        ]
        return _table(rows, "object", "record_id", "content")

    def fates(self, records: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        rows = []
        for name, ids in records.items():
            asked = ["IsDeleted", *(["MasterRecordId"] if name in _MERGEABLE else [])]
            asked += ["IsConverted", "ConvertedContactId"] if name == "Lead" else []
            for record, found in self.reader.fates(name, ids, asked).items():
                rows.append((name, record, *_fate(found)))
        return _table(rows, "object", "record_id", "fate", "into_id")

    def parents(self, children: pd.DataFrame) -> pd.DataFrame:
        rows = []
        for (name, field), group in children.groupby(["object", "field"]):
            for record, values in self.reader.values(str(name), group["record_id"], [str(field)]).items():
                rows.append((str(name), record, str(field), values.get(str(field))))
        return _table(rows, "object", "record_id", "field", "parent_id")


def _fate(found: Mapping[str, Any]) -> tuple[str, str | None]:
    if found["IsDeleted"]:
        return "bin", found.get("MasterRecordId")
    return ("converted", found["ConvertedContactId"]) if found.get("IsConverted") else ("there", None)


def _table(rows: Sequence[tuple[str | None, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), dtype=TEXT)
