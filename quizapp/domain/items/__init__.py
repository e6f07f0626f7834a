"""What a learner answers and a machine grades: one model for each kind of answer, in a file of its own."""

from typing import Annotated, Any, get_args

from pydantic import Field

from quizapp.domain.items.choice import MultipleChoice, SingleChoice
from quizapp.domain.items.cloze import ChoiceGap, Cloze, Gap, GapOption, NumberGap, WordsGap
from quizapp.domain.items.fix_it import FixIt, FixMistake, Remedy, Setting
from quizapp.domain.items.free_text import FreeText, KeyPoint, Point
from quizapp.domain.items.item import Entry, ItemModel, Level, Option, ScenarioLink, World
from quizapp.domain.items.matching import LeftSide, Matching, RightSide
from quizapp.domain.items.numeric import Numeric, NumericMistake, Tolerance
from quizapp.domain.items.ordering import Ordering
from quizapp.domain.items.predict_then_run import MeasuredNumber, PossibleOutcome, PredictThenRun
from quizapp.domain.items.short_text import ShortText, Wordings, WordsMistake
from quizapp.domain.items.spot_the_line import LineRemark, SpotTheLine
from quizapp.domain.items.tensor_shape import Axis, AxisMeaning, AxisName, ShapeMistake, TensorShape
from quizapp.domain.items.true_false import TrueFalse

__all__ = [
    "ITEM_KINDS",
    "Answer",
    "Axis",
    "AxisMeaning",
    "AxisName",
    "ChoiceGap",
    "Cloze",
    "Entry",
    "FixIt",
    "FixMistake",
    "FreeText",
    "Gap",
    "GapOption",
    "Item",
    "ItemModel",
    "KeyPoint",
    "LeftSide",
    "Level",
    "LineRemark",
    "Matching",
    "MeasuredNumber",
    "MultipleChoice",
    "NumberGap",
    "Numeric",
    "NumericMistake",
    "Option",
    "Ordering",
    "Point",
    "PossibleOutcome",
    "PredictThenRun",
    "Remedy",
    "RightSide",
    "ScenarioLink",
    "Setting",
    "ShapeMistake",
    "ShortText",
    "SingleChoice",
    "SpotTheLine",
    "TensorShape",
    "Tolerance",
    "TrueFalse",
    "Wordings",
    "WordsGap",
    "WordsMistake",
    "World",
]

Item = Annotated[
    SingleChoice
    | MultipleChoice
    | TrueFalse
    | Numeric
    | ShortText
    | TensorShape
    | Ordering
    | Matching
    | Cloze
    | SpotTheLine
    | FreeText
    | PredictThenRun
    | FixIt,
    Field(discriminator="kind"),
]
ITEM_KINDS: tuple[str, ...] = tuple(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Item)[0])
)

Answer = Any  # what arrives from outside; each grading function checks its own form
