"""The pages of claims: all claims with their verdicts, one claim with its evidence, and a test in the lab."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.scheduling.cards import Concept
from quizapp.errors import N_, Invalid, Problem
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_learner, find_current_learner, requester_key, welcome_starter
from quizapp.models import ContentRoom
from quizapp.services import claims, overviews, question_bank, runs
from quizapp.services.making import entries
from quizapp.web.claims.presenter import CLAIM_VERDICTS, ClaimGroup, test_card
from quizapp.web.lab.run_presenter import test_config

blueprint = Blueprint("claims", __name__, template_folder="templates", url_prefix="/claims")


@blueprint.get("")
def index() -> str:
    question, verdict = request.args.get("question") or None, request.args.get("verdict") or None
    everything = claims.list_claims(db.session)
    of_question = [claim for claim in everything if question in (None, claim.question)]
    found = [claim for claim in of_question if verdict in (None, claim.verdict)]
    questions = [published.question for published in question_bank.list_questions(db.session)]
    with_claims = {claim.question for claim in everything}
    groups = [
        ClaimGroup(each, [claim for claim in found if claim.question == each.slug]) for each in questions
    ]
    known = {each.slug for each in questions}
    groups.append(ClaimGroup(None, [claim for claim in found if claim.question not in known]))
    return render_template(
        "claims/index.html",
        groups=[group for group in groups if group.claims],
        questions=[each for each in questions if each.slug in with_claims],
        chosen={"question": question, "verdict": verdict},
        counts_by_verdict={
            each: sum(claim.verdict == each for claim in of_question) for each in CLAIM_VERDICTS
        },
        total=len(of_question),
    )


@blueprint.get("/<slug>")
def show(slug: str) -> str:
    claim = claims.get_claim(db.session, slug)
    published = question_bank.find_question(db.session, claim.question)
    cards = [test_card(test) for test in claim.tests]
    scenarios = [question_bank.get_scenario(db.session, each) for each in claim.scenarios]
    standing = overviews.find_standing(db.session, find_current_learner(), Concept("claim", slug))
    return render_template(
        "claims/show.html",
        claim=claim,
        question=published.question if published else None,
        tests=cards,
        scenarios=scenarios,
        standing=standing,
        author=entries.authors_of(db.session, ContentRoom.CLAIMS).get(slug),
    )


@blueprint.get("/<slug>/refute")
def refute(slug: str) -> Response:
    """The experiment that decides about the claim; its page if none does."""
    claim = claims.get_claim(db.session, slug)
    tests = claim.deciding_tests or claim.tests
    if not tests:
        return redirect(url_for(".show", slug=slug))
    return redirect(url_for(".test", slug=slug, test_id=tests[0].id, seed=tests[0].typical_seed))


@blueprint.post("/<slug>/tests/<test_id>/run")
@limiter.limit(runs_per_minute)
def run_test(slug: str, test_id: str) -> Response:
    """The run of the test with one seed: without a script, or before it has loaded."""
    _, found = claims.get_claim_test(db.session, slug, test_id)
    seed = request.form.get("seed", type=int)
    if seed is None or not 0 <= seed < 2**32:
        raise Invalid([Problem("seed", N_("Enter a whole number from 0 to 4294967295."))])
    requested = runs.request_run(
        db.session,
        runner(),
        run_limits(),
        found.experiments_with(seed),
        current_learner(),
        requester=requester_key(),
    )
    return redirect(url_for("lab.run", run_id=requested.run.run_id), 303)


@blueprint.get("/<slug>/tests/<test_id>")
def test(slug: str, test_id: str) -> str:
    """The experiments of a test in the lab, to be trained live with one seed."""
    claim, found = claims.get_claim_test(db.session, slug, test_id)
    seed = request.args.get("seed", type=int)
    template = "claims/_lab.html" if "HX-Request" in request.headers else "claims/lab.html"
    if "HX-Request" not in request.headers:
        welcome_starter()
    return render_template(
        template,
        claim=claim,
        card=test_card(found),
        lab=test_config(claim, found, found.typical_seed if seed is None else seed),
    )
