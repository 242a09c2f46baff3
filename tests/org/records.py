"""One record's create, update, delete, each with the org's checks; the API modules all go through here."""

from collections.abc import Mapping

from tests.org import recycle_bin, validation
from tests.org.errors import OrgError
from tests.org.state import State
from tests.org.values import id18

_DEFAULT_OWNER = "0055e00000000AAAAA"


def create(state: State, name: str, values: Mapping[str, object]) -> str:
    store = state.store
    described = store.object(name)
    described.need("create")
    checked = validation.checked(described, values, insert=True)
    if state.settings["source_rule"]:
        validation.source_rule(described.name, checked, None)
    record_id, now = store.new_id(described.name), store.tick()
    stamps = {"CreatedDate": now, "LastModifiedDate": now, "SystemModstamp": now}
    defaults = {"OwnerId": _DEFAULT_OWNER, "CreatedById": _DEFAULT_OWNER}
    defaults = {n: id18(v[:15]) for n, v in defaults.items() if n in described.fields}
    store.put(described.name, defaults | checked | stamps | {"Id": record_id})
    _automate(state, described.name, record_id)
    return record_id


def update(state: State, name: str, record_id: str, values: Mapping[str, object], *, sanctioned: bool = False) -> None:
    """`sanctioned` writes past the source rule, as a lead conversion may."""
    store = state.store
    described = store.object(name)
    described.need("update")
    record_id = id18(record_id)
    state.faults.row(record_id)
    before = store.live(described.name, record_id)
    if before.get("IsConverted"):
        raise OrgError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
    checked = validation.checked(described, values, insert=False)
    if state.settings["source_rule"] and not sanctioned:
        validation.source_rule(described.name, checked, before)
    store.set(described.name, record_id, checked)
    _automate(state, described.name, record_id)


def delete(state: State, name: str, record_id: str, *, hard: bool = False) -> None:
    store = state.store
    described = store.object(name)
    described.need("delete")
    record_id = id18(record_id)
    state.faults.row(record_id)
    if hard and not state.settings["hard_delete"]:
        raise OrgError("INSUFFICIENT_ACCESS_OR_READONLY", "Bulk API Hard Delete permission is needed")
    before = store.raw(described.name, record_id)
    if hard and before is not None:
        recycle_bin.forget(store, described.name, record_id)
        return
    store.live(described.name, record_id)
    recycle_bin.drop(store, described.name, record_id)


def _automate(state: State, name: str, record_id: str) -> None:
    """The org's own automation, where the admin switched some on: `{"Lead": {"Status": "Raw"}}`."""
    change = state.settings["automation"].get(name)
    if change:
        fields = state.store.object(name)
        state.store.set(name, record_id, {fields.find(n).name: v for n, v in change.items()})
