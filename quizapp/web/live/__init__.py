"""Live sessions: the projector and the remote of those who teach, and the phones of those who take part."""
