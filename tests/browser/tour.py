"""A tour of every page: how to come to it, in the state in which it has something to show.

`STOPS` are in the order in which one visitor can make them: as a guest, then as an instructor.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.formats.content_files import write_question
from quizapp.kinds import wrong_answers
from tests.bank import bank, claims, questions, scenarios
from tests.browser.account_stops import ACCOUNT_STOPS
from tests.browser.class_stops import CLASS_STOPS
from tests.browser.conftest import Visitor
from tests.browser.exam_stops import EVERY_KIND, EXAM_STOPS
from tests.browser.furnishing import furnish
from tests.browser.interview_stops import INTERVIEW_STOPS
from tests.browser.lab_stops import INSIDE, batch, inside, of_run, trained
from tests.browser.lti_stops import LTI_STOPS
from tests.browser.making_stops import MAKING_STOPS
from tests.commands import run_command
from tests.days import in_days
from tests.kinds import example_items
from tests.serving import Server, start_server

PASSWORD = "a long passphrase"
INTERVIEW = "exploding-gradient-diagnosis"
# Where a GET brings no page of its own: files, and parts of pages that are seen in their page.
NOT_PAGES = {
    "static",
    "api_docs.document",
    "authoring.export",
    "authoring.names",
    "editing.preview",
    "sittings.item",
    "sittings.state",
    "claims.refute",  # leads to an experiment
    "live.stage",
    "live.state",
    "live_room.stage",
    "live_room.state",
    "lab.settings_of_scenario",
    "lab.settings_of_run",
    "wheels.show",
    "work.moved",
    "practice.show",  # leads to the exercise that is next
    "offline.manifest",
    "offline.service_worker",
    "classes.gradebook_csv",
    "lti_launches.public_keys",
    "lti_launches.login",  # leads to the platform
    "lti_launches.come",
    "data.export_json",
    "data.export_csv",
    *("exports.file", "exports.pdf", "images.show"),  # files
    *("making_claims.export", "making_scenarios.export"),
}

Go = Callable[[Visitor], None]


@dataclass(frozen=True)
class Stop:
    name: str
    endpoint: str
    go: Go


@contextmanager
def furnished_server(folder: Path) -> Iterator[Server]:
    """A service with an instructor, and with a question that has an item of every kind."""
    item_of_each = Question.model_validate(
        {
            "slug": "every-kind",
            "topic": bank().topics[0].slug,
            **dict.fromkeys(("title", "prompt", "answer"), EVERY_KIND),
            "items": [item.model_dump(mode="json") for item in example_items()],
        }
    )
    file = folder / "every-kind.yaml"
    file.write_text(write_question(item_of_each), encoding="utf-8")
    server = start_server(folder / "instance")
    try:
        _quizapp(folder, "content", "import", str(file))
        _quizapp(folder, "user", "add", "ada", "--role", "admin", "--password", PASSWORD)
        _quizapp(folder, "user", "add", "ines", "--role", "instructor", "--password", PASSWORD)
        furnish(folder)
        yield server
    finally:
        server.stop()


def _quizapp(folder: Path, *words: str) -> None:
    run_command(*words, QUIZAPP_INSTANCE=str(folder / "instance"))


def page(address: str, *selectors: str) -> Go:
    """Open the page, and click what the selectors name, one after the other."""

    def go(visitor: Visitor) -> None:
        visitor.open(address)
        for selector in selectors:
            visitor.page.locator(selector).first.click()

    return go


def answered(are_right: bool) -> Go:
    """Every kind of item with its result, and the model answer."""

    def go(visitor: Visitor) -> None:
        visitor.page.context.clear_cookies()  # someone who has answered nothing yet
        visitor.open("/questions/every-kind")
        for item in example_items():
            if isinstance(item, ParametricItem):
                continue
            wrong = next(iter(wrong_answers(item)), None)
            if are_right or wrong is None:
                visitor.answer_rightly(item)
                continue
            visitor.give(item, wrong)
            visitor.submit_finally(item)
            expect(visitor.item(item).locator("[data-result]")).to_be_visible()
        expect(visitor.page.locator("#model-answer .answer")).to_be_visible()
        visitor.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    return go


def planned(minutes: int, days: int) -> Go:
    """The plan to an interview in so many days."""

    def go(visitor: Visitor) -> None:
        visitor.open("/plan")
        on = in_days(days)
        visitor.page.locator("input[name=interview_on]").fill(on.isoformat())
        visitor.page.locator("input[name=minutes_a_day]").fill(str(minutes))
        visitor.page.locator(".plan-form button.button-primary").click()
        expect(visitor.page.locator(".day-bars").first).to_be_visible()

    return go


def practicing(*selectors: str) -> Go:
    """A new session of three exercises of one choice, with what the selectors name clicked, one after the other."""

    def go(visitor: Visitor) -> None:
        visitor.open("/practice?kind=single_choice&count=3")
        visitor.page.locator(".lead .button-primary").click()
        expect(visitor.page.locator("#practice-dock")).to_be_visible()
        for selector in selectors:
            visitor.page.locator(selector).first.click()
        visitor.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    return go


def on_call(measured: int = 0, is_answered: bool = False) -> Go:
    """A case of the on-call room: fresh, with so many measurements, or answered and tested on its seeds."""

    def go(visitor: Visitor) -> None:
        visitor.open("/on-call")
        main = visitor.page.locator("main")
        main.locator(".lead :is(a, button).button-primary").click()
        for _ in range(measured):
            offered = main.locator("button.measure-item:not([disabled])").first
            code = offered.get_attribute("value")
            offered.click()
            expect(main.locator(f"#evidence-{code}")).to_be_visible()
        if is_answered:
            main.locator("#cause").select_option(index=1)
            main.locator("#fix").select_option(index=1)
            main.locator(".name-it .button-primary").click()
            expect(main.locator(".oncall-outcome")).to_be_visible()

    return go


def sign_in(visitor: Visitor) -> None:
    visitor.open("/sign-in")
    if not visitor.page.locator("input[name=password]").count():
        return  # did so before
    visitor.page.locator("input[name=name]").fill("ines")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_url(lambda url: "sign-in" not in url)


def as_instructor(address: str, *selectors: str) -> Go:
    def go(visitor: Visitor) -> None:
        sign_in(visitor)
        page(address, *selectors)(visitor)
        visitor.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    return go


def teaching(go: Go) -> Go:
    def signed_in(visitor: Visitor) -> None:
        sign_in(visitor)
        go(visitor)

    return signed_in


def of_each(endpoint: str, pattern: str, slugs: list[str], go: Callable[[str], Go] = page) -> list[Stop]:
    return [Stop(pattern.format(slug), endpoint, go(pattern.format(slug))) for slug in slugs]


WORK_TABS = {
    "show": "/work",
    "topics": "/work/topics",
    "questions": "/work/questions",
    "skills": "/work/skills",
    "list_mistakes": "/work/mistakes",
    "interviews": "/work/interviews",
    "everything": "/work/everything",
}


def of_work(state: str) -> list[Stop]:
    """Every tab of “My work”."""
    return [
        Stop(f"{path} {state}", f"work.{tab}", page(f"{path}?{state}")) for tab, path in WORK_TABS.items()
    ]


CLAIM_TESTS = [f"{claim.slug}/tests/{claim.tests[0].id}" for claim in claims().values() if claim.tests]
WRONG_TRY = (".segments label", "article .option", "[data-submit]")
SEND = ".interview-form button.button-primary"

STOPS = [
    Stop("home of a newcomer", "home.show", page("/")),
    Stop(
        "home with the network trained",
        "home.show",
        page(
            "/",
            "[data-first-minute] input[value=nan]",
            "[data-first-minute] [data-run]",
            "[data-treat]:not([disabled])",
        ),
    ),
    Stop("questions", "questions.index", page("/questions")),
    Stop("questions that are not there", "questions.index", page("/questions?q=no-such-words")),
    Stop("cards before any", "cards.index", page("/plan/cards")),
    *of_work("before any answer"),
    Stop("reviews without a network", "offline.show", page("/reviews/offline")),
    Stop("no network", "offline.fallback", page("/offline")),
    Stop("sign in", "accounts.sign_in", page("/sign-in")),
    Stop("sign up", "accounts.sign_up", page("/sign-up")),
    Stop("sign up refused", "accounts.sign_up", page("/sign-up?refused", "main form button")),
    Stop("setup that is over", "accounts.setup", page("/setup/no-such-token")),
    Stop("no such page", "", page("/no-such-page")),
    *of_each("topics.show", "/topics/{}", [topic.slug for topic in bank().topics]),
    *of_each("questions.show", "/questions/{}", [*questions(), "every-kind"]),
    *of_each("questions.item", "/items/{}", [questions()[INTERVIEW].items[0].id]),
    Stop("a question beside its lab", "questions.show", page(f"/questions/{INTERVIEW}", "a[data-run-it]")),
    Stop("every kind answered wrongly", "questions.show", answered(are_right=False)),
    Stop("every kind answered rightly", "questions.show", answered(are_right=True)),
    Stop("a model answer at its address", "questions.model_answer", page("/questions/every-kind/answer")),
    Stop("home of a learner", "home.show", page("/")),
    Stop("today with its plan", "home.planned", page("/today")),
    Stop("a plan before there is a date", "plans.show", page("/plan")),
    Stop("a plan", "plans.show", planned(30, 40)),
    Stop("a plan that does not fit", "plans.show", planned(2, 6)),
    Stop("today with a plan that does not fit", "home.planned", page("/today")),
    Stop("cards", "cards.index", page("/plan/cards")),
    Stop("no such card", "cards.index", page("/plan/cards?q=no-such-words")),
    Stop("a card", "cards.show", page("/plan/cards", ".card-rows a")),
    *of_work("with answers"),
    Stop("data of a guest", "data.show", page("/work/data")),
    Stop("fields of the files", "data.fields", page("/work/data/fields")),
    Stop("filtered work", "work.everything", page("/work/everything?outcome=wrong&level=1&words=a")),
    Stop("work that nothing matches", "work.everything", page("/work/everything?words=no-such-words")),
    Stop("a right answer", "work.attempt", page("/work/everything?outcome=right", ".work-prompt a")),
    Stop("a wrong answer", "work.attempt", page("/work/everything?outcome=wrong", ".work-prompt a")),
    Stop("a practice session to choose", "practice.new", page("/practice")),
    Stop("a practice session that is shared", "practice.new", page("/practice?scope=mixed&level=2")),
    Stop("a practice session that cannot be", "practice.new", page("/practice?scope=due")),
    Stop("a practice session", "practice.item", practicing()),
    Stop("a second try", "practice.item", practicing(*WRONG_TRY)),
    Stop("a practice session answered", "practice.item", practicing(*WRONG_TRY, "[data-show-answer]")),
    Stop("the keys", "practice.item", practicing("[data-show-shortcuts]")),
    Stop(
        "the summary of a session",
        "practice.summary",
        practicing(*WRONG_TRY, "[data-show-answer]", "[data-next-step]", ".practice-close"),
    ),
    Stop("an interview begins", "interviews.show", page(f"/questions/{INTERVIEW}/interview")),
    Stop("an interview's points", "interviews.points", page(f"/questions/{INTERVIEW}/interview", SEND)),
    Stop("an interview judged", "interviews.judged", page(f"/questions/{INTERVIEW}/interview", SEND, SEND)),
    *[Stop(*each) for each in EXAM_STOPS],
    *[Stop(*each) for each in INTERVIEW_STOPS],
    Stop("claims", "claims.index", page("/claims")),
    *of_each("claims.show", "/claims/{}", list(claims())),
    *of_each("claims.test", "/claims/{}", CLAIM_TESTS),
    Stop("a claim's test after its run", "claims.test", trained(f"/claims/{CLAIM_TESTS[0]}")),
    Stop("lab", "lab.index", page("/lab")),
    *of_each("lab.scenario", "/lab/{}", list(scenarios())),
    *of_each("lab.scenario", "/lab/{}?", list(scenarios()), trained),
    Stop("a free lab", "free_lab.new", page("/lab/new")),
    Stop("a run", "lab.run", of_run()),
    *[
        Stop(
            f"{part[1:]} {'after' if is_asked else 'before'} it is asked for",
            endpoint,
            of_run(part, is_asked),
        )
        for part, endpoint in {
            "/doctor": "surveys.doctor",
            "/seeds": "surveys.seeds",
            "/map": "surveys.map_of_settings",
        }.items()
        for is_asked in (False, True)
    ],
    Stop("a batch of runs", "lab.run", batch),
    Stop("on call before any case", "oncall.index", page("/on-call")),
    Stop("a fresh case", "oncall.show", on_call()),
    Stop("a case with evidence", "oncall.show", on_call(measured=6)),
    Stop("the result of a case", "oncall.show", on_call(is_answered=True)),
    Stop("on call after a case", "oncall.index", page("/on-call")),
    *[Stop(f"inside the {network}", "inside.show", inside(network)) for network in INSIDE],
    Stop("API documentation", "api_docs.page", page("/api/docs")),
    Stop("documents of the API", "api_docs.documents", page("/api/docs/documents")),
    Stop("account", "accounts.show", as_instructor("/account")),
    Stop("data of an account", "data.show", as_instructor("/work/data")),
    Stop("authoring", "authoring.index", as_instructor("/author")),
    Stop("help for instructors", "help.index", as_instructor("/author/help")),
    Stop("the help on statistics", "help.show", as_instructor("/author/help/statistics")),
    Stop("a search of the help", "help.search", as_instructor("/author/help/search?q=seeds")),
    Stop("an annotated example", "help.example", as_instructor("/author/help/kinds/cloze")),
    Stop(
        "statistics without answers", "item_statistics.show", as_instructor(f"/author/{INTERVIEW}/statistics")
    ),
    Stop("importing questions", "imports.index", as_instructor("/author/import")),
    Stop("exporting questions", "exports.index", as_instructor("/author/export")),
    Stop(
        "what an export loses",
        "exports.index",
        as_instructor("/author/export?questions=all&format=qti-1.2&language=en&variants=2"),
    ),
    Stop(
        "a sheet to print",
        "exports.sheet",
        as_instructor("/author/export/sheet?questions=topic:lstm-shapes&format=paper&variants=1&answers=yes"),
    ),
    Stop("topics to write for", "making_topics.index", as_instructor("/author/topics")),
    Stop("a new topic", "making_topics.new", as_instructor("/author/topics/new")),
    Stop("the texts of a topic", "making_topics.edit", as_instructor("/author/topics/rnn")),
    *[Stop(name, endpoint, teaching(go)) for name, endpoint, go in MAKING_STOPS],
    Stop("a new question", "authoring.new", as_instructor("/author/new")),
    Stop("the editor of every kind", "authoring.edit", as_instructor("/author/every-kind")),
    Stop(
        "a mock interview in the editor",
        "authoring.edit",
        as_instructor(f"/author/{INTERVIEW}?part=interview"),
    ),
    Stop("the check of a question", "question_checks.show", as_instructor("/author/every-kind/check")),
    Stop("the images of a question", "images.index", as_instructor("/author/every-kind/images")),
    Stop("a question as YAML", "yaml_view.show", as_instructor("/author/every-kind/yaml")),
    *(
        Stop(
            f"the editor of {item.kind}",
            "authoring.edit",
            as_instructor(f"/author/every-kind?part=item-{item.id}&check=yes"),
        )
        for item in example_items()
    ),
    *of_each("authoring.edit", "/author/{}", [INTERVIEW], as_instructor),
    *[Stop(name, endpoint, teaching(go)) for name, endpoint, go in CLASS_STOPS],
    *[Stop(*each) for each in LTI_STOPS],
    Stop("the history of a question", "versions.history", as_instructor("/author/every-kind/history")),
    Stop("two versions", "versions.compare", as_instructor("/author/every-kind/history/compare")),
    Stop("a shipped update", "shipped_updates.show", as_instructor(f"/author/{INTERVIEW}/update")),
    Stop("what to regrade", "regrades.choose", as_instructor("/author/every-kind/regrade")),
    Stop(
        "the preview of a regrade",
        "regrades.show",
        as_instructor("/author/every-kind/regrade", "main form .button-primary", ".regrade-figures"),
    ),
    *[Stop(*each) for each in ACCOUNT_STOPS],
]
