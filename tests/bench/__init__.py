"""How much a hub carries: `make bench`. Loopback only, never a part of the tests."""
