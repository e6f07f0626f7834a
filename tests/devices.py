"""What people sign in with: an app that shows codes, and a device that makes passkeys, as WebAuthn describes them."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from quizapp.db.tables import now

USER_PRESENT, USER_VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40


def code_of(secret: str, steps_off: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret.replace(" ", "")).generate_otp(int(now().timestamp()) // 30 + steps_off)


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """Holds one passkey. asks: whether it asks for a finger, a face, or a PIN. counts: whether it counts its use."""

    origin: str = "http://localhost"
    asks: bool = True
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0
    handle: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.create`, with `toJSON()`."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public_key = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(options["rp"]["id"], NEW_CREDENTIAL) + attested + cbor2.dumps(public_key)
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options["challenge"])
        return self._credential(clientDataJSON=encoded(client), attestationObject=encoded(made))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.get`, with `toJSON()`."""
        self.count += self.counts
        data = self._data(options["rpId"])
        client = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            clientDataJSON=encoded(client),
            authenticatorData=encoded(data),
            signature=encoded(signature),
            userHandle=self.handle,
        )

    def _data(self, host: str, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.asks else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, **response: str) -> dict[str, Any]:
        name = encoded(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
