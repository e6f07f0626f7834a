"""Classes: their gradebook, members, invitations, and assignments."""
