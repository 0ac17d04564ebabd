"""Local web servers for the tests of this room."""

from tests.local_server import serve

__all__ = ["serve"]
