"""Response headers, and the check that a modifying request comes from our own pages."""

from flask import Flask, Response, request
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)

from quizapp.http.extensions import csrf
from quizapp.http.identity import bearer_token, is_only_a_visitor

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
_headers = Secure(
    csp=_policy,
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    permissions=PermissionsPolicy().camera().microphone().geolocation(),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().deny(),
).headers
_private = CacheControl().no_cache().private()

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def init_security(app: Flask) -> None:
    app.before_request(_refuse_forged_request)
    app.after_request(_set_headers)


def _refuse_forged_request() -> None:
    """A browser sends its cookies, so it must prove that the request is ours; other clients have none to abuse.

    Nor has a visitor who has done nothing yet: a script that keeps cookies can answer what it was just given.
    """
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    has_nothing_to_abuse = bearer_token(request) or not request.cookies or is_only_a_visitor()
    if request.path.startswith("/api/") and has_nothing_to_abuse:
        return
    csrf.protect()


def _set_headers(response: Response) -> Response:
    for name, value in _headers.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _private.header_value
    return response
