"""Settings, read once from the environment and validated."""

import difflib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from quizapp.errors import BadSetting, BadUrl, FolderNotWritable, UnknownSetting, UnreadableUrl, WeakSecretKey

PACKAGE = Path(__file__).parent
REPOSITORY = PACKAGE.parent
PREFIX = "QUIZAPP_"
OF_THE_COMMAND = {"QUIZAPP_SERVER", "QUIZAPP_TOKEN"}  # which `quizapp content` reads as options
SECRET_FILE = "secret_key"
SECRET_LEAST_CHARACTERS = 16
SECRET_LEAST_DIFFERENT = 5


@dataclass(frozen=True)
class Retention:
    """Days since a run was last used, or a guest last answered; and MiB of the runs of one guest’s address, of one
    account, and of all.
    """

    guest_run_days: int = 7
    account_run_days: int = 365
    linked_run_days: int = 365
    guest_mib: int = 64
    account_mib: int = 512
    all_mib: int = 8192
    guest_days: int = 400
    guests: int = 100_000


@dataclass(frozen=True)
class Media:
    """Where the files of images are: in the database, or in a bucket; and MiB that one account may store."""

    bucket: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    secret_access_key: str = ""
    account_mib: int = 200
    unused_days: int = 7


@dataclass(frozen=True)
class Settings:
    instance: Path
    database_url: str
    content: Path
    migrations: Path
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 32  # for pages; each live stream has its own
    streams_limit: int = 500
    secret_key: str = ""
    hosts: tuple[str, ...] = ()  # that a request may name; any if empty
    metrics_token: str = ""  # there are no metrics without it
    cookies_need_https: bool = False
    local_platforms: bool = False  # whether course platforms may be on private networks, and without HTTPS
    trusted_proxies: int = 0
    broker_url: str = ""
    runner_processes: int = 1
    log_requests: bool = False
    one_platform: bool = False  # workers that would compute other bits than the first one wait
    lease_seconds: float = 15.0
    run_seconds_limit: float = 20.0
    survey_seconds_limit: float = 60.0
    run_memory_limit_mib: int = 2048
    run_queue_limit: int = 64
    guest_queue_limit: int = 16
    account_queue_limit: int = 32
    requests_per_minute: int = 600
    guests_per_minute: int = 120
    runs_per_minute: int = 120
    sign_ins_per_minute: int = 10
    sign_in_refusals_per_hour: int = 60
    admins_need_second_step: bool = False
    invited_only: bool = False  # nobody signs up without an invitation
    purge_minutes: int = 1  # 0: never
    retention: Retention = field(default_factory=Retention)
    media: Media = field(default_factory=Media)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises BadSetting naming the variable, or FolderNotWritable for the instance folder."""
    environment = _Read(environment)
    instance = Path(environment.get("QUIZAPP_INSTANCE", "instance")).absolute()
    _make_folder(instance)
    settings = Settings(
        instance=instance,
        database_url=_database_url(environment.get("DATABASE_URL", ""), instance),
        content=_shipped("content"),
        migrations=_shipped("migrations"),
        host=environment.get("HOST") or "127.0.0.1",
        port=_whole(environment, "PORT", 8000, 0, 65535),
        threads=_whole(environment, "QUIZAPP_THREADS", 32, 2, 1000),
        streams_limit=_whole(environment, "QUIZAPP_STREAMS_LIMIT", 500, 0, 10_000),
        secret_key=_secret_key(environment.get("QUIZAPP_SECRET_KEY"), instance),
        hosts=_hosts(environment.get("QUIZAPP_HOSTS", "")),
        metrics_token=_metrics_token(environment.get("QUIZAPP_METRICS_TOKEN", "")),
        cookies_need_https=_flag(environment, "QUIZAPP_COOKIES_NEED_HTTPS"),
        local_platforms=_flag(environment, "QUIZAPP_LTI_LOCAL_PLATFORMS"),
        trusted_proxies=_whole(environment, "QUIZAPP_TRUSTED_PROXIES", 0, 0, 10),
        broker_url=_broker_url(environment.get("QUIZAPP_BROKER_URL", "")),
        log_requests=_flag(environment, "QUIZAPP_LOG_REQUESTS"),
        one_platform=_flag(environment, "QUIZAPP_ONE_PLATFORM"),
        lease_seconds=_whole(environment, "QUIZAPP_LEASE_SECONDS", 15, 1, 3600),
        runner_processes=_whole(
            environment, "QUIZAPP_RUNNER_PROCESSES", max(1, (os.cpu_count() or 2) - 1), 1, 256
        ),
        run_seconds_limit=_whole(environment, "QUIZAPP_RUN_SECONDS_LIMIT", 20, 1, 86400),
        survey_seconds_limit=_whole(environment, "QUIZAPP_SURVEY_SECONDS_LIMIT", 60, 1, 86400),
        run_memory_limit_mib=_whole(environment, "QUIZAPP_RUN_MEMORY_LIMIT_MIB", 2048, 64, 1_000_000),
        run_queue_limit=_whole(environment, "QUIZAPP_RUN_QUEUE_LIMIT", 64, 1, 100_000),
        guest_queue_limit=_whole(environment, "QUIZAPP_GUEST_QUEUE_LIMIT", 16, 1, 100_000),
        account_queue_limit=_whole(environment, "QUIZAPP_ACCOUNT_QUEUE_LIMIT", 32, 1, 100_000),
        requests_per_minute=_whole(environment, "QUIZAPP_REQUESTS_PER_MINUTE", 600, 1, 10**9),
        guests_per_minute=_whole(environment, "QUIZAPP_GUESTS_PER_MINUTE", 120, 1, 10**9),
        runs_per_minute=_whole(environment, "QUIZAPP_RUNS_PER_MINUTE", 120, 1, 10**9),
        sign_ins_per_minute=_whole(environment, "QUIZAPP_SIGN_INS_PER_MINUTE", 10, 1, 10**9),
        sign_in_refusals_per_hour=_whole(environment, "QUIZAPP_SIGN_IN_REFUSALS_PER_HOUR", 60, 1, 10**9),
        admins_need_second_step=_flag(environment, "QUIZAPP_ADMINS_NEED_SECOND_STEP"),
        invited_only=_flag(environment, "QUIZAPP_INVITED_ONLY"),
        purge_minutes=_whole(environment, "QUIZAPP_PURGE_MINUTES", 1, 0, 7 * 24 * 60),
        retention=_retention(environment),
        media=_media(environment),
    )
    environment.refuse_unknown()
    return settings


class _Read(Mapping[str, str]):
    """The environment, which remembers what was asked for: a variable of ours that nobody reads is misspelled."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self._asked.add(name)
        return self._environment[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)

    def refuse_unknown(self) -> None:
        """Raises UnknownSetting for the first variable that begins like ours and is none of them."""
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and name not in self._asked | OF_THE_COMMAND:
                known = sorted(asked for asked in self._asked if asked.startswith(PREFIX))
                nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)
                raise UnknownSetting(name=name, nearest=nearest[0])


def _shipped(name: str) -> Path:
    """A folder of the repository; in an installed wheel, it is inside the package."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else REPOSITORY / name


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'quizapp.sqlite'}"
    if given.startswith(("postgres://", "postgresql://")):
        given = "postgresql+psycopg://" + given.split("://", 1)[1]
    if given.startswith(("sqlite:///", "postgresql+psycopg://")):
        try:
            make_url(given)
        except (ArgumentError, ValueError):
            raise UnreadableUrl(name="DATABASE_URL") from None
        return given
    raise BadUrl(
        name="DATABASE_URL", scheme=_scheme(given), expected="sqlite:///PATH or postgresql://HOST/NAME"
    )


def _broker_url(given: str) -> str:
    if not given or given.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
        return given
    raise BadUrl(name="QUIZAPP_BROKER_URL", scheme=_scheme(given), expected="amqp://HOST or redis://HOST")


def _scheme(url: str) -> str:
    """What may be shown of a URL, which may contain a password anywhere."""
    scheme, separator, _ = url.partition("://")
    return scheme if separator and scheme.replace("+", "").isalnum() and len(scheme) <= 20 else ""


def _retention(environment: Mapping[str, str]) -> Retention:
    usual, days, most = Retention(), 100 * 365, 10**9
    return Retention(
        guest_run_days=_whole(environment, "QUIZAPP_GUEST_RUN_DAYS", usual.guest_run_days, 1, days),
        account_run_days=_whole(environment, "QUIZAPP_ACCOUNT_RUN_DAYS", usual.account_run_days, 1, days),
        linked_run_days=_whole(environment, "QUIZAPP_LINKED_RUN_DAYS", usual.linked_run_days, 1, days),
        guest_mib=_whole(environment, "QUIZAPP_GUEST_STORAGE_MIB", usual.guest_mib, 1, most),
        account_mib=_whole(environment, "QUIZAPP_ACCOUNT_STORAGE_MIB", usual.account_mib, 1, most),
        all_mib=_whole(environment, "QUIZAPP_STORAGE_MIB", usual.all_mib, 1, most),
        guest_days=_whole(environment, "QUIZAPP_GUEST_DAYS", usual.guest_days, 1, days),
        guests=_whole(environment, "QUIZAPP_GUESTS_LIMIT", usual.guests, 1, most),
    )


def _media(environment: Mapping[str, str]) -> Media:
    usual, bucket = Media(), environment.get("QUIZAPP_MEDIA_BUCKET", "")
    if bucket and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise BadSetting(name="QUIZAPP_MEDIA_BUCKET", value=bucket, expected="the name of a bucket")
    endpoint = environment.get("QUIZAPP_MEDIA_ENDPOINT", "")
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise BadUrl(
            name="QUIZAPP_MEDIA_ENDPOINT",
            scheme=_scheme(endpoint),
            expected="https://HOST of the object store",
        )
    return Media(
        bucket=bucket,
        endpoint=endpoint,
        region=environment.get("QUIZAPP_MEDIA_REGION") or usual.region,
        access_key_id=environment.get("QUIZAPP_MEDIA_ACCESS_KEY_ID", ""),
        secret_access_key=environment.get("QUIZAPP_MEDIA_SECRET_ACCESS_KEY", ""),
        account_mib=_whole(environment, "QUIZAPP_MEDIA_MIB", usual.account_mib, 1, 10**9),
        unused_days=_whole(environment, "QUIZAPP_MEDIA_UNUSED_DAYS", usual.unused_days, 1, 100 * 365),
    )


def _hosts(given: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in given.split(",") if host.strip())
    for host in hosts:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", host):
            raise BadSetting(
                name="QUIZAPP_HOSTS",
                value=host,
                expected="names separated by commas, such as quiz.example.org",
            )
    return hosts


def _metrics_token(given: str) -> str:
    if given and len(given) < SECRET_LEAST_CHARACTERS:
        raise WeakSecretKey(place="QUIZAPP_METRICS_TOKEN", least=SECRET_LEAST_CHARACTERS)
    return given


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # what is there already stays as its owner set it
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise FolderNotWritable(folder=folder, reason=error.strerror) from None


def new_kept_secret(instance: Path) -> str:
    """Replace the key of the instance folder by a new one."""
    fresh = instance / f"{SECRET_FILE}.new"
    fresh.unlink(missing_ok=True)
    secret = _write_secret(fresh)
    fresh.replace(instance / SECRET_FILE)
    return secret


def _secret_key(given: str | None, instance: Path) -> str:
    """The key that signs cookies: the given one, or one created once and kept, so that a restart signs nobody out."""
    if given is not None:
        return _long_enough(given, "QUIZAPP_SECRET_KEY")
    path = instance / SECRET_FILE
    try:
        return _write_secret(path)
    except FileExistsError:
        return _long_enough(path.read_text().strip(), str(path))


def _write_secret(path: Path) -> str:
    """Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_hex(32)
        file.write(secret)
    return secret


def _long_enough(secret: str, place: str) -> str:
    """Whoever guesses the key can sign cookies. Its value is never repeated in a message."""
    if len(secret) < SECRET_LEAST_CHARACTERS or len(set(secret)) < SECRET_LEAST_DIFFERENT:
        raise WeakSecretKey(place=place, least=SECRET_LEAST_CHARACTERS)
    return secret


def _whole(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    given = environment.get(name) or str(default)
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise BadSetting(name=name, value=given, expected=f"a whole number from {least} to {most}")
    return int(given)


def _flag(environment: Mapping[str, str], name: str) -> bool:
    given = (environment.get(name) or "0").lower()
    if given not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(name=name, value=given, expected="1 or 0")
    return given in ("1", "true", "yes")
