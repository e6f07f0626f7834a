"""Places where runs are computed. Tests share a cluster, because its worker takes seconds to start."""

from collections.abc import Iterator

import pytest

from tests.postgresql import new_database
from tests.quizapp.runners.sites import Site, cluster_site, pool_site


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pool_site(tmp_path_factory.mktemp("pool")) as site:
        yield site


@pytest.fixture(scope="session")
def rabbitmq_cluster(
    rabbitmq: str, postgresql_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("rabbitmq")
    with new_database(postgresql_address) as database, cluster_site(folder, database, rabbitmq) as site:
        yield site


@pytest.fixture(scope="session")
def redis_cluster(
    redis: str, postgresql_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("redis")
    with new_database(postgresql_address) as database, cluster_site(folder, database, redis) as site:
        yield site


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The place whose fixture the test is parametrized with (`PLACES`, `CLUSTERS`), at work and without runs."""
    site: Site = request.getfixturevalue(request.param)
    site.have_worker()
    yield site
    site.forget_runs()
