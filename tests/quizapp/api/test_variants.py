"""Variants over JSON and in the pages: drawn numbers, their keys, and no runs before they are requested."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.bank.parametric import simulation
from quizapp.bank.parametric.drawing import draw
from quizapp.bank.parametric.item import ParametricItem
from quizapp.kinds import right_answer
from tests.bank import bank, parametric_items
from tests.variants import drawn_as

DRAWN, MEASURED = "component-after-clipping-by-norm", "measured-growth-through-time"


def item_named(item_id: str) -> ParametricItem:
    return next(item for item in parametric_items() if item.id == item_id)


def slug_of(item_id: str) -> str:
    return next(question.slug for question in bank().questions if item_named(item_id) in question.items)


def variant_of(client: FlaskClient, item_id: str) -> Any:
    answer = client.post(f"/api/v1/items/{item_id}/variants?lang=en", json={})
    assert answer.status_code == 201
    return answer.get_json()


@pytest.mark.parametrize("item_id", [DRAWN, MEASURED])
def test_a_variant_says_its_numbers_and_its_key_is_the_one_they_lead_to(
    app: Flask, bare_client: FlaskClient, item_id: str
) -> None:
    variant = variant_of(bare_client, item_id)
    drawn = drawn_as(app, item_named(item_id), variant["variant"])
    assert variant["parameters"] == drawn.parameters
    assert variant["prompt"] == drawn.item.prompt.en.strip()
    assert "[[" not in variant["prompt"]
    answer = {"variant": variant["variant"], "answer": right_answer(drawn.item)}
    graded = bare_client.post(f"/api/v1/items/{item_id}/attempts?lang=en", json=answer).get_json()
    assert graded["score"] == 1.0
    assert graded["key"] == pytest.approx(right_answer(drawn.item))
    assert "[[" not in graded["explanation"]


def test_two_variants_differ_and_one_is_the_same_again(bare_client: FlaskClient) -> None:
    drawn = {str(variant_of(bare_client, DRAWN)["parameters"]) for _ in range(12)}
    assert len(drawn) > 1
    assert draw(item_named(DRAWN), 5) == draw(item_named(DRAWN), 5)


def test_the_tolerance_of_a_measured_key_tells_over_how_many_seeds_it_spreads(client: FlaskClient) -> None:
    variant = variant_of(client, MEASURED)
    sent = {"variant": variant["variant"], "answer": "0"}
    graded = client.post(f"/api/v1/items/{MEASURED}/attempts", json=sent).get_json()
    assert graded["tolerance"]["spread_over"] == 9
    assert graded["tolerance"]["absolute"] > 0
    page = client.get(f"/questions/{slug_of(MEASURED)}", headers={"Accept-Language": "en"}).text
    assert "the tolerance is the range over 9 seeds" in page


def test_an_attempt_is_shown_again_with_the_numbers_it_was_given(app: Flask, client: FlaskClient) -> None:
    variant = variant_of(client, DRAWN)
    client.post(f"/api/v1/items/{DRAWN}/attempts", json={"variant": variant["variant"], "answer": "0"})
    shown = client.get("/api/v1/attempts?lang=en").get_json()["attempts"][0]
    assert shown["variant"] == variant["variant"]
    assert shown["key"] == pytest.approx(
        right_answer(drawn_as(app, item_named(DRAWN), variant["variant"]).item)
    )


def test_no_network_runs_for_an_item_that_nobody_opened(client: FlaskClient) -> None:
    simulation._measured.cache_clear()
    page = client.get(f"/questions/{slug_of(MEASURED)}", headers={"Accept-Language": "en"}).text
    shown = client.get(f"/api/v1/questions/{slug_of(MEASURED)}?lang=en").get_json()
    item = next(item for item in shown["items"] if item["id"] == MEASURED)
    assert simulation._measured.cache_info().misses == 0
    assert item["variant"] is None
    assert "…" in item["prompt"]
    assert "[[" not in item["prompt"]
    assert "Get my numbers" in page


def test_opening_it_draws_the_numbers_and_answering_offers_others(client: FlaskClient) -> None:
    headers = {"Accept-Language": "en"}
    opened = client.get(f"/questions/{slug_of(MEASURED)}?again={MEASURED}", headers=headers).text
    article = opened.partition(f'id="item-{MEASURED}"')[2].partition("</article>")[0]
    assert "Get my numbers" not in article
    assert "[[" not in article
    variant = article.partition('name="variant" value="')[2].partition('"')[0]
    token = article.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"variant": variant, "answer": "0", "csrf_token": token}
    assert client.post(f"/items/{MEASURED}/attempts", data=sent).status_code == 302
    asked_again = client.get(f"/questions/{slug_of(MEASURED)}", headers=headers).text
    give_up = re.search(rf'formaction="(/items/{MEASURED}/attempts/[^"#]+)', asked_again)
    assert give_up
    assert client.post(give_up[1], data={"csrf_token": token}).status_code == 302
    answered = client.get(f"/questions/{slug_of(MEASURED)}", headers=headers).text
    assert "Another variant" in answered


def test_the_numbers_of_the_next_variant_are_new_after_an_answer_and_steady_before(
    client: FlaskClient,
) -> None:
    def seen() -> tuple[str, dict[str, Any]]:
        shown = client.get(f"/api/v1/questions/{slug_of(DRAWN)}?lang=en").get_json()
        item = next(item for item in shown["items"] if item["id"] == DRAWN)
        return item["variant"], item["parameters"]

    first = seen()
    assert seen() == first
    client.post(f"/api/v1/items/{DRAWN}/attempts", json={"variant": first[0], "answer": "0"})
    assert seen()[0] != first[0]
