import random
import socket
from contextlib import suppress

# Below those that outgoing connections get: a client that calls again and again while a server is down would sooner or
# later get its own port, be connected to itself, and keep the server from coming back.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
