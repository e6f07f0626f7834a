"""Pages of live sessions, without a script: the projector, the phones, and that nothing tells the answer too early."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.bank.variants import VariantSigner
from quizapp.domain.classes.live import Action
from quizapp.kinds import right_answer
from quizapp.models import Account, LiveSession
from quizapp.services.classes import live, membership
from quizapp.services.classes.membership import Seat
from quizapp.services.published_bank import published_bank
from tests.classes import join, open_class
from tests.live import open_live, open_live_of, step, take_part, vote
from tests.quizapp.services.answering import quick_items
from tests.quizapp.web.test_accounts import enter

HEADERS = {"Accept-Language": "en"}
PLAIN = re.compile(r"[A-Za-z][A-Za-z ,]{25,}")


@pytest.fixture
def seat(session: Session, instructor: Account) -> Seat:
    return open_class(session, instructor)


def signed_in(app: Flask, session: Session, name: str) -> FlaskClient:
    session.rollback()
    client = app.test_client()
    enter(client, name)
    return client


def read(session: Session, client: FlaskClient, path: str, status: int = 200) -> str:
    session.rollback()
    answer = client.get(path, headers=HEADERS)
    assert answer.status_code == status, path
    return html.unescape(answer.text)


def send(session: Session, client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    session.rollback()
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/live", headers=HEADERS).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **fields}, headers=HEADERS)


def address(of: LiveSession) -> str:
    return f"/live/{of.code}"


def test_no_response_to_a_learner_tells_the_answer_before_it_is_shown(
    app: Flask, session: Session, seat: Seat
) -> None:
    """Of every kind of exercise that is graded without a run: not its explanation, not its feedback, and no grade."""
    bank = published_bank(session)
    by_kind = {bank.items[item_id].item.kind: item_id for item_id in quick_items(session)}
    of = open_live_of(session, seat, list(by_kind.values()))
    account = join(session, seat, "ann")
    take_part(session, of, account)
    client = signed_in(app, session, "ann")
    read(session, client, address(of))  # the page is this part with a frame
    for number, each in enumerate(of.items):
        item = bank.items[each.item_id].item
        document = item.model_dump(mode="json")
        secrets = set(_said(document, ("explanation", "feedback")))
        assert secrets, item.id

        def pages() -> str:
            return "".join(read(session, client, address(of) + path) for path in ("/stage", "/state"))

        step(session, seat, of, Action.NEXT if number else Action.ASK)
        before = pages()
        vote(session, of, account, right=True)
        before += pages()
        step(session, seat, of, Action.LOCK)
        before += pages()
        assert not [said for said in secrets if said in before], item.id
        assert "chip-right" not in before
        step(session, seat, of, Action.REVEAL)
        shown = pages()
        assert any(said in shown for said in secrets), item.id
    assert len(by_kind) > 8


def test_a_phone_answers_with_the_form_of_the_kind_and_is_told_what_became_of_it(
    app: Flask, session: Session, seat: Seat
) -> None:
    item_id = quick_items(session, lambda facts: facts.kind == "single_choice")[0]
    of = open_live_of(session, seat, [item_id, quick_items(session)[0]])
    join(session, seat, "ann")
    client = signed_in(app, session, "ann")
    assert "Join" in read(session, client, address(of))
    assert send(session, client, address(of)).status_code == 303
    assert "You have joined" in read(session, client, address(of))
    step(session, seat, of, Action.ASK)
    form = read(session, client, address(of))
    assert f'action="{address(of)}/answer"' in form
    key = right_answer(live.asked_live(session, _signer(app), of.items[0]).drawn.item)
    fields = {"position": 1, "round": 1, "seconds": "4.0"}
    assert send(session, client, f"{address(of)}/answer", **fields).status_code == 422  # nothing chosen
    sent = send(session, client, f"{address(of)}/answer", answer=key, **fields)
    assert (sent.status_code, sent.location) == (303, address(of))
    assert "Your answer is in." in read(session, client, address(of))
    another = send(session, client, f"{address(of)}/answer", answer="something-else", **fields)
    assert another.status_code == 422
    step(session, seat, of, Action.LOCK, Action.REVEAL, Action.NEXT)
    late = send(session, client, f"{address(of)}/answer", answer=key, **fields)
    assert (late.status_code, "came after the round was closed" in late.text) == (422, True)
    step(session, seat, of, Action.END)
    over = read(session, client, address(of))
    assert "/work/attempts/" in over
    assert "100%" in over


def test_guests_need_a_nickname_and_a_class_that_admits_them(
    app: Flask, session: Session, seat: Seat
) -> None:
    of = open_live(session, seat)
    client = app.test_client()
    assert "Only members of the class" in read(session, client, address(of))
    assert send(session, client, address(of), nickname="Fox").status_code == 403
    membership.change_class(session, seat, "Deep learning", "Asia/Shanghai", admits_guests=True)
    assert send(session, client, address(of), nickname="").status_code == 422
    assert send(session, client, address(of), nickname="Fox").status_code == 303
    assert "You have joined" in read(session, client, address(of))
    assert send(session, client, "/live", code=f" {of.code[:3].lower()}-{of.code[3:]}").location == address(
        of
    )
    assert send(session, client, "/live", code="222222").status_code == 404


def test_the_projector_goes_on_without_a_script_and_shows_both_votes(
    app: Flask, session: Session, seat: Seat
) -> None:
    accounts = [join(session, seat, name) for name in ("ann", "bob")]
    home = f"/classes/{seat.study_class.public_id}/live"
    client = signed_in(app, session, "ines")
    items = quick_items(session, lambda facts: facts.kind == "single_choice")[:1]
    made = send(session, client, home, title="Friday", selection="fixed", items=items, variants="same")
    assert made.status_code == 303
    of = live.list_live(session, seat)[0]
    projector = f"{home}/{of.public_id}/projector"
    assert "<svg" in read(session, client, projector)
    for account in accounts:
        take_part(session, of, account)

    def press(action: str) -> str:
        session.refresh(of)
        revision = of.revision
        sent = send(session, client, f"{home}/{of.public_id}/step", action=action, revision=revision)
        assert sent.status_code == 303
        session.expire_all()
        return read(session, client, projector)

    assert "of 2 answers" in re.sub("<[^>]+>", "", press("ask"))
    for account, is_right in zip(accounts, (True, False), strict=True):
        vote(session, of, account, right=is_right)
    assert "is-right" not in press("lock")
    assert "is-right" in read(session, client, projector.replace("projector", "remote"))
    press("revote")
    for account in accounts:
        vote(session, of, account, right=True)
    press("lock")
    shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", press("reveal")))
    assert "50% 1 / 2" in shown
    assert "100% 2 / 2" in shown
    assert "data-live-run" in press("refute")
    press("end")
    summary = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", read(session, client, f"{home}/{of.public_id}")))
    assert "2 learners took part" in summary
    assert "50% 1 / 2" in summary


def _signer(app: Flask) -> VariantSigner:
    return VariantSigner(app.extensions["quizapp.settings"].secret_key)


def _said(document: Any, names: tuple[str, ...], *, is_secret: bool = False) -> list[str]:
    """Stretches of plain words of these fields, however deep."""
    if isinstance(document, dict):
        found = []
        for name, value in document.items():
            found += _said(value, names, is_secret=is_secret or name in names)
        return found
    if isinstance(document, list):
        return [said for each in document for said in _said(each, names, is_secret=is_secret)]
    is_words = is_secret and isinstance(document, str)
    return [PLAIN.findall(document)[0].strip()] if is_words and PLAIN.search(document) else []
