"""Help for those who write questions and teach, with one annotated example of each kind of exercise."""

from functools import lru_cache

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from quizapp.domain.text import Language
from quizapp.formats.exchange.drafts import Draft
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.kinds import ITEM_KINDS
from quizapp.presentation.language import current_language, speaking
from quizapp.services import authoring, imports, part_editing, question_bank
from quizapp.services.published_bank import edition_of, published_bank
from quizapp.services.question_addresses import ADDRESSES_IN_USE
from quizapp.services.question_parts import item_keys
from quizapp.web.authoring.preview import make_preview
from quizapp.web.help.search import LONGEST_SEARCH, search_help
from quizapp.web.help.texts import PAGES, Example, HelpPage, find_example, help_page, list_examples
from simulator.paths import Document

blueprint = Blueprint("help", __name__, template_folder="templates", url_prefix="/author/help")
MOST_SHOWN = 64


@blueprint.get("")
def index() -> str:
    return _page(PAGES[0])


@blueprint.get("/search")
def search() -> str:
    """Where the words occur: `q`."""
    words, language = request.args.get("q", "")[:LONGEST_SEARCH], current_language()
    return render_template(
        "help/search.html",
        pages=_pages(language),
        page=HelpPage("", _("Search the help"), "", ()),
        words=words.strip(),
        found=search_help(words, language),
    )


@blueprint.get("/<page>")
def show(page: str) -> str:
    if page not in PAGES:
        abort(404)
    return _page(page)


@blueprint.get("/kinds/<kind>")
def example(kind: str) -> AnyResponse | str:
    """An exercise with notes beside its fields, and as learners see it."""
    if kind in ITEM_KINDS and find_example(kind, current_language()) is None:
        return redirect(url_for(".show", page="kinds"))
    found = _example(kind)
    language = current_language()
    edition = edition_of(db.session) or ""
    return render_template(
        "help/kind.html",
        pages=_pages(language),
        page=help_page("kinds", language),
        example=found,
        examples=list_examples(language),
        seen=_seen(kind, language, edition),
        drafts=authoring.list_own_drafts(db.session, require_account()),
    )


@blueprint.post("/kinds/<kind>/copy")
def copy(kind: str) -> AnyResponse:
    """The example as the last exercise of a draft of the author, or as the only one of a new draft."""
    if slug := request.form.get("draft", ""):
        return _copied_into(slug, _example(kind).item)
    item = _example(kind).item
    topics = question_bank.list_topics(db.session)
    title = {language: _name_in(kind, language) for language in ("en", "zh")}
    document: Document = {"title": title, "prompt": item["prompt"], "items": [item]}
    (made,) = imports.make_drafts(
        db.session,
        require_account(),
        [Draft(title["en"], document, ())],
        topics[0].slug if topics else "",
        ADDRESSES_IN_USE,
    )
    flash(_("The example is now a draft of yours. Change whatever you like."), "success")
    draft = authoring.get_authored_question(db.session, require_account(), made.slug).body
    return redirect(url_for("authoring.edit", slug=made.slug, part=item_keys(draft)[0]))


def _copied_into(slug: str, item: Document) -> AnyResponse:
    """With an id of its own in that draft."""
    copied = {name: value for name, value in item.items() if name != "id"}
    edited = part_editing.insert_item(db.session, require_account(), slug, copied, "")
    flash(_("The example is now the last exercise of this draft. Change whatever you like."), "success")
    return redirect(url_for("authoring.edit", slug=slug, part=edited.key))


def _name_in(kind: str, language: Language) -> str:
    with speaking(language):
        return _("Example: %(kind)s", kind=_(_example(kind).kind.name))


def _page(slug: str) -> str:
    language = current_language()
    pages = _pages(language)
    return render_template(
        "help/page.html",
        pages=pages,
        page=help_page(slug, language),
        following=next(iter(pages[PAGES.index(slug) + 1 :]), None),
        examples=list_examples(language) if slug == "kinds" else (),
    )


def _pages(language: Language) -> list[tuple[str, str]]:
    return [(slug, help_page(slug, language).title) for slug in PAGES]


def _example(kind: str) -> Example:
    found = find_example(kind, current_language())
    if found is None:
        abort(404)
    return found


@lru_cache(maxsize=MOST_SHOWN)
def _seen(kind: str, language: Language, edition: str) -> Markup:
    """The example before and after an answer; kept, because some keys are found by running networks."""
    bank = published_bank(db.session)
    item = _example(kind).item
    preview = make_preview(
        {"items": [item]}, dict(bank.scenarios), dict(bank.claims), missing=[], language=language
    )
    html = render_template(
        "authoring/_preview_question.html", preview=preview, question=preview.question, claims=[]
    )
    return Markup(html.replace("<a ", '<a target="_blank" '))
