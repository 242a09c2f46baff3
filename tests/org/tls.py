"""Ways to the stand-in under the names of a real org, through TLS that checks them, and keys for logins."""

from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter


class ToTheStandIn(HTTPAdapter):
    """What goes to *.salesforce.com reaches the stand-in's port; TLS still checks the name that was asked for."""

    def __init__(self, port: int):
        self.port = port
        super().__init__()

    def send(self, request, *args, **kwargs):
        request.headers["Host"] = urlsplit(request.url).netloc
        return super().send(request, *args, **kwargs)

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        pool |= {"server_hostname": host["host"], "assert_hostname": host["host"]}
        return host | {"host": "127.0.0.1", "port": self.port}, pool


@cache
def key_pair() -> tuple[str, str]:
    """Private and public key of a connected app (PEM)."""
    key, form = rsa.generate_private_key(public_exponent=65537, key_size=2048), serialization
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
