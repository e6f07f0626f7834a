"""Addresses made of what people sent."""

import pytest
from flask.testing import FlaskClient

from quizapp.http.addresses import local_address
from tests.quizapp.web.test_accounts import send
from tests.samples import sampled_product

NAMES = ("_method", "endpoint", "_external", "_scheme", "_anchor", "self", "values")


@sampled_product(7, name=NAMES, value=("x", "POST", "1"))
def test_a_name_in_the_query_is_only_that(client: FlaskClient, name: str, value: str) -> None:
    page = client.get(f"/lab/inside?scenario=rnn-oscillation&{name}={value}")
    assert page.status_code == 200
    assert f"/lab/inside?scenario=rnn-oscillation&amp;{name}={value}&amp;when=after" in page.get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    "address", ["/\r\nSet-Cookie: a=b", "/\n", "/a\tb", "//[x", "/\x7f", "http://[", "/\0"]
)
def test_an_address_that_is_none_leads_home(client: FlaskClient, address: str) -> None:
    assert local_address(address) == "/"
    answer = send(client, "/language", page="/", language="en", next=address.replace("\0", ""))
    assert answer.status_code == 302
    assert "\n" not in (answer.location or "")
