"""What a client can read of the user's permissions and of lead statuses: `UserPermissionAccess`, `LeadStatus`."""

from tests.org.store import Store
from tests.org.values import id18

CONVERTED_STATUSES = ("Accepted", "Closed - Converted", "Converted", "Qualified")
_OTHER_STATUSES = ("Inquiry", "MQL", "Raw")
PERMISSIONS = {"convert_leads": "PermissionsConvertLeads", "hard_delete": "PermissionsBulkApiHardDelete"}
"""Setting of the org -> field."""


def publish(store: Store, settings: dict) -> None:
    """Writes both anew, by the settings; nothing else can write them."""
    for name in ("UserPermissionAccess", "LeadStatus"):
        store.db.execute(f'DELETE FROM "{name}"')
    flags = {field: int(settings[setting]) for setting, field in PERMISSIONS.items()}
    store.put("UserPermissionAccess", {"Id": id18("10y9Z0000000001"), "IsDeleted": 0, **flags})
    for number, label in enumerate((*CONVERTED_STATUSES, *_OTHER_STATUSES)):
        values = {"MasterLabel": label, "IsConverted": int(label in CONVERTED_STATUSES), "IsDeleted": 0}
        store.put("LeadStatus", {"Id": id18(f"01J9Z000000000{number}"), **values})
