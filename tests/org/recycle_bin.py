"""The recycle bin: what goes in with a record, what comes back, what is gone for good."""

from collections.abc import Iterator

from tests.org.errors import OrgError
from tests.org.store import Store
from tests.org.values import id18

LOOKUPS_ONLY = {"bizible2__Bizible_Person__c"}
"""Objects whose reference is merely cleared when the parent goes; the others go with it."""


def references_to(store: Store, parent: str) -> Iterator[tuple[str, str]]:
    """Each child object and its column that points to an object, conversion and merge marks aside."""
    for name, described in store.objects.items():
        for field in described.fields.values():
            if parent in field.references and not field.name.startswith(("Converted", "MasterRecord")):
                yield name, field.name


def drop(store: Store, name: str, record_id: str, master: str | None = None) -> None:
    """Into the bin; `master` is set for a merge's loser, whose children have moved on already."""
    for child, column in references_to(store, name):
        for child_id in store.children(child, column, record_id):
            if child in LOOKUPS_ONLY or child == name:
                store.set(child, child_id, {column: None})
            else:
                store.set(child, child_id, {"IsDeleted": 1, "_with": record_id})
    store.set(name, record_id, {"IsDeleted": 1, "MasterRecordId": master})


def restore(store: Store, record_id: str) -> str:
    """Out of the bin, with the children that were deleted with it; a merge's loser comes without any."""
    record_id = id18(record_id)
    name = store.object_of(record_id)
    _needs_binned(store, name, record_id, "UNDELETE_FAILED")
    store.set(name, record_id, {"IsDeleted": 0, "MasterRecordId": None, "_with": None})
    for child, _ in list(references_to(store, name)):
        binned = store.db.execute(f'SELECT "Id" FROM "{child}" WHERE "_with" = ?', (record_id,)).fetchall()
        for (child_id,) in binned:
            store.set(child, child_id, {"IsDeleted": 0, "_with": None})
    return record_id


def purge(store: Store, record_id: str) -> str:
    """Out of the bin for good."""
    record_id = id18(record_id)
    name = store.object_of(record_id)
    _needs_binned(store, name, record_id, "INVALID_ID_FIELD")
    forget(store, name, record_id)
    return record_id


def _needs_binned(store: Store, name: str, record_id: str, code: str) -> None:
    row = store.raw(name, record_id)
    if row is None or not row["IsDeleted"]:
        raise OrgError(code, "Entity is not in the recycle bin")


def forget(store: Store, name: str, record_id: str) -> None:
    """A record and what goes with it no longer exist, in the bin or anywhere."""
    for child, column in references_to(store, name):
        if child in LOOKUPS_ONLY or child == name:
            store.db.execute(f'UPDATE "{child}" SET "{column}" = NULL WHERE "{column}" = ?', (record_id,))
        else:
            store.db.execute(f'DELETE FROM "{child}" WHERE "{column}" = ?', (record_id,))
    store.remove(name, record_id)
