"""Settings that cannot be right are refused in one line, which repeats no secret."""

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp import create_app
from quizapp.config import Settings, settings_from
from quizapp.errors import OperatorError
from quizapp.services.runner import NoRunner
from tests.commands import run_command

PASSWORD = "s3cret-w0rd"


def refusal_of(folder: Path, **environment: str) -> str:
    with pytest.raises(OperatorError) as refused:
        settings_from({"QUIZAPP_INSTANCE": str(folder), **environment})
    return str(refused.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "QUIZAPP_BROKER_URL"])
@pytest.mark.parametrize(
    "url",
    [
        f"mysql://me:{PASSWORD}@host/name",
        f"http://host?password={PASSWORD}",
        f"me:{PASSWORD}@host/name",
        PASSWORD,
        f"{PASSWORD}://host",
        f"postgresq://me:{PASSWORD}@host:1/name",
    ],
)
def test_a_url_of_another_scheme_is_refused_without_its_password(tmp_path: Path, name: str, url: str) -> None:
    said = refusal_of(tmp_path, **{name: url})
    assert name in said
    assert PASSWORD not in said


def test_a_url_that_cannot_be_read_is_refused_without_its_password(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, DATABASE_URL=f"postgresql://me:{PASSWORD}/x@host:port:1/name")
    assert "DATABASE_URL" in said
    assert PASSWORD not in said


def test_a_database_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    for url in (f"me:{PASSWORD}@127.0.0.1:1/name", f"127.0.0.1:1/name?user=me&password={PASSWORD}"):
        given = {"QUIZAPP_INSTANCE": str(tmp_path), "DATABASE_URL": f"postgresql://{url}"}
        said = run_command("user", "list", status=1, **given)
        assert said.startswith("error: The database")
        assert PASSWORD not in said


@pytest.mark.parametrize("key", ["", "x", "0" * 64, "abcabcabcabcabcabcabc", "short but mixed"])
def test_a_secret_key_that_is_easy_to_guess_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    said = refusal_of(tmp_path, QUIZAPP_SECRET_KEY=key)
    assert "QUIZAPP_SECRET_KEY" in said
    assert len(key) < 2 or key not in said


@pytest.mark.parametrize("content", ["", "\n", "short"])
def test_a_kept_key_that_was_cut_off_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret_key").write_text(content)
    assert "secret_key" in refusal_of(tmp_path)


def test_a_misspelled_setting_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, QUIZAPP_THREAD="8")
    assert "QUIZAPP_THREAD." in said
    assert "QUIZAPP_THREADS" in said


def test_a_request_that_names_another_host_is_refused_if_hosts_are_set(settings: Settings) -> None:
    client = create_app(replace(settings, hosts=("quiz.example.org",)), NoRunner()).test_client()
    assert client.get("/", base_url="http://quiz.example.org").status_code == 200
    for host in ("evil.example.org", "quiz.example.org.evil.net", "127.0.0.1"):
        for address in ("/", "/api/v1/questions", "/static/favicon.svg"):
            assert client.get(address, base_url=f"http://{host}").status_code == 400
    open_to_all = create_app(settings, NoRunner()).test_client()
    assert open_to_all.get("/", base_url="http://evil.example.org").status_code == 200


def test_a_host_is_a_name(tmp_path: Path) -> None:
    given = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_HOSTS": "Quiz.example.org, .example.net,[::1]"}
    assert settings_from(given).hosts == ("quiz.example.org", ".example.net", "[::1]")
    assert "QUIZAPP_HOSTS" in refusal_of(tmp_path, QUIZAPP_HOSTS="https://quiz.example.org/")


def test_browsers_are_told_to_use_only_https_if_cookies_need_it(settings: Settings) -> None:
    header = "Strict-Transport-Security"
    assert header not in create_app(settings, NoRunner()).test_client().get("/").headers
    client = create_app(replace(settings, cookies_need_https=True), NoRunner()).test_client()
    for address in ("/", "/api/v1/questions", "/nowhere"):
        assert "max-age=31536000" in client.get(address).headers[header]


def test_a_worker_needs_the_database_of_the_web_servers(tmp_path: Path) -> None:
    given = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_BROKER_URL": "amqp://localhost", "DATABASE_URL": ""}
    assert "DATABASE_URL" in run_command("worker", status=1, **given)
    assert not (tmp_path / "quizapp.sqlite").exists()
