"""What the import of a file is asked for, and what it answers."""

from typing import Any

from flask_openapi3 import FileStorage
from pydantic import BaseModel, Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.schemas import Name


class ImportForm(BaseModel):
    file: FileStorage = Field(
        description="GIFT, Aiken, Moodle XML, QTI, CSV, Anki, or our YAML; it is recognized"
    )
    dry_run: bool = Field(default=True, description="Only say what would be made, and what is lost")
    topic: Name | None = Field(default=None, description="Of the drafts; not needed for a dry run")


class ImportLoss(ResponseBody):
    where: str = Field(description="The place in the file")
    what: str = Field(description="A sentence for people")


class ImportedQuestion(ResponseBody):
    title: str
    prompt: dict[str, str] | None = None
    answer: dict[str, str] | None = None
    items: list[dict[str, Any]] = Field(description="In the form of our items")
    lacks: list[str] = Field(description="What has to be written before it can be published")
    drafted: bool = Field(description="Whether a draft can be made of it")
    category: str | None = None
    tags: list[str] | None = None


class DraftMade(ResponseBody):
    slug: str
    title: str


class ImportShown(ResponseBody):
    is_complete: bool = Field(description="Whether everything could at least be drafted")
    questions: list[ImportedQuestion] | None = Field(default=None, description="Of a dry run")
    drafts: list[DraftMade] | None = Field(default=None, description="That were made")
    losses: list[ImportLoss]
