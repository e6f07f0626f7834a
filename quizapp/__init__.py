"""The application factory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # workers and computing processes do not need them
    from flask import Flask

    from quizapp.config import Settings
    from quizapp.services.runner import Background, Runner

__version__ = "0.1.0"


def create_app(settings: Settings | None = None, runner: Runner | None = None) -> Flask:
    """Create the application with these settings, or those of the environment, and this runner, or that of the
    settings.
    """
    from flask.json.provider import DefaultJSONProvider
    from flask_openapi3 import Info, OpenAPI
    from werkzeug.middleware.proxy_fix import ProxyFix

    from quizapp import api, web
    from quizapp.api import problems
    from quizapp.config import settings_from
    from quizapp.http import errors as http_errors
    from quizapp.http import extensions, languages, request_bounds, security, template_filters
    from quizapp.http.delivery import init_delivery
    from quizapp.http.permissions import init_permissions
    from quizapp.http.request_log import init_request_log
    from quizapp.http.session_cookies import RenewedByPages
    from quizapp.services.images.stores import image_store
    from quizapp.web import errors

    settings = settings or settings_from(os.environ)
    app = OpenAPI(
        __name__,
        info=Info(title="Nabla", version=__version__, description=api.DESCRIPTION),
        security_schemes=api.SECURITY_SCHEMES,
        validation_error_callback=problems.answer_validation_error,
        validation_error_model=problems.ProblemDetails,
        doc_ui=False,
        template_folder="web/templates",
    )
    init_delivery(app)
    if settings.log_requests:
        init_request_log(app)
    app.config.update(
        VERSION=__version__,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": _engine_options(settings)},
        SESSION_COOKIE_NAME="quizapp",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookies_need_https,
        PERMANENT_SESSION_LIFETIME=365 * 24 * 3600,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="en",
    )
    app.session_interface = RenewedByPages()
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.ensure_ascii = False
    app.extensions["quizapp.settings"] = settings
    app.extensions["quizapp.runner"] = runner or _runner(settings)
    app.extensions |= _background(settings, has_runner=runner is None)
    app.extensions["quizapp.images"] = image_store(settings.media)
    if settings.hosts:
        app.wsgi_app = security.OnlyHosts(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    extensions.db.init_app(app)
    extensions.close_no_async_sessions(app)
    extensions.babel.init_app(app, locale_selector=languages.select_locale)
    extensions.csrf.init_app(app)
    extensions.login_manager.init_app(app)
    extensions.limiter.init_app(app)
    app.url_map.converters["int"] = request_bounds.IdConverter
    template_filters.init_filters(app)
    request_bounds.init_request_bounds(app)
    security.init_security(app)
    web.register(app)
    api.register(app)
    init_permissions(app)
    http_errors.register(
        app,
        pages=(errors.show_quiz_error, errors.show_http_error),
        api=(problems.answer_quiz_error, problems.answer_http_error),
    )
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    from quizapp.db.engine import OPTIONS

    return {"url": settings.database_url, "pool_size": 10, "max_overflow": settings.threads, **OPTIONS}


def _background(settings: Settings, *, has_runner: bool) -> dict[str, Background]:
    from quizapp.runners.background import BackgroundProcess, check_in_process, regrade_in_process
    from quizapp.services.runner import NoBackground

    return {
        f"quizapp.{name}": BackgroundProcess(work, settings.database_url) if has_runner else NoBackground()
        for name, work in (("checker", check_in_process), ("regrader", regrade_in_process))
    }


def _runner(settings: Settings) -> Runner:
    from quizapp.errors import ExtraMissing

    if settings.broker_url:
        try:
            from quizapp.runners.broker import BrokerRunner
        except ImportError:
            raise ExtraMissing(extra="scale", needed_for="QUIZAPP_BROKER_URL") from None
        return BrokerRunner(settings.broker_url)
    from quizapp.runners.pool import PoolRunner
    from quizapp.runners.supervision import Supervisor, process_limits

    supervisor = Supervisor(settings.database_url, settings.runner_processes, process_limits(settings))
    return PoolRunner(supervisor, settings.runner_processes)
