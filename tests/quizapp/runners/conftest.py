from collections.abc import Iterator

import pytest

from tests.brokers import rabbitmq_url, redis_url
from tests.postgresql import postgresql_url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with postgresql_url() as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[str]:
    with rabbitmq_url() as url:
        yield url


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    with redis_url() as url:
        yield url
