import click

from quizapp.cli.sessions import open_session, read_settings
from quizapp.models import Role
from quizapp.services import accounts, erasure

ROLE = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """Create accounts and set their roles."""


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, default=Role.LEARNER.value, show_default=True)
@click.password_option(help="Prompted for if left out")
def add(name: str, role: str, password: str) -> None:
    """Create an account."""
    with open_session(read_settings()) as session:
        account = accounts.create_account(session, name, password, Role(role))
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


@user.command("list")
def list_users() -> None:
    """List all accounts and their roles."""
    with open_session(read_settings()) as session:
        for account in accounts.list_accounts(session):
            click.echo(f"{account.name}\t{account.role.value}")
