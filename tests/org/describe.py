"""The objects and fields of the org: types, lengths, what may be set, and what the admin took away."""

from dataclasses import dataclass, field, replace

from schemas.columns import ID_PREFIXES, OBJECTS
from tests.org.errors import OrgError

_DATES = {"LastActivityDate", "First_Engagement_Date__c", "Last_Login_Date__c", "ActivityDate", "CloseDate"}
_DATES |= {"FirstRespondedDate", "ConvertedDate"}
_SYSTEM = {"Id", "CreatedDate", "CreatedById", "LastModifiedDate", "SystemModstamp", "IsDeleted", "MasterRecordId"}
_SYSTEM |= {"IsConverted", "ConvertedContactId", "ConvertedOpportunityId", "ConvertedAccountId", "ConvertedDate"}
_SYSTEM |= {"LastActivityDate", "IsClosed", "IsWon"}
_INSERT_ONLY = {"CampaignId", "LeadId", "ContactId", "OpportunityId"}
_LENGTHS = {"FirstName": 40, "LastName": 80, "Email": 80, "Title": 128, "City": 40, "State": 80, "PostalCode": 20}
_LENGTHS |= {"Phone": 40, "MobilePhone": 40, "HomePhone": 40, "OtherPhone": 40, "AssistantPhone": 40}
_REQUIRED = {
    "Lead": {"LastName", "Company"},
    "Contact": {"LastName"},
    "Account": {"Name"},
    "CampaignMember": {"CampaignId"},
    "OpportunityContactRole": {"ContactId", "OpportunityId"},
    "Opportunity": {"StageName", "CloseDate"},
    "Campaign": {"Name"},
    "User": {"Name"},
}
_REFERENCES = {
    "OwnerId": ("User", "Group"),
    "CreatedById": ("User",),
    "AccountId": ("Account",),
    "ParentId": ("Account",),
    "LeadId": ("Lead",),
    "ContactId": ("Contact",),
    "CampaignId": ("Campaign",),
    "OpportunityId": ("Opportunity",),
    "WhoId": ("Lead", "Contact"),
    "bizible2__Lead__c": ("Lead",),
    "bizible2__Contact__c": ("Contact",),
    "ConvertedContactId": ("Contact",),
    "ConvertedAccountId": ("Account",),
    "ConvertedOpportunityId": ("Opportunity",),
}
_EXTRA = {
    "Lead": (("ConvertedAccountId", "id"), ("ConvertedDate", "moment")),
    "Campaign": tuple((n, "text") for n in ("Name", "Type", "Status")),
    "LeadStatus": (("MasterLabel", "text"), ("IsConverted", "flag")),
    "UserPermissionAccess": (("PermissionsConvertLeads", "flag"), ("PermissionsBulkApiHardDelete", "flag")),
    "User": (("Name", "text"), ("Username", "text"), ("Email", "text"), ("IsActive", "flag")),
}
STAMPS = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
_STAMPS = (*((n, "moment") for n in STAMPS), ("IsDeleted", "flag"))
PREFIXES = dict(ID_PREFIXES) | {"Campaign": "701", "User": "005", "bizible2__Bizible_Person__c": "a1B"}
PREFIXES |= {"LeadStatus": "01J", "UserPermissionAccess": "10y"}
_KINDS = {"phone": "phone", "flag": "boolean", "number": "double"}


@dataclass(frozen=True)
class OrgField:
    name: str
    type: str
    length: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    references: tuple[str, ...] = ()

    def described(self) -> dict:
        return {
            "name": self.name,
            "label": self.name.removesuffix("__c").replace("_", " "),
            "type": self.type,
            "length": self.length,
            "nillable": self.nillable,
            "createable": self.createable,
            "updateable": self.updateable,
            "custom": self.name.endswith("__c"),
            "defaultedOnCreate": self.type == "boolean" or not self.createable,
            "referenceTo": list(self.references),
            "relationshipName": relationship(self.name) if self.references else None,
            "filterable": True,
            "picklistValues": [],
            "restrictedPicklist": False,
        }


@dataclass
class OrgObject:
    name: str
    fields: dict[str, OrgField]
    permissions: set[str] = field(default_factory=lambda: {"query", "create", "update", "delete"})

    def described(self) -> dict:
        may = {f"{verb}able": verb in self.permissions for verb in ("create", "update", "query")}
        return self.summary() | may | {"fields": [f.described() for f in self.fields.values()]}

    def summary(self) -> dict:
        return {
            "name": self.name,
            "label": self.name,
            "keyPrefix": PREFIXES[self.name],
            "custom": self.name.endswith("__c"),
            "createable": "create" in self.permissions,
            "updateable": "update" in self.permissions,
            "deletable": "delete" in self.permissions,
            "undeletable": "delete" in self.permissions,
            "queryable": "query" in self.permissions,
            "mergeable": self.name in {"Lead", "Contact", "Account"},
        }

    def need(self, verb: str) -> None:
        if verb not in self.permissions:
            raise OrgError("INSUFFICIENT_ACCESS_OR_READONLY", f"insufficient access rights on {self.name}: {verb}")

    def find(self, name: str) -> OrgField:
        """The field of that name in any case; another name is an error, never ignored."""
        for known in (self.fields.get(name), *(f for n, f in self.fields.items() if n.lower() == name.lower())):
            if known:
                return known
        raise OrgError("INVALID_FIELD", f"No such column '{name}' on entity '{self.name}'", [name])


def relationship(field_name: str) -> str:
    return field_name.removesuffix("__c") + "__r" if field_name.endswith("__c") else field_name.removesuffix("Id")


def schema() -> dict[str, OrgObject]:
    """A fresh description of the org, which the admin may then change."""
    pairs = {name: tuple((f.name, f.kind) for f in fields) for name, fields in OBJECTS.items()}
    for name, extra in _EXTRA.items():
        pairs[name] = pairs.get(name, (("Id", "id"),)) + extra + (() if name in pairs else _STAMPS)
    return {name: OrgObject(name, {n: _field(name, n, kind) for n, kind in fields}) for name, fields in pairs.items()}


def custom_text(name: str) -> OrgField:
    return OrgField(name, "string", 255)


def readonly(known: OrgField) -> OrgField:
    return replace(known, createable=False, updateable=False)


def _field(object_name: str, name: str, kind: str) -> OrgField:
    settable = name not in _SYSTEM
    type_ = _type(name, kind)
    return OrgField(
        name,
        type_,
        length=_LENGTHS.get(name, 255) if type_ in {"string", "phone", "email", "url", "picklist"} else 0,
        nillable=name not in _REQUIRED.get(object_name, set()) | {"Id"} and type_ != "boolean",
        createable=settable,
        updateable=settable and not (object_name in {"CampaignMember"} and name in _INSERT_ONLY),
        references=(object_name,) if name == "MasterRecordId" else _REFERENCES.get(name, ()),
    )


def _type(name: str, kind: str) -> str:
    if kind == "moment":
        return "date" if name in _DATES else "datetime"
    if name == "Id":
        return "id"
    if kind == "id" or name in _REFERENCES:
        return "reference"
    special = {"Email": "email", "Supplemental_Email__c": "email", "Website": "url"}
    special |= dict.fromkeys(("LeadSource", "Status", "Contact_Status__c"), "picklist")
    return _KINDS.get(kind) or special.get(name, "string")
