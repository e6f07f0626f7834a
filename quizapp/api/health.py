from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import text

import quizapp
import simulator
from quizapp.api.problems import responses, watch
from quizapp.api.schemas import Health
from quizapp.extensions import db, limiter

blueprint = watch(APIBlueprint("api_health", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Health")]))
limiter.exempt(blueprint)


@blueprint.get("/health", responses=responses({200: Health}))
def health():  # type: ignore[no-untyped-def]
    """The server answers."""
    return _health()


@blueprint.get("/ready", responses=responses({200: Health}))
def ready():  # type: ignore[no-untyped-def]
    """The server answers and its database does."""
    db.session.execute(text("SELECT 1"))
    return _health()


def _health() -> dict[str, str]:
    return Health(status="ok", version=quizapp.__version__, simulator=simulator.__version__).model_dump()
