"""The computing environment: the simulator, NumPy, the BLAS kernel of its matrix products, the processor.

The same experiment gives the same bits on the same simulator, NumPy, BLAS kernel, and processor family, with one BLAS
thread. Elsewhere, sums are added in another order and functions are rounded differently, so the numbers agree within
rounding error. Training amplifies the difference, and a run close to a border can end differently.
"""

import ctypes
import functools
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from simulator.version import __version__

UNKNOWN: Final = "unknown"
CPU_FACTS = Path("/proc/cpuinfo")
# How OpenBLAS names its functions: plain, in NumPy's wheels, and with integers of 64 bits.
OPENBLAS_NAMES = tuple(
    prefix + "openblas_{}" + suffix for prefix in ("scipy_", "") for suffix in ("64_", "_64", "")
)


@dataclass(frozen=True)
class Provenance:
    """The computing environment of a result. Every field is a text, "unknown" if it cannot be determined.

    simulator, numpy, blas_version: versions; blas: the library's name. numpy_simd: the highest instruction set that
    NumPy's own loops use on this processor. blas_kernel: the kernel that OpenBLAS chose for this processor, or that
    OPENBLAS_CORETYPE sets; "unknown" for other libraries. architecture: of the machine code. processor: its model
    name; processor_family: vendor, family and model as the processor numbers them.
    """

    simulator: str = UNKNOWN
    numpy: str = UNKNOWN
    numpy_simd: str = UNKNOWN
    blas: str = UNKNOWN
    blas_version: str = UNKNOWN
    blas_kernel: str = UNKNOWN
    architecture: str = UNKNOWN
    processor: str = UNKNOWN
    processor_family: str = UNKNOWN

    def gives_same_bits_as(self, other: Self) -> bool:
        """Whether both are known to compute the same bits: everything is known and equal, except the name of the
        model.
        """
        mine, others = asdict(self), asdict(other)
        del mine["processor"], others["processor"]
        return mine == others and UNKNOWN not in mine.values()

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """From the result of `to_json`, of this or another version: missing fields are unknown."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: str(value) for name, value in document.items() if name in names})

    def __str__(self) -> str:
        return (
            f"simulator {self.simulator}, NumPy {self.numpy} ({self.numpy_simd}), "
            f"{self.blas} {self.blas_version} ({self.blas_kernel} kernel), "
            f"{self.architecture} {self.processor} ({self.processor_family})"
        )


@functools.cache
def current_provenance() -> Provenance:
    """The computing environment of this process. Determined once, in about a millisecond, and cached.

    OpenBLAS itself reports its version and kernel, since the kernel is chosen when it is loaded. For other libraries,
    name and version are those that NumPy was built with.
    """
    blas, blas_version, blas_kernel = _blas()
    processor, processor_family = _processor()
    return Provenance(
        simulator=__version__,
        numpy=np.__version__,
        numpy_simd=_numpy_simd(),
        blas=blas,
        blas_version=blas_version,
        blas_kernel=blas_kernel,
        architecture=platform.machine() or UNKNOWN,
        processor=processor,
        processor_family=processor_family,
    )


def _blas() -> tuple[str, str, str]:
    """Name, version, and kernel of the library that NumPy uses for matrix products."""
    config, kernel = _say_of_openblas("get_config"), _say_of_openblas("get_corename")
    if config is not None:  # such as “OpenBLAS 0.3.31 USE64BITINT DYNAMIC_ARCH Haswell MAX_THREADS=64”
        name, version, *_ = [*config.split(), UNKNOWN]
        return name, version, kernel or UNKNOWN
    built_with = _config("Build Dependencies").get("blas", {})
    return built_with.get("name") or UNKNOWN, built_with.get("version") or UNKNOWN, UNKNOWN


def _say_of_openblas(question: str) -> str | None:
    """The result of an OpenBLAS function without arguments; None if NumPy uses another library.

    Looking up a function in a loaded module also searches the libraries it is linked with (not on Windows).
    """
    try:
        linked = ctypes.CDLL(import_module("numpy.linalg._umath_linalg").__file__)
    except (ImportError, OSError):
        return None
    for name in OPENBLAS_NAMES:
        function = getattr(linked, name.format(question), None)
        if function is not None:
            function.argtypes, function.restype = (), ctypes.c_char_p
            answer: bytes | None = function()
            return answer.decode(errors="replace") if answer else None
    return None


def _numpy_simd() -> str:
    """The last of the instruction sets that NumPy found, which are in ascending order."""
    simd = _config("SIMD Extensions")
    known = [*simd.get("baseline", ()), *simd.get("found", ())]
    return known[-1] if known else UNKNOWN


def _config(part: str) -> dict[str, Any]:
    config: Any = np.show_config(mode="dicts")
    return dict(config.get(part, {}))


def _processor() -> tuple[str, str]:
    """Model name and family."""
    facts = _cpu_facts()
    if "vendor_id" in facts:
        family = f"{facts['vendor_id']} family {facts.get('cpu family', UNKNOWN)} model {facts.get('model', UNKNOWN)}"
    elif "CPU implementer" in facts:
        family = f"implementer {facts['CPU implementer']} part {facts.get('CPU part', UNKNOWN)}"
    else:  # on Linux it would start a process
        family = UNKNOWN if sys.platform == "linux" else platform.processor() or UNKNOWN
    return facts.get("model name") or UNKNOWN, family


def _cpu_facts() -> dict[str, str]:
    """What Linux reports about its first processor; empty elsewhere."""
    facts: dict[str, str] = {}
    try:
        with CPU_FACTS.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                name, separator, value = line.partition(":")
                if not separator:
                    break
                facts[name.strip()] = value.strip()
    except OSError:
        pass
    return facts
