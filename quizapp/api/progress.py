from typing import Any

from flask import Response

from quizapp.api.problems import api_blueprint, responses
from quizapp.api.progress_schemas import (
    CellShown,
    ExportQuery,
    ProgressShown,
    ShareShown,
    StepShown,
    TransferShown,
)
from quizapp.domain.progress.shares import Share
from quizapp.domain.progress.transfer import TransferGap
from quizapp.http.downloads import export_file
from quizapp.http.extensions import db
from quizapp.http.identity import current_account, find_current_learner
from quizapp.services import erasure, exports, progress

blueprint = api_blueprint("progress", "Progress")

EXPORT: Any = {
    "description": "Everything about you",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/csv": {"schema": {"type": "string"}},
    },
}


@blueprint.get("/progress", responses=responses({200: ProgressShown}))
def show_progress() -> dict[str, Any]:
    """What my answers say: how often right at the first try by topic and skill, calibration, and the transfer gap.

    A first try is neither a second try nor the same values once more within 12 hours.
    """
    found = progress.read_progress(db.session, find_current_learner())
    best = found.matrix.most_helpful
    return ProgressShown(
        count=found.count,
        since=found.since,
        seconds=found.seconds,
        first_tries=_share(found.share),
        matrix=[
            CellShown.model_validate(
                {
                    "topic": topic,
                    "skill": skill,
                    "items": cell.item_count,
                    "first_tries": _share(cell.share),
                    "would_help_most": (topic, skill) == best,
                }
            )
            for (topic, skill), cell in found.matrix.cells.items()
        ],
        calibration=[
            StepShown(
                confidence=step.confidence / 100, first_tries=_share(step.share), is_too_sure=step.is_too_sure
            )
            for step in found.calibration.steps
        ],
        transfer=_transfer(found.transfer),
    ).model_dump(mode="json")


@blueprint.get("/export", responses=responses({200: EXPORT}))
def export(query: ExportQuery) -> Response:
    """Everything that is stored about me, without secrets: a JSON document with the rows of each table, or my attempts
    as CSV.
    """
    account = current_account()
    person = erasure.person_of(db.session, account, None if account else find_current_learner())
    write = exports.export_csv if query.format == "csv" else exports.export_json
    return export_file(write(db.session, person), query.format)


def _share(share: Share) -> ShareShown:
    return ShareShown(
        right=share.right,
        count=share.count,
        share=share.value if share.count else None,
        low=share.interval.low,
        high=share.interval.high,
    )


def _transfer(transfer: TransferGap) -> TransferShown:
    known = transfer.is_known
    return TransferShown(
        repeated=_share(transfer.repeated),
        fresh=_share(transfer.fresh),
        gap=transfer.gap if known else None,
        low=transfer.interval.low if known else None,
        high=transfer.interval.high if known else None,
    )
