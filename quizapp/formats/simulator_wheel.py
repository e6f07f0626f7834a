"""The library `simulator` as a wheel of its own, made of the files of this installation.

The same files always give the same bytes, so a client may keep them.
"""

import base64
import hashlib
import importlib.metadata
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import simulator

NAME = "nabla_simulator"
NEEDED = ("numpy", "pydantic", "rich")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can state
_INFO = f"{NAME}-{simulator.__version__}.dist-info"
_WHEEL = "Wheel-Version: 1.0\nGenerator: quizapp\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_SUMMARY = "Train small networks in NumPy, record their gradients, and find out why training failed"


def wheel_name() -> str:
    return f"{NAME}-{simulator.__version__}-py3-none-any.whl"


@cache
def wheel() -> bytes:
    """The bytes of the wheel, to be served under `wheel_name()`."""
    files = dict(_files())
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{_INFO}/RECORD"] = f"{record}{_INFO}/RECORD,,\n".encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    folder = Path(simulator.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" or path.name == "py.typed":
            yield f"simulator/{path.relative_to(folder).as_posix()}", path.read_bytes()
    yield f"{_INFO}/METADATA", _metadata().encode()
    yield f"{_INFO}/WHEEL", _WHEEL.encode()


def _metadata() -> str:
    """With the requirements of quizapp that the simulator has too."""
    of_quizapp = importlib.metadata.metadata("quizapp")
    needed = [
        requirement
        for requirement in importlib.metadata.requires("quizapp") or ()
        if ";" not in requirement and re.split(r"[^\w-]", requirement)[0].lower() in NEEDED
    ]
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {NAME.replace('_', '-')}",
        f"Version: {simulator.__version__}",
        f"Summary: {_SUMMARY}",
        f"Requires-Python: {of_quizapp['Requires-Python']}",
        *(f"Requires-Dist: {requirement}" for requirement in needed),
    ]
    return "\n".join(lines) + "\n"


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"
