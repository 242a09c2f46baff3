"""The vault: encrypted before-images, so that a run can be undone, and keys that are thrown away with the person.

Each person's images are sealed under a data key of that person's own, which lies beside them wrapped by the ring's
`vault` key. Destroying the data key destroys every image of the person, wherever a copy of the file may lie.
"""

from hygiene.vault.images import RunImages
from hygiene.vault.store import Vault, open_vault, vault_file

__all__ = ["RunImages", "Vault", "open_vault", "vault_file"]
