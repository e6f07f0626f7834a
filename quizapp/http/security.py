"""Response headers, and the check that a modifying request comes from our own pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.sansio.utils import host_is_trusted

from quizapp.http.extensions import csrf, settings
from quizapp.http.identity import bearer_token, is_only_a_visitor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_policy = (
    ContentSecurityPolicy()
    .default_src("'self'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .connect_src("'self'")
    .object_src("'none'")
    .base_uri("'none'")
    .form_action("'self'")
    .frame_ancestors("'none'")
)
HEADERS = Secure(
    csp=_policy,
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    permissions=PermissionsPolicy().camera().microphone("self").geolocation(),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().deny(),
).headers
_only_https = StrictTransportSecurity().max_age(365 * 24 * 3600)  # of this host; others are not ours
_private = CacheControl().no_cache().private()

POLICY = HEADERS["Content-Security-Policy"]
# What platforms send: no cookie of ours comes along, and a signature says who sent it.
SIGNED_BY_OTHERS = {"lti_launches.login", "lti_launches.launch"}

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class OnlyHosts:
    """Refuses requests that name another host than these, before anything makes a URL of it."""

    def __init__(self, application: WSGIApplication, hosts: Iterable[str]) -> None:
        self._application = application
        self._hosts = list(hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if host_is_trusted(environ.get("HTTP_HOST", ""), self._hosts):
            return self._application(environ, start_response)
        answer = Response("This server does not answer requests for this host.\n", 400, mimetype="text/plain")
        return answer(environ, start_response)


def init_security(app: Flask) -> None:
    app.before_request(_refuse_forged_request)
    app.after_request(_set_headers)


def _refuse_forged_request() -> None:
    """A browser sends its cookies, so it must prove that the request is ours; other clients have none to abuse.

    Nor has a visitor who has done nothing yet: a script that keeps cookies can answer what it was just given.
    """
    if request.method in SAFE_METHODS or request.endpoint is None or request.endpoint in SIGNED_BY_OTHERS:
        return
    has_nothing_to_abuse = bearer_token(request) or not request.cookies or is_only_a_visitor()
    if request.path.startswith("/api/") and has_nothing_to_abuse:
        return
    if _is_from_own_page():
        return
    csrf.protect()


def _is_from_own_page() -> bool:
    """Whether the browser itself says so, in headers that no page can set. Then the form may be older than the
    session, as after signing in again in another tab: what was typed into it need not be refused.
    """
    if site := request.headers.get("Sec-Fetch-Site"):  # not sent to an address without encryption
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def allow_frames_of(origins: Iterable[str]) -> None:
    """Let pages of these origins show the page of this request inside of them."""
    g.frame_origins = {*g.get("frame_origins", ()), *origins}


def allow_form_to(origin: str) -> None:
    """Let the page of this request send its form there."""
    g.form_origin = origin


def _set_headers(response: Response) -> Response:
    if origins := g.get("frame_origins"):
        policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(sorted(origins))}")
        if form_origin := g.get("form_origin"):
            policy = policy.replace("form-action 'self'", f"form-action 'self' {form_origin}")
        response.headers["Content-Security-Policy"] = policy
    for name, value in HEADERS.items():
        if name != "X-Frame-Options" or not origins:
            response.headers.setdefault(name, value)
    if settings().cookies_need_https:
        response.headers[_only_https.header_name] = _only_https.header_value
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _private.header_value
    return response
