"""The lab's list: filters that keep what they promise, and the run it proposes."""

import html
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from quizapp.bank.parametric.item import ParametricItem
from quizapp.kinds import wrong_answers
from tests.bank import bank, questions

CHOICE = re.compile(
    r'<li><a href="(/lab[^"]*)" *(aria-current=true)?>([^<]*) <span class="list-count">(\d+)</span>'
)


def page(client: FlaskClient, address: str = "/lab") -> str:
    return client.get(address).get_data(as_text=True)


def token_in(text: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', text)
    assert found
    return found[1]


def tiles(text: str) -> list[str]:
    return re.findall(r'class="tile">\s*<a href="/lab/([a-z-]+)"', text)


def choices(text: str) -> dict[str, tuple[str, int]]:
    """The address and the count of each choice of a filter, by its name."""
    return {name: (html.unescape(address), int(count)) for address, _, name, count in CHOICE.findall(text)}


@pytest.mark.parametrize("first", ["/lab", "/lab?network=rnn", "/lab?change=clipping&symptom=loss_nan"])
def test_each_choice_leaves_as_many_scenarios_as_it_says(client: FlaskClient, first: str) -> None:
    text = page(client, first)
    found = choices(text)
    assert len(found) > 8
    chosen = set(re.findall(r"aria-current=true>([^<]*) <span", text))
    assert len(chosen) == first.count("=")
    for name, (address, count) in list(found.items())[::3]:
        if name not in chosen:
            assert len(tiles(page(client, address))) == count, name


def test_the_groups_hold_every_scenario_once_each_with_its_picture(client: FlaskClient) -> None:
    groups = re.findall(r'href="(/lab\?group=[a-z]+)"', page(client))
    shown = [slug for address in groups for slug in tiles(page(client, address))]
    shown += tiles(page(client, "/lab?group=shapes"))
    assert sorted(shown) == sorted(scenario.slug for scenario in bank().scenarios)
    everything = page(client, "/lab?mine=new")
    assert len(tiles(everything)) == len(bank().scenarios) == everything.count('<svg class="pic"')
    assert len(everything.encode()) < 120_000


def test_without_a_hit_the_list_says_which_filter_to_drop(client: FlaskClient) -> None:
    text = page(client, "/lab?network=gru&symptom=loss_nan&lang=en")
    assert not tiles(text)
    drops = {
        html.unescape(a): int(n)
        for a, n in re.findall(r'href="([^"]+)">Without “[^”]+”, there \w+ (\d+)', text)
    }
    assert len(drops) == 2
    for address, count in drops.items():
        assert len(tiles(page(client, address))) == count > 0
    assert "/lab" in page(client, "/lab?q=" + quote("<no such>"))


def test_words_of_a_title_find_its_scenario_in_either_language(client: FlaskClient) -> None:
    assert tiles(page(client, "/lab?q=half&lang=en")) == tiles(page(client, "/lab?q=HALF&lang=en"))
    assert "lstm-forget-gate" in tiles(page(client, "/lab?q=forget&lang=en"))
    assert "lstm-forget-gate" in tiles(page(client, "/lab?q=" + quote("遗忘门") + "&lang=zh"))


def test_what_i_ran_is_mine_and_no_longer_proposed(running_client: FlaskClient) -> None:
    before = page(running_client)
    first = bank().scenarios[0].slug
    assert f'href="/lab/{first}"' in before.split('class="list-body"')[0]
    answer = running_client.post(f"/lab/{first}/run", data={"gain": "0.77", "csrf_token": token_in(before)})
    assert answer.status_code == 303, answer.text
    after = page(running_client, "/lab?mine=run")
    assert tiles(after) == [first]
    assert "tile-seen" in after
    assert f'href="/lab/{first}"' not in page(running_client).split('class="list-body"')[0]


def test_a_mistake_proposes_its_scenario_as_a_guess_that_gives_nothing_away(client: FlaskClient) -> None:
    question, item = next(
        (question, item)
        for question in questions().values()
        for item in question.items
        if item.kind == "single_choice"
        and not isinstance(item, ParametricItem)
        and item.scenario.slug != bank().scenarios[0].slug
    )
    client.get(f"/questions/{question.slug}")
    answer = next(iter(wrong_answers(item)))
    response = client.post(
        f"/api/v1/items/{item.id}/attempts",
        json={"answer": answer},
        headers={"X-CSRFToken": token_in(page(client))},
    )
    assert response.status_code == 201, response.text
    text = page(client, "/lab?lang=en")
    lead, _ = text.split('class="list-body"')
    assert f'href="/lab/{item.scenario.slug}?guess=1"' in lead
    assert lead.count('class="pic-baseline"') == 1
    assert "pic-treated pic-blank" in lead
    assert choices(text)["From my mistakes"][1] == 1
    tile = page(client, "/lab?mine=mistakes").split('class="tile"')[1]
    assert "tile-treated" not in tile


def test_what_one_link_asked_for_is_said_to_nobody_else(client: FlaskClient) -> None:
    said = "The link asks for 99"
    addresses = ("/lab/mlp-nan-loss", "/lab/mlp-nan-loss?gain=99", "/lab/mlp-nan-loss")
    pages = [client.get(address, headers={"Accept-Language": "en"}).text for address in addresses]
    assert [said in page for page in pages] == [False, True, False]
