"""Nobody can infer a key from what the API shows before an answer, with the code at hand but not the secret."""

import base64
import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp import create_app
from quizapp.bank.checking.guessing import at_least
from quizapp.bank.parametric.drawing import draw, needs_simulation
from quizapp.bank.parametric.item import ParametricItem
from quizapp.kinds import right_answer
from quizapp.services.runner import NoRunner
from tests.bank import items, parametric_items, questions, scenarios
from tests.conftest import settings_in

Order = list[str]
GUESTS = 3  # each is given the whole bank
TOO_LUCKY = 1e-6  # for orders that are drawn anew in each run
TOO_LUCKY_OF_IDS = 0.01  # the ids stay the same


@dataclass(frozen=True)
class Choice:
    """One list of parts that a guest is shown, and what an order of it would answer.

    answer: what follows from trying the parts in that order. chance: of full marks by a random order.
    """

    item_id: str
    kind: str
    shown: tuple[str, ...]
    seeded_by: tuple[str, ...]
    variant: str
    answer: Callable[[Order], Any]
    key: Any
    chance: float

    def is_solved_by(self, order: Iterable[str]) -> bool:
        return bool(self.answer(list(order)) == self.key)


def choices_in(item: dict[str, Any], key: Any, variant: str) -> Iterator[Choice]:
    """The lists of an item as the API shows it, with the key that it tells after an answer."""

    def choice(
        parts: list[dict[str, Any]], key: Any, answer: Callable[[Order], Any], chance: float
    ) -> Choice:
        shown = tuple(part["id"] for part in parts)
        return Choice(item["id"], item["kind"], shown, (item["id"],), variant, answer, key, chance)

    parts = item["parts"]
    count = len(parts)
    if item["kind"] == "ordering":
        yield choice(parts, key, list, 1 / math.factorial(count))
    elif item["kind"] == "matching":
        left = [each["id"] for each in item["left"]]
        by_chance = 1 / math.perm(count, len(left))
        yield choice(parts, key, lambda order: dict(zip(left, order, strict=False)), by_chance)
    elif item["kind"] == "multiple_choice":
        right = len(key)
        yield choice(parts, sorted(key), lambda order: sorted(order[:right]), 1 / math.comb(count, right))
    elif item["kind"] == "cloze":
        for gap in item["gaps"]:
            if gap["options"]:
                shown = tuple(part["id"] for part in gap["options"])
                seeded_by = (item["id"], gap["id"])
                yield Choice(
                    item["id"], "cloze", shown, seeded_by, variant, first, key[gap["id"]], 1 / len(shown)
                )
    elif parts:
        of_parts = key if isinstance(key, str) else key.get("reason", key.get("fix"))
        yield choice(parts, of_parts, first, 1 / count)


def first(order: Order) -> str:
    return order[0]


@cache
def an_answer(item_id: str) -> Any:
    """Some answer in the right form: it makes the API tell the key of what was shown."""
    item = next(item for item in items() if item.id == item_id)
    drawn = draw(item, 0).item
    return right_answer(drawn, scenario=scenarios()[drawn.scenario.slug])


def items_given(client: FlaskClient) -> Iterator[dict[str, Any]]:
    """Every item of the bank as a guest is shown it, drawn if it waits for that."""
    for slug in questions():
        for item in client.get(f"/api/v1/questions/{slug}?lang=en").get_json()["items"]:
            if item["variant"] is None:
                drawn = client.post(f"/api/v1/items/{item['id']}/variants?lang=en").get_json()
                yield {**item, **drawn}
            else:
                yield item


def is_interesting(item: dict[str, Any]) -> bool:
    """Its key may follow from an order, or may be told to somebody else."""
    return bool(item["parts"] or item.get("gaps") or item["parameters"])


@pytest.fixture(scope="module")
def given(guessing_app: Flask) -> list[dict[str, Any]]:
    """What several guests are shown, and the key that each of them is told after an answer."""
    client = guessing_app.test_client(use_cookies=False)
    found = []
    for _ in range(GUESTS):
        for item in filter(is_interesting, items_given(client)):
            sent = {"answer": an_answer(item["id"]), "variant": item["variant"]}
            graded = client.post(f"/api/v1/items/{item['id']}/attempts?lang=en", json=sent)
            assert graded.status_code == 201, graded.text
            found.append({**item, "told": graded.get_json()["key"]})
    return found


@pytest.fixture(scope="module")
def guessing_app(tmp_path_factory: pytest.TempPathFactory, ask_for_server: Any) -> Iterator[Flask]:
    with settings_in(tmp_path_factory.mktemp("guessing"), ask_for_server) as settings:
        yield create_app(settings, NoRunner())


def public_seeds(item_id: str, variant: str) -> set[str]:
    """Every number that the name of a variant holds, also decoded, and those that follow from the item's id."""
    texts = [variant]
    for part in variant.split("."):
        with suppress(ValueError):
            texts.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1"))
    found = {number for text in texts for number in re.findall(r"\d+", text)}
    for count in range(4):
        digest = hashlib.sha256(f"{item_id}/{count}".encode()).digest()
        found.add(str(int.from_bytes(digest[:4]) % 2**31))
    return found


def unshuffled(choice: Choice) -> Iterator[Order]:
    """The order in which the author wrote the parts, if the seed is one of the public numbers."""
    for seed in public_seeds(choice.item_id, choice.variant):
        places = Random("/".join((*choice.seeded_by, seed))).sample(
            range(len(choice.shown)), len(choice.shown)
        )
        yield [part for _, part in sorted(zip(places, choice.shown, strict=True))]


OF_THE_ORDER: dict[str, Callable[[Choice], Iterable[str]]] = {
    "first": lambda choice: choice.shown,
    "last": lambda choice: reversed(choice.shown),
    "second": lambda choice: (*choice.shown[1:], choice.shown[0]),
}
OF_THE_IDS: dict[str, Callable[[Choice], Iterable[str]]] = {
    "ids in order": lambda choice: sorted(choice.shown),
    "ids in reverse order": lambda choice: sorted(choice.shown, reverse=True),
    "longest id": lambda choice: sorted(choice.shown, key=lambda part: (-len(part), part)),
    "shortest id": lambda choice: sorted(choice.shown, key=lambda part: (len(part), part)),
}


@pytest.fixture(scope="module")
def choices(given: list[dict[str, Any]]) -> list[Choice]:
    return [choice for item in given for choice in choices_in(item, item["told"], item["variant"])]


def luck(tries: Iterable[tuple[bool, float]]) -> float:
    """The probability that chance alone solves as many."""
    solved = list(tries)
    return at_least(sum(is_solved for is_solved, _ in solved), [chance for _, chance in solved])


def by_kind(choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    kinds = defaultdict(list)
    for choice in choices:
        kinds[choice.kind].append(choice)
    return kinds


def test_undoing_the_shuffle_with_public_numbers_solves_no_more_than_chance(choices: list[Choice]) -> None:
    for kind, of_kind in by_kind(choices).items():
        tries = []
        for choice in of_kind:
            orders = {tuple(order) for order in unshuffled(choice)}
            is_solved = any(choice.is_solved_by(order) for order in orders)
            tries.append((is_solved, min(1.0, len(orders) * choice.chance)))
        assert luck(tries) > TOO_LUCKY, f"{kind}: {sum(solved for solved, _ in tries)} of {len(tries)}"


@pytest.mark.parametrize("strategy", OF_THE_ORDER)
def test_no_position_has_the_key_more_often_than_chance(choices: list[Choice], strategy: str) -> None:
    for kind, of_kind in by_kind(choices).items():
        order_of = OF_THE_ORDER[strategy]
        tries = [(choice.is_solved_by(order_of(choice)), choice.chance) for choice in of_kind]
        assert luck(tries) > TOO_LUCKY, f"{kind}: {sum(solved for solved, _ in tries)} of {len(tries)}"


@pytest.mark.parametrize("strategy", OF_THE_IDS)
def test_no_id_tells_the_key_more_often_than_chance(choices: list[Choice], strategy: str) -> None:
    for kind, of_kind in by_kind(choices).items():
        order_of = OF_THE_IDS[strategy]
        once = {(choice.item_id, choice.seeded_by): choice for choice in of_kind}.values()
        tries = [(choice.is_solved_by(order_of(choice)), choice.chance) for choice in once]
        assert luck(tries) > TOO_LUCKY_OF_IDS, f"{kind}: {sum(solved for solved, _ in tries)} of {len(tries)}"


def test_the_parts_are_shown_in_every_order(choices: list[Choice]) -> None:
    """An order that never occurs, or occurs too often, would tell something too."""
    first_shown = defaultdict(set)
    for choice in choices:
        first_shown[choice.item_id].add(choice.shown)
    assert sum(len(orders) > 1 for orders in first_shown.values()) > 0.9 * len(first_shown)


def test_a_key_told_to_one_guest_is_that_of_another_only_by_chance(given: list[dict[str, Any]]) -> None:
    told = defaultdict(list)
    for item in given:
        told[item["id"]].append(item["told"])
    tries = []
    for item in parametric_items():
        earlier, *others = told[item.id]
        tries += [(other == earlier, chance_of_the_same_key(item)) for other in others]
    assert luck(tries) > TOO_LUCKY, f"{sum(same for same, _ in tries)} of {len(tries)}"


def chance_of_the_same_key(item: ParametricItem) -> float:
    """That two variants have the same key, with room; at most a half where networks would have to run to know it."""
    if needs_simulation(item):
        return 0.5
    keys = [str(right_answer(draw(item, seed).item)) for seed in range(60)]
    pairs = [(one, other) for place, one in enumerate(keys) for other in keys[:place]]
    return min(1.0, sum(one == other for one, other in pairs) / len(pairs) + 0.05)


def test_the_page_shows_the_parts_in_the_order_of_the_api_and_in_no_other(guessing_app: Flask) -> None:
    client = guessing_app.test_client()
    compared = 0
    for slug in questions():
        page = client.get(f"/questions/{slug}").text
        for item in client.get(f"/api/v1/questions/{slug}").get_json()["items"]:
            article = page.partition(f'id="item-{item["id"]}"')[2].partition("</article>")[0]
            lists = [item["parts"], *(gap["options"] for gap in item.get("gaps", []))]
            for ids in ([part["id"] for part in parts] for parts in lists if parts):
                values = dict.fromkeys(re.findall(r'value="([^"]*)"', article))
                assert [value for value in values if value in ids] == ids, item["id"]
                compared += 1
    assert compared > 50
