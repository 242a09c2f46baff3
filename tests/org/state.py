"""Everything one org holds."""

from dataclasses import dataclass, field

from tests.org.errors import OrgError
from tests.org.faults import Faults
from tests.org.limits import Limits
from tests.org.permissions import publish
from tests.org.store import Store

SETTINGS = {"page_size": 2000, "source_rule": True, "hard_delete": True, "convert_leads": True, "automation": {}}
SETTINGS |= {"poll_steps": 0}
USER = {"username": "ops@acme.example", "password": "correct horse", "security_token": "t0ken"}
CLIENT = {"client_id": "acme-client", "client_secret": "acme-secret"}


@dataclass
class State:
    store: Store
    url: str = ""
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    settings: dict = field(default_factory=lambda: dict(SETTINGS))
    tokens: set[str] = field(default_factory=set)
    issued: int = 0
    cursors: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    late: list = field(default_factory=list)
    public_key: str | None = None

    def __post_init__(self):
        publish(self.store, self.settings)

    def change(self, given: dict) -> None:
        """Other settings; one that is not known is an error."""
        unknown = set(given) - set(self.settings)
        if unknown:
            raise OrgError("UNKNOWN_SETTING", f"no such setting: {', '.join(sorted(unknown))}")
        self.settings.update(given)
        publish(self.store, self.settings)

    def new_token(self) -> str:
        self.issued += 1
        token = f"00D9Z0000000001!session{self.issued}"
        self.tokens.add(token)
        return token
