"""`quizapp user`, which is also called `quizapp people`."""

import click

from quizapp.cli.logs import log_to_standard_error
from quizapp.cli.sessions import open_session, read_settings
from quizapp.config import Settings
from quizapp.models import AccountEvent, Role
from quizapp.services import account_events, account_invitations, accounts, erasure, password_resets
from quizapp.services import people as everybody
from quizapp.services.second_steps import signing_in

ROLE = click.Choice([role.value for role in Role])
ADDRESS = click.option("--address", help="Of the server, for the link, such as https://quiz.example.org")


@click.group()
def user() -> None:
    """Create accounts, invite people, set roles, and help with forgotten passwords."""
    log_to_standard_error()


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, default=Role.LEARNER.value, show_default=True)
@click.password_option(help="Prompted for if left out")
def add(name: str, role: str, password: str) -> None:
    """Create an account."""
    with open_session(read_settings()) as session:
        account = accounts.create_account(session, name, password, Role(role), is_by_operator=True)
        click.echo(f"{account.name} ({account.role.value})")


@user.command()
@click.argument("name")
@click.argument("role", type=ROLE)
def role(name: str, role: str) -> None:
    """Change the role of an account."""
    with open_session(read_settings()) as session:
        account = accounts.set_role(session, name, Role(role))
        click.echo(f"{account.name} ({account.role.value})")


@user.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask")
def delete(name: str, yes: bool) -> None:
    """Delete an account with everything that belongs to it. What its owner published stays, without a name."""
    with open_session(read_settings()) as session:
        account = accounts.get_account(session, name)
        held = erasure.what_is_held(session, erasure.person_of(session, account, None))
        for table, count in held.goes.items():
            click.echo(f"{count}\t{table}")
        if not yes:
            click.confirm(f"Delete {account.name} with all of this?", abort=True)
        erasure.delete_account_named(session, name)
        click.echo("deleted")


@user.command()
@click.option("--role", type=ROLE, default=Role.LEARNER.value, show_default=True)
@click.option("--days", type=click.Choice([str(days) for days in account_invitations.DAYS]), default="7")
@click.option("--note", default="", help="For whom the link is, for example")
@ADDRESS
def invite(role: str, days: str, note: str, address: str | None) -> None:
    """Print a one-time link with which somebody creates an account."""
    settings = read_settings()
    with open_session(settings) as session:
        token = account_invitations.invite(session, None, role, days=int(days), note=note)
        click.echo(f"{_address(settings, address)}/invitation/{token}")


@user.command()
@click.argument("name")
@ADDRESS
def reset(name: str, address: str | None) -> None:
    """Print a one-time link with which its owner chooses a new password. It works for 24 hours."""
    settings = read_settings()
    with open_session(settings) as session:
        token = password_resets.make_reset_link(session, accounts.get_account(session, name), None)
        click.echo(f"{_address(settings, address)}/reset/{token}")


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Sign an account out everywhere, and let nobody sign in to it. Everything in it is kept."""
    with open_session(read_settings()) as session:
        everybody.disable(session, accounts.get_account(session, name), None)
        click.echo("disabled")


@user.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let the owner of a disabled account sign in again."""
    with open_session(read_settings()) as session:
        everybody.enable(session, accounts.get_account(session, name), None)
        click.echo("enabled")


@user.command("remove-second-step")
@click.argument("name")
def remove_second_step(name: str) -> None:
    """Turn two-step sign-in off, for somebody who has lost app, passkeys, and recovery codes."""
    with open_session(read_settings()) as session:
        signing_in.remove_second_step(session, accounts.get_account(session, name), None)
        click.echo("removed")


@user.command()
@click.argument("name")
def log(name: str) -> None:
    """List what was done to an account, newest first: when, what, and by whom."""
    with open_session(read_settings()) as session:
        for event in account_events.list_events(session, accounts.get_account(session, name)).events:
            details = " ".join(f"{key}={value}" for key, value in event.detail.items())
            when = event.created_at.isoformat(timespec="seconds")
            click.echo(f"{when}\t{event.kind.value}\t{_by(event)}\t{details}")


def _by(event: AccountEvent) -> str:
    if event.is_by_operator:
        return "the operator"
    return event.by.name if event.by else "a deleted account"


def _address(settings: Settings, given: str | None) -> str:
    """Of the server, as far as the settings tell it."""
    if given:
        return given.rstrip("/")
    named = next((host for host in settings.hosts if not host.startswith(".")), None)
    scheme = "https" if settings.cookies_need_https else "http"
    return f"{scheme}://{named or f'{settings.host}:{settings.port}'}"


@user.command("list")
def list_users() -> None:
    """List all accounts and their roles."""
    with open_session(read_settings()) as session:
        for account in accounts.list_accounts(session):
            click.echo(f"{account.name}\t{account.role.value}")


people = user
