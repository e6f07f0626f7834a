"""What the database keeps readable with the secret key alone, so that a copy of it lets nobody compute codes."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SecretBox:
    def __init__(self, secret_key: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"quizapp: secrets of authenticator apps")
        self._fernet = Fernet(urlsafe_b64encode(derived.derive(secret_key.encode())))

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def find(self, sealed: str) -> str | None:
        """The secret; None if it was sealed with another key."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None
