"""Killing workers again and again, each round at other points. Not part of the suite: `make torture`."""

import random
from pathlib import Path

import pytest
from sqlalchemy import delete

from quizapp.db.sessions import writing
from quizapp.models import Run
from tests.brokers import rabbitmq_url, redis_url
from tests.postgresql import postgresql_url
from tests.quizapp.runners.killing import kill_both_workers
from tests.quizapp.runners.sites import cluster_site

ROUNDS = 10


@pytest.mark.parametrize("broker", [rabbitmq_url, redis_url])
def test_no_round_of_killing_changes_a_result(broker: object, tmp_path: Path) -> None:
    with postgresql_url() as database, broker() as address:  # type: ignore[operator]
        for seed in range(ROUNDS):
            with cluster_site(tmp_path, database, address) as site:
                kill_both_workers(site, random.Random(seed))
                with writing(site.session):
                    site.session.execute(delete(Run))
