import click

from quizapp.cli.sessions import open_session, read_settings
from quizapp.models import Role
from quizapp.services import accounts

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


@user.command("list")
def list_users() -> None:
    """List all accounts and their roles."""
    with open_session(read_settings()) as session:
        for account in accounts.list_accounts(session):
            click.echo(f"{account.name}\t{account.role.value}")
