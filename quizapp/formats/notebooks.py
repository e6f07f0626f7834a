"""A run as a notebook (nbformat 4.5): the computing environment, its experiments run again with `simulator`, their
curves.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import simulator

INSTALLED = """try:
    from simulator import current_provenance  # another package of this name has no such function
except ImportError:
    import subprocess
    import sys

    packages = [{wheel!r}, "matplotlib"]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *packages], check=True)"""
ENVIRONMENTS = """import simulator as sim

computed_by = {computed_by}
here = sim.current_provenance()
print("run: ", computed_by or "was not recorded")
print("here:", here)
print("same bits expected:", computed_by is not None and computed_by.gives_same_bits_as(here))"""
EXPERIMENTS = """# Change what you like: every setting is here, defaults too.
experiments = {{
{experiments}
}}
traces = dict(zip(experiments, sim.run_many(list(experiments.values()))))"""
SYMPTOMS = """for label, trace in traces.items():
    print(label, "ended in NaN" if trace.first_nonfinite_step is not None else f"loss {trace.loss[-1]:.4g}")
    for symptom in sim.diagnose(trace):
        print("   ", symptom.code, "from step", symptom.first_step, "-", symptom.evidence)"""
PICTURES = """import matplotlib.pyplot as plt

figure, axes = plt.subplots(1, 2, figsize=(11, 3.5), layout="constrained")
for label, trace in traces.items():
    axes[0].semilogy(trace.loss, label=label)
    axes[1].semilogy(trace.gradient_norm, label=label)
for axis, name in zip(axes, ("loss", "gradient norm")):
    axis.set(xlabel="step", ylabel=name)
    axis.legend()
plt.show()"""


def notebook(
    heading: str,
    experiments: Mapping[str, simulator.Experiment],
    computed_by: simulator.Provenance | None,
    wheel: str,
) -> dict[str, Any]:
    """The notebook document that runs the experiments, by label, below a heading in Markdown.

    Its first cell installs the simulator from the address of the wheel if it is not there.

    It gives the same numbers, bit for bit, with the simulator, NumPy, BLAS kernel, and processor family that computed
    the run, and states whether they are the same.
    """
    listed = ",\n".join(
        f"    {label!r}: {_as_python(experiment.model_dump(mode='json'))}"
        for label, experiment in experiments.items()
    )
    cells = [
        _cell("markdown", heading),
        _cell("code", INSTALLED.format(wheel=wheel)),
        _cell("code", ENVIRONMENTS.format(computed_by=_constructed(computed_by))),
        _cell("code", EXPERIMENTS.format(experiments=listed)),
        _cell("code", SYMPTOMS),
        _cell("code", PICTURES),
    ]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)],
    }


def _cell(kind: str, source: str) -> dict[str, Any]:
    lines: Sequence[str] = source.splitlines(keepends=True)
    code: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": list(lines), **code}


def _constructed(computed_by: simulator.Provenance | None) -> str:
    """The call that creates the experiment."""
    if computed_by is None:
        return "None"
    fields = "".join(f"    {name}={value!r},\n" for name, value in computed_by.to_json().items())
    return f"sim.Provenance(\n{fields})"


def _as_python(document: dict[str, Any], indent: int = 4) -> str:
    """JSON with Python's None, True, and False; one group per line."""
    parts = []
    for name, value in document.items():
        shown = repr(json.loads(json.dumps(value)))
        parts.append(f"{' ' * (indent + 4)}{name!r}: {shown},")
    return "{\n" + "\n".join(parts) + f"\n{' ' * indent}}}"
