import time

import click

from quizapp.cli.sessions import open_session, read_settings
from quizapp.db.engine import engine_for
from quizapp.models import ScoreState
from quizapp.runners.grade_sending import sender_for
from quizapp.services.lti import keys, outbox, platforms
from quizapp.services.lti.platform_web import PlatformWeb
from quizapp.services.lti.platforms import Registration
from quizapp.services.lti.tokens import Access

PAUSE_SECONDS = 2.0


@click.group()
def lti() -> None:
    """Connect course platforms such as Moodle or Canvas by LTI 1.3, and send scores to them."""


@lti.command()
@click.argument("title")
@click.option("--issuer", required=True, help="Platform ID, such as https://moodle.example.org")
@click.option("--client-id", required=True, help="What the platform calls this tool")
@click.option(
    "--deployment",
    "deployments",
    multiple=True,
    required=True,
    help="Deployment ID; several times if need be",
)
@click.option("--login-url", required=True, help="Authentication request URL")
@click.option("--token-url", required=True, help="Access token URL")
@click.option("--jwks-url", required=True, help="Public keyset URL of the platform")
@click.option("--audience", default="", help="Of token requests, if it is not the access token URL")
@click.option(
    "--origin", "origins", multiple=True, help="Address of its pages, if it is another one than the issuer"
)
@click.option("--teachers-author", is_flag=True, help="Who teaches there may also write questions here")
def add(
    title: str,
    issuer: str,
    client_id: str,
    deployments: tuple[str, ...],
    login_url: str,
    token_url: str,
    jwks_url: str,
    audience: str,
    origins: tuple[str, ...],
    teachers_author: bool,
) -> None:
    """Connect a platform. Its admin finds the addresses of Nabla at /lti/platforms."""
    settings = read_settings()
    stated = Registration(
        title,
        issuer,
        client_id,
        "\n".join(deployments),
        login_url,
        token_url,
        jwks_url,
        audience,
        "\n".join(origins),
        teachers_author,
    )
    with open_session(settings) as session:
        made = platforms.register(session, PlatformWeb(allows_local=settings.local_platforms), stated)
        click.echo(f"{made.platform_id}\t{made.title}\t{made.issuer}")


@lti.command("list")
def list_platforms() -> None:
    """List the connected platforms with their numbers."""
    with open_session(read_settings()) as session:
        for each in platforms.list_platforms(session):
            click.echo(f"{each.platform_id}\t{each.title}\t{each.issuer}\t{each.client_id}")


@lti.command()
@click.argument("number", type=int)
@click.option("--yes", is_flag=True, help="Do not ask")
def remove(number: int, yes: bool) -> None:
    """Disconnect a platform. Classes, accounts, and answers stay."""
    with open_session(read_settings()) as session:
        platform = platforms.get_platform(session, number)
        if not yes:
            click.confirm(f"Disconnect {platform.title}?", abort=True)
        platforms.remove(session, number)
        click.echo("disconnected")


@lti.command()
@click.option(
    "--at-once", is_flag=True, help="After a key has become known: all earlier keys are invalid at once"
)
def rotate(at_once: bool) -> None:
    """Make a new key. It is published now, and signs in an hour; the one before stays published for a week."""
    settings = read_settings()
    with open_session(settings) as session:
        make = keys.replace_keys if at_once else keys.make_key
        click.echo(make(session, settings.secret_key).kid)


@lti.command()
@click.option("--wait", is_flag=True, help="Go on until nothing waits any more")
def send(wait: bool) -> None:
    """Send the scores that wait. A running server does this by itself, every few seconds."""
    settings = read_settings()
    with open_session(settings) as session:
        access = Access(PlatformWeb(allows_local=settings.local_platforms))
        engine = engine_for(settings.database_url)
        sender = sender_for(engine, access, settings.secret_key)
        while True:
            sent = sender.run()
            counts = outbox.counts_of_all(session)
            session.rollback()
            if sent is None:
                click.echo("a server is sending already", err=True)
            if not wait or not counts[ScoreState.WAITING]:
                break
            time.sleep(PAUSE_SECONDS)
        engine.dispose()
        click.echo("\t".join(f"{count} {state.value}" for state, count in counts.items()))
