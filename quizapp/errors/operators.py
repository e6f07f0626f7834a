"""What the operator of the service must fix; shown as one line on the command line."""

import importlib.metadata
import re

from quizapp.errors.families import N_, OperatorError


class NewerDatabase(OperatorError):
    message = N_(
        "The database %(database)s was created by a newer version of quizapp (revision "
        "%(revision)s). Start that version, or restore a backup."
    )


class DatabaseUnreachable(OperatorError):
    message = N_("The database %(database)s cannot be opened: %(reason)s")


class NoDatabase(OperatorError):
    message = N_("There is no database at %(database)s.")


class NotOurDatabase(OperatorError):
    message = N_("%(path)s is not a sound quizapp database: %(reason)s")


class DatabaseInUse(OperatorError):
    message = N_(
        "A server or a worker uses the database %(database)s, or it is being replaced. Stop that first."
    )


class FolderNotWritable(OperatorError):
    message = N_(
        "Cannot write to the folder %(folder)s: %(reason)s. Make it writable, or set QUIZAPP_INSTANCE."
    )


class PortTaken(OperatorError):
    message = N_(
        "Port %(port)s on %(host)s is already in use. Stop the program that is using it, or "
        "choose another port: PORT=8001 make run"
    )


class AddressRefused(OperatorError):
    message = N_("The server cannot listen on %(host)s:%(port)s: %(reason)s")


class OtherSecretKey(OperatorError):
    message = N_(
        "Another secret key signs the cookies of this database, and a server with this key would sign its users out. "
        "Set QUIZAPP_SECRET_KEY to that key, or stop all servers and run `quizapp db rotate-key`."
    )


class SettingMissing(OperatorError):
    message = N_("Set %(name)s first, for example to %(example)s.")


class ExtraMissing(OperatorError):
    """The packages are named, since the name of this one may be somebody else’s on the public index."""

    message = N_("%(needed_for)s needs packages that are not installed: pip install %(packages)s")

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(packages=" ".join(f"'{name}'" for name in packages_of(extra)), needed_for=needed_for)


def packages_of(extra: str) -> list[str]:
    required = importlib.metadata.requires("quizapp") or []
    parts = [requirement.partition(";") for requirement in required]
    return [name.strip() for name, _, marker in parts if re.search(rf"extra == ['\"]{extra}['\"]", marker)]


class WeakSecretKey(OperatorError):
    message = N_(
        "The secret key in %(place)s is too easy to guess. Use at least %(least)s random characters, for example those "
        "that `openssl rand -hex 32` prints."
    )


class BadUrl(OperatorError):
    message = N_("The setting %(name)s has the scheme %(scheme)r; it must be %(expected)s.")


class UnreadableUrl(OperatorError):
    message = N_("The setting %(name)s is not a URL. Percent-encode the special characters of its password.")


class UnknownSetting(OperatorError):
    message = N_("There is no setting %(name)s. The most similar one is %(nearest)s.")


class BadSetting(OperatorError):
    message = N_("The setting %(name)s is %(value)r; it must be %(expected)s.")


class ServerUnreachable(OperatorError):
    message = N_("The server %(server)s cannot be reached: %(reason)s")


class NotOurServer(OperatorError):
    message = N_("%(server)s does not answer as Nabla does. Check the address.")


class TokenRefused(OperatorError):
    message = N_(
        "%(server)s does not accept the token: it is wrong, revoked, or expired. Create one at %(server)s/account"
    )


class ServerRefused(OperatorError):
    """What a server answered; the value `code` is the status."""

    message = "%(detail)s"
