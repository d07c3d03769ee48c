"""What the hub and the terminal both need and neither may import of the other. It knows nothing of a conversation."""
