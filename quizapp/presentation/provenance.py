"""The computing environment of a result, in the reader's words."""

from flask_babel import gettext

import simulator

UNKNOWN = simulator.Provenance().simulator


def environment_rows(provenance: simulator.Provenance) -> list[tuple[str, str]]:
    """Each part of the environment with its value."""
    return [
        (gettext("Simulator"), _said(provenance.simulator)),
        ("NumPy", _both(_said(provenance.numpy), _instructions(provenance.numpy_simd))),
        ("BLAS", _both(_library(provenance), _kernel(provenance.blas_kernel))),
        (gettext("Processor"), _both(_processor(provenance), _said(provenance.architecture))),
    ]


def environment_line(provenance: simulator.Provenance | None) -> str:
    """The environment as one sentence for a file."""
    if provenance is None:
        return gettext("The computing environment was not recorded.")
    parts = gettext("; ").join(f"{part} {value}" for part, value in environment_rows(provenance))
    return gettext("Computing environment: %(parts)s.", parts=parts)


def reproducibility_note() -> str:
    """What to expect from running the same experiment again, here or elsewhere."""
    return gettext(
        "The same experiment gives the same numbers, bit for bit, with the same simulator, NumPy, BLAS kernel, and "
        "processor family. In another environment, the numbers agree within rounding error, and a run close to the "
        "border between two outcomes can end differently."
    )


def _both(one: str, other: str) -> str:
    return gettext("%(one)s, %(other)s", one=one, other=other)


def _instructions(simd: str) -> str:
    return gettext("instructions unknown") if simd == UNKNOWN else gettext("%(simd)s instructions", simd=simd)


def _library(provenance: simulator.Provenance) -> str:
    known = [value for value in (provenance.blas, provenance.blas_version) if value != UNKNOWN]
    return " ".join(known) or _said(UNKNOWN)


def _kernel(kernel: str) -> str:
    return gettext("kernel unknown") if kernel == UNKNOWN else gettext("%(kernel)s kernel", kernel=kernel)


def _processor(provenance: simulator.Provenance) -> str:
    """Its name and family, as far as known."""
    known = [each for each in (provenance.processor, provenance.processor_family) if each != UNKNOWN]
    name, *family = known or [_said(UNKNOWN)]
    return gettext("%(name)s (%(family)s)", name=name, family=family[0]) if family else name


def _said(value: str) -> str:
    return gettext("unknown") if value == UNKNOWN else value
