"""A port for a server that a test starts a moment later."""

import random
import socket


def free_port() -> int:
    """A port on loopback that nothing listens on, outside the range from which systems take those of outgoing calls.

    One of that range could be taken by any connection before the server has it.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
