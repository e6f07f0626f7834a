"""The second step of signing in: an authenticator app or a passkey, and recovery codes for who has lost both."""
