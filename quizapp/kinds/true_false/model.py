from typing import Literal, Self

from pydantic import Field, model_validator

from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.options import Option, refuse_all_but_one_key
from quizapp.kinds.refutable import Refutable


class TrueFalse(ItemModel, Refutable):
    """The prompt is the statement; `key` says whether it is true, and one of the `reasons` why. contradicts: the claim
    against the opposite of `key`.
    """

    kind: Literal["true_false"]
    key: bool
    reasons: tuple[Option, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _has_one_reason(self) -> Self:
        refuse_repeated_ids([reason.id for reason in self.reasons], "reasons")
        refuse_all_but_one_key(self.reasons, "reasons")
        return self
