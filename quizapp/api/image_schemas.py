"""What the API takes and answers about the images of a question."""

from flask_openapi3 import FileStorage
from pydantic import BaseModel, Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.regrade_schemas import AuthoredQuestionPath

_SAID = "What the image shows, in one sentence, in {}"
LONGEST_FIELD = 2_000  # characters; the limit of a description is told with its own words


class ImagePath(AuthoredQuestionPath):
    name: str = Field(max_length=80, description="As in the texts: its hash, size, and format")


class DescriptionsForm(BaseModel):
    zh: str = Field(
        default="", alias="description.zh", max_length=LONGEST_FIELD, description=_SAID.format("Chinese")
    )
    en: str = Field(
        default="", alias="description.en", max_length=LONGEST_FIELD, description=_SAID.format("English")
    )


class NewImageForm(DescriptionsForm):
    file: FileStorage = Field(description="PNG, JPEG, GIF, WebP, BMP, TIFF, or AVIF; it is written anew")


class ImageShown(ResponseBody):
    name: str
    width: int
    height: int
    size_bytes: int
    descriptions: dict[str, str] = Field(description="By language; empty where one is missing")
    places: list[str] = Field(description="The texts that show it, by dotted names; empty if none does")


class ImagesShown(ResponseBody):
    images: list[ImageShown]


class ImageAdded(ResponseBody):
    name: str
    written: dict[str, str] = Field(description="By language, how a text shows it")
    notes: list[str] = Field(description="What was changed in the file")
