"""When the session cookie is sent anew."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from quizapp.http.security import SIGNED_BY_OTHERS


class RenewedByPages(SecureCookieSessionInterface):
    """Only a page prolongs the session. A request in the background may end after one that changed the session, such
    as the language; with its own older cookie it would undo the change.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if (
            request.endpoint in SIGNED_BY_OTHERS
        ):  # the cookie did not come along: a new one would sign somebody out
            return False
        is_page = request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        return session.modified or (is_page and super().should_set_cookie(app, session))
