"""A stored run names the environment of the process that computed it, not that of the web server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator
from quizapp.models import RunDetail, RunStatus
from quizapp.services import run_work, runs
from tests.quizapp.runners.sites import LIMITS, Site, cluster_site, experiment, pool_site

HERE = simulator.current_provenance()
# A kernel that every x86_64 processor runs and none would choose today, so that the two can be told apart.
ELSEWHERE = "Nehalem" if HERE.blas == "OpenBLAS" and HERE.architecture == "x86_64" else HERE.blas_kernel


@pytest.fixture(params=["pool", "rabbitmq"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("OPENBLAS_CORETYPE", ELSEWHERE)  # of processes to come: this one has chosen
    if request.param == "pool":
        with pool_site(tmp_path) as site:
            yield site
    else:
        broker, database = request.getfixturevalue("rabbitmq"), request.getfixturevalue("postgresql")
        with cluster_site(tmp_path, database, broker) as site:
            site.start_worker()
            yield site


def test_a_run_and_a_survey_name_the_kernel_of_the_process_that_computed_them(site: Site) -> None:
    watched = site.request(experiment(30))
    surveyed = runs.request_run(
        site.session,
        site.runner,
        LIMITS,
        [experiment(30, seed) for seed in range(3)],
        detail=RunDetail.OUTCOMES,
    ).run.run_id
    for run_id in (watched, surveyed):
        run = site.wait_for(run_id, RunStatus.FINISHED)
        assert run.provenance is not None
        assert run.provenance.blas_kernel == ELSEWHERE
        assert run.provenance.numpy == HERE.numpy
    assert site.trace(watched).computed_by == runs.get_run(site.session, watched).provenance
    site.session.commit()


def test_what_computes_a_run_is_known_while_it_runs_and_forgotten_when_it_starts_anew(
    tmp_path: Path,
) -> None:
    with pool_site(tmp_path) as site:
        endless = site.request(experiment(20_000))
        site.wait_for_frames(endless, 1)
        assert runs.get_run(site.session, endless).provenance == HERE
        run_work.cancel(site.session, endless)
        site.runner.cancel(endless)
        assert runs.get_run(site.session, endless).provenance == HERE  # of what there is of it
        site.session.commit()
        site.runner.close()
        again = runs.request_run(site.session, Silent(), LIMITS, [experiment(20_000)]).run
        assert again.run_id == endless
        assert again.provenance is None


class Silent:
    """A runner that computes nothing."""

    def notify(self) -> None: ...

    def cancel(self, run_id: str) -> None: ...

    def warm_up(self) -> None: ...

    def close(self) -> None: ...
