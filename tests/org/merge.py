"""SOAP merge: one master, at most two losers, each request its own transaction."""

from tests.org import records, recycle_bin
from tests.org.errors import OrgError
from tests.org.state import State
from tests.org.values import id18

_MERGEABLE = {"Lead", "Contact", "Account"}
_ONE_EACH = {"CampaignMember": "CampaignId"}


def merge(state: State, name: str, master: str, values: dict, losers: list[str]) -> dict:
    """The master's values win, blanks too; children move to it; losers go to the bin with `MasterRecordId`."""
    store = state.store
    name, master, losers = store.object(name).name, id18(master), [id18(i) for i in losers]
    _check(state, name, master, losers)
    moved: list[str] = []
    for loser in losers:
        moved += _move_children(state, name, loser, master)
    if values:
        records.update(state, name, master, values)
    else:
        store.set(name, master, {})
    for loser in losers:
        recycle_bin.drop(store, name, loser, master)
    return {"id": master, "mergedRecordIds": losers, "success": True, "updatedRelatedIds": moved}


def _check(state: State, name: str, master: str, losers: list[str]) -> None:
    store = state.store
    if name not in _MERGEABLE or not 1 <= len(losers) <= 2 or len({master, *losers}) != len(losers) + 1:
        raise OrgError("INVALID_MERGE_RECORD", "a merge has one master and one or two other records of its type")
    store.object(name).need("delete")
    for record_id in (master, *losers):
        if store.object_of(record_id) != name:
            raise OrgError("INVALID_MERGE_RECORD", f"{record_id} is no {name}")
        state.faults.row(record_id)
        row = store.live(name, record_id)
        if row.get("IsConverted"):
            raise OrgError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")


def _move_children(state: State, name: str, loser: str, master: str) -> list[str]:
    store, moved = state.store, []
    for child, column in recycle_bin.references_to(store, name):
        for child_id in store.children(child, column, loser):
            if _already_there(state, child, column, child_id, master):
                recycle_bin.forget(store, child, child_id)
            else:
                store.set(child, child_id, {column: master if child_id != master else None})
                moved.append(child_id)
    return moved


def _already_there(state: State, child: str, column: str, child_id: str, master: str) -> bool:
    """A person is a member of a campaign once: the loser's membership falls away where the master has one."""
    key = _ONE_EACH.get(child)
    if key is None:
        return False
    sql = f'SELECT 1 FROM "{child}" WHERE "{column}" = ? AND "{key}" = ? AND "IsDeleted" = 0'
    same = state.store.raw(child, child_id)[key]
    return state.store.db.execute(sql, (master, same)).fetchone() is not None
