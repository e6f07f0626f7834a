"""The grade columns on a platform: each is looked for before it is made, and looked for again after that.

A request whose answer is lost may have made a column all the same, and one that is repeated on its way makes two. All
of ours carry a tag; of several with the same tag, one stays.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from quizapp.domain.lti.vocabulary import ITEM_TYPE, ITEMS_SCOPE, ITEMS_TYPE
from quizapp.errors import ColumnNotAllowed, NoColumnList
from quizapp.models import LtiColumn
from quizapp.services.lti.platform_web import Answer, shown
from quizapp.services.lti.platforms import origin_of
from quizapp.services.lti.roster import next_page
from quizapp.services.lti.selecting import most_points
from quizapp.services.lti.tokens import Access, Service, Sign

MOST_PAGES = 50


@dataclass(frozen=True)
class WantedColumn:
    """What is needed to find or make a column, outside of any database session."""

    column_id: int
    service: Service
    items_url: str
    item_url: str | None
    resource_link_id: str
    resource_id: str
    label: str
    most: float

    @property
    def tag(self) -> str:
        return f"nabla-{self.column_id}"

    @classmethod
    def of(cls, column: LtiColumn) -> "WantedColumn":
        course = column.link.course
        return cls(
            column.column_id,
            Service.of(course.platform),
            course.items_url or "",
            column.item_url,
            column.link.resource_link_id,
            column.assignment.public_id,
            column.assignment.title,
            most_points(column.assignment),
        )


def settle_column(access: Access, sign: Sign, wanted: WantedColumn) -> str:
    """The address of the column, of which there is one afterwards.

    Raises PlatformUnreachable if it is to be tried again, ColumnNotAllowed if not.
    """
    found = _find(access, sign, wanted)
    if not found:
        made = _make(access, sign, wanted)
        found = _find(access, sign, wanted) or {made: True}
    ours = sorted(found)
    kept = wanted.item_url if wanted.item_url in found else ours[0]
    for url in ours:
        if url != kept and found[url]:
            access.ask(sign, wanted.service, [ITEMS_SCOPE], ("DELETE", url, {}, None))
    return kept


def _find(access: Access, sign: Sign, wanted: WantedColumn) -> dict[str, bool]:
    """The addresses of the columns for this link and assignment, and whether we made them."""
    mark = "&" if "?" in wanted.items_url else "?"
    page: str | None = (
        f"{wanted.items_url}{mark}{urlencode({'resource_id': wanted.resource_id, 'limit': 100})}"
    )
    found: dict[str, bool] = {}
    for _ in range(MOST_PAGES):
        if page is None:
            return found
        answer = access.ask(sign, wanted.service, [ITEMS_SCOPE], ("GET", page, {"Accept": ITEMS_TYPE}, None))
        items = answer.document()
        _refuse(answer)
        if not answer.is_good or not isinstance(items, list):
            raise NoColumnList(url=shown(wanted.items_url), status=answer.status)
        for item in items:
            if (
                isinstance(item, dict)
                and isinstance(item.get("id"), str)
                and (is_ours := _fits(item, wanted))
            ):
                found[item["id"]] = is_ours == "made"
        following = next_page(answer.headers.get("link", ""), page)
        page = following if following and origin_of(following) == origin_of(wanted.items_url) else None
    return found


def _fits(item: Mapping[str, Any], wanted: WantedColumn) -> str:
    """made: by us; linked: by the platform, for the link; empty: another one."""
    if item.get("tag") == wanted.tag:
        return "made"
    is_of_link = item.get("resourceLinkId") == wanted.resource_link_id
    return "linked" if is_of_link and item.get("resourceId") == wanted.resource_id else ""


def _make(access: Access, sign: Sign, wanted: WantedColumn) -> str:
    """The address of the new column."""
    item = {
        "label": wanted.label,
        "scoreMaximum": wanted.most,
        "resourceId": wanted.resource_id,
        "resourceLinkId": wanted.resource_link_id,
        "tag": wanted.tag,
    }
    headers = {"Content-Type": ITEM_TYPE, "Accept": ITEM_TYPE}
    answer = access.ask(
        sign, wanted.service, [ITEMS_SCOPE], ("POST", wanted.items_url, headers, json.dumps(item).encode())
    )
    _refuse(answer)
    made = answer.document()
    if not answer.is_good or not isinstance(made, dict) or not isinstance(made.get("id"), str):
        raise NoColumnList(url=shown(wanted.items_url), status=answer.status)
    return str(made["id"])


def _refuse(answer: Answer) -> None:
    if answer.status in (400, 403, 404, 405, 410, 422):
        raise ColumnNotAllowed(status=answer.status)
