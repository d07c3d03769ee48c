"""Known answers for the protocol, and both implementations run against them."""
