"""The Flask extensions, created here and bound to an application in create_app."""

import inspect
import threading
from functools import cache

from flask import Flask, current_app, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy

from quizapp.bank.variants import VariantSigner
from quizapp.config import Settings
from quizapp.db.sessions import session_options
from quizapp.http.csrf_tokens import MaskedCSRFProtect
from quizapp.http.rate_counts import CountsInMemory
from quizapp.services.admission import RunLimits
from quizapp.services.images.keeping import ImageKeeper
from quizapp.services.images.stores import ImageStore
from quizapp.services.lti.platform_web import PlatformWeb
from quizapp.services.lti.tokens import Access
from quizapp.services.runner import Background, Runner

db = SQLAlchemy(session_options=session_options())
babel = Babel()
csrf = MaskedCSRFProtect()
login_manager = LoginManager()
stopping = threading.Event()  # set when this process is asked to stop, so that live streams end


def close_no_async_sessions(app: Flask) -> None:
    """There are none; looking for them would start an event loop at the end of each request."""
    app.teardown_appcontext_funcs = [
        function for function in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(function)
    ]


@cache
def _web_of_platforms(allows_local: bool) -> PlatformWeb:
    return PlatformWeb(allows_local=allows_local)


def platform_web() -> PlatformWeb:
    """For requests to course platforms; its connections are shared by the threads of this process."""
    return _web_of_platforms(settings().local_platforms)


@cache
def _access_to_platforms(allows_local: bool) -> Access:
    return Access(_web_of_platforms(allows_local))


def platform_access() -> Access:
    """To the services of course platforms; its tokens are shared by the threads of this process."""
    return _access_to_platforms(settings().local_platforms)


def settings() -> Settings:
    found: Settings = current_app.extensions["quizapp.settings"]
    return found


def runner() -> Runner:
    found: Runner = current_app.extensions["quizapp.runner"]
    return found


def checker() -> Background:
    found: Background = current_app.extensions["quizapp.checker"]
    return found


def regrader() -> Background:
    found: Background = current_app.extensions["quizapp.regrader"]
    return found


def image_store() -> ImageStore:
    found: ImageStore = current_app.extensions["quizapp.images"]
    return found


def image_keeper() -> ImageKeeper:
    return ImageKeeper(image_store(), settings().media.account_mib)


def has_own_workers() -> bool:
    """Whether this server computes runs itself, not through a broker."""
    return not settings().broker_url


def variant_signer() -> VariantSigner:
    return VariantSigner(settings().secret_key)


def run_limits() -> RunLimits:
    return RunLimits(
        seconds=settings().run_seconds_limit,
        queue=settings().run_queue_limit,
        survey_seconds=settings().survey_seconds_limit,
        memory_bytes=settings().run_memory_limit_mib * 1024**2,
        guest_queue=settings().guest_queue_limit,
        account_queue=settings().account_queue_limit,
    )


UPLOADS_PER_MINUTE = "60/minute"


def runs_per_minute() -> str:
    return f"{settings().runs_per_minute}/minute"


def sign_ins_per_minute() -> str:
    return f"{settings().sign_ins_per_minute}/minute"


def refusals_per_hour() -> str:
    return f"{settings().sign_in_refusals_per_hour}/hour"


def requests_per_minute() -> str:
    return f"{settings().requests_per_minute}/minute"


def guests_per_minute() -> str:
    return f"{settings().guests_per_minute}/minute"


def _is_a_file() -> bool:
    return request.endpoint == "static"


limiter = Limiter(
    get_remote_address,
    application_limits=[requests_per_minute],
    application_limits_exempt_when=_is_a_file,
    headers_enabled=True,
    storage_uri=f"{CountsInMemory.STORAGE_SCHEME[0]}://",
)
