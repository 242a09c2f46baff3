"""Sealing by AES-256-GCM (NIST SP 800-38D): content under a person's data key, data keys under a key of the ring. Pure.

What a sealed text belongs to is authenticated with it: a row that is moved to another record or run does not open.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hygiene.errors import InputError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def new_data_key() -> bytes:
    """A random key for one person."""
    return secrets.token_bytes(KEY_BYTES)


def sealed(key: bytes, content: bytes, belongs_to: str) -> bytes:
    """Nonce, ciphertext and tag. A data key seals far fewer than the 2^32 texts that random nonces allow."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, belongs_to.encode())


def opened(key: bytes, box: bytes, belongs_to: str) -> bytes:
    """What was sealed.

    Raises:
        InputError: another key, or the row was altered or moved.
    """
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], belongs_to.encode())
    except (InvalidTag, ValueError):
        raise InputError(
            "A before-image of the vault does not open: vault.sqlite was altered, or is not the one of this key ring;"
            " restore both from one backup."
        ) from None
