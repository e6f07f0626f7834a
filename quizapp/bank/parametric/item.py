"""An item with parameters, as its author wrote it. Filled with values, it is a plain item."""

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any, Literal, NoReturn, Self, cast

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from quizapp.bank.parametric.expressions import ExpressionError, holds
from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.parameters import Derived, Expression, Parameter, draw_parameters, with_derived
from quizapp.bank.parametric.placeholders import PlaceholderError, filled
from quizapp.bank.parametric.simulation import MOST_FLOPS, MOST_STAGES, NAMES, Simulation
from quizapp.kinds import ITEM_KINDS, Item, kind_of
from quizapp.kinds.item import ItemModel
from simulator.paths import join

PUBLISHED = "published"  # the context of a document that was checked before storing
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_SIMULATION = TypeAdapter(Simulation)
_OWN_FIELDS = {"parameters", "derived", "conditions", "simulate"}
_BEFORE_THE_ANSWER = ("prompt", "hints", "scenario")  # measured values must not appear there
_STAND_INS: tuple[dict[str, Value], ...] = tuple(
    {"measured": value, "spread": 0.01, "lowest": 0.001, "highest": 1000.0, "seeds": 9}
    for value in (1.0, 0.001, 0.1, 10.0, 1000.0, True, False)
)
_TRIES = 200


class ParametricItem(ItemModel):
    """An item of any kind with parameters. The fields of its kind are kept as written, with their expressions."""

    model_config = ConfigDict(extra="allow")

    kind: Literal[ITEM_KINDS]  # type: ignore[valid-type]
    parameters: tuple[Parameter, ...] = Field(min_length=1, max_length=8)
    derived: tuple[Derived, ...] = Field(default=(), max_length=12)
    conditions: tuple[Expression, ...] = Field(default=(), max_length=6)
    simulate: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _can_be_drawn(self, info: ValidationInfo) -> Self:
        """Make one example to find every wrong field, without simulating."""
        if info.context == PUBLISHED:
            return self
        self._refuse_repeated_names()
        try:
            names = self._names_that_meet_the_conditions()
            if self.simulate is not None:
                self._check_simulation(names)
            self.example()
        except PlaceholderError as error:
            _refuse(error, join(*error.place))
        return self

    def example(self) -> Item:
        """The first draw as a plain item, with placeholders for measured values.

        Raises PlaceholderError, or ValidationError if it is not an item.
        """
        names = self._names_that_meet_the_conditions()
        first: ValidationError | PlaceholderError | None = None
        for stand_in in _STAND_INS if self.simulate is not None else ({},):
            try:
                return self.fill(names, stand_in)
            except (ValidationError, PlaceholderError) as error:
                first = first or error
        assert first is not None
        raise first

    def names(self, drawn: Mapping[str, Value]) -> dict[str, Value]:
        """The drawn and the derived values. Raises PlaceholderError."""
        names = dict(drawn)
        for position, each in enumerate(self.derived):
            try:
                names = with_derived(names, (each,))
            except ExpressionError as error:
                raise PlaceholderError(error, ("derived", position, "value")) from None
        return names

    def meets_conditions(self, names: Mapping[str, Value]) -> bool:
        for position, condition in enumerate(self.conditions):
            try:
                if not holds(condition, names):
                    return False
            except ExpressionError as error:
                raise PlaceholderError(error, ("conditions", position)) from None
        return True

    def fill(self, names: Mapping[str, Value], outcome: Mapping[str, Value] | None = None) -> Item:
        """The plain item with these values. Raises PlaceholderError, or ValidationError if it is not an item."""
        document = self.model_dump(exclude=_OWN_FIELDS)
        known = {**names, **(outcome or {})}
        if self.simulate is not None:
            document = {**kind_of(self).measured, **document}
        return _ITEM.validate_python(
            {
                field: filled(value, names if field in _BEFORE_THE_ANSWER else known, (field,))
                for field, value in document.items()
            }
        )

    def simulation(self, names: Mapping[str, Value]) -> Simulation:
        """The simulation for these values. Raises PlaceholderError, or ValidationError."""
        return _SIMULATION.validate_python(filled(self.simulate, names, ("simulate",)))

    @property
    def is_graded_by_spread(self) -> bool:
        """Whether the tolerance is the spread of the seeds of a simulation."""
        is_given = "tolerance" in (self.model_extra or {})
        return self.simulate is not None and "tolerance" in kind_of(self).measured and not is_given

    def _refuse_repeated_names(self) -> None:
        seen: set[str] = set(NAMES) if self.simulate is not None else set()
        for field in ("parameters", "derived"):
            for position, each in enumerate(getattr(self, field)):
                if each.name in seen:
                    raise PydanticCustomError(
                        "repeated_name",
                        "The name {name} is used more than once",
                        {"name": each.name, "field": f"{field}.{position}.name"},
                    )
                seen.add(each.name)

    def _names_that_meet_the_conditions(self) -> dict[str, Value]:
        for attempt in range(_TRIES):
            names = self.names(draw_parameters(self.parameters, Random(f"{self.id}/{attempt}")))
            if self.meets_conditions(names):
                return names
        raise PydanticCustomError("no_variant", "No draw meets the conditions", {"field": "conditions"})

    def _check_simulation(self, names: Mapping[str, Value]) -> None:
        try:
            simulation = self.simulation(names)
        except ValidationError as error:
            raise _below(error, ("simulate",)) from None
        if not simulation.is_quick:
            limits = {"stages": MOST_STAGES, "flops": f"{MOST_FLOPS:.0e}", "field": "simulate"}
            raise PydanticCustomError("simulation_too_long", "One draw takes too much computation", limits)


def _refuse(error: ExpressionError, field: str) -> NoReturn:
    raise PydanticCustomError(
        cast(Any, error.code), "This expression cannot be used", {**error.values, "field": field}
    ) from None


def _below(error: ValidationError, place: tuple[str, ...]) -> ValidationError:
    """The same errors, one level deeper."""
    details = []
    for found in error.errors(include_url=False):
        context = {**found.get("ctx", {}), "problem": found["msg"]}
        same = PydanticCustomError(cast(Any, found["type"]), "{problem}", context)
        details.append(InitErrorDetails(type=same, loc=(*place, *found["loc"]), input=found["input"]))
    return ValidationError.from_exception_data(error.title, details)


def _is_parametric(document: Any) -> str:
    if isinstance(document, Mapping):
        return "parametric" if document.get("parameters") else "plain"
    return "parametric" if isinstance(document, ParametricItem) else "plain"


AuthoredItem = Annotated[
    Annotated[Item, Tag("plain")] | Annotated[ParametricItem, Tag("parametric")],
    Discriminator(_is_parametric),
]


def example_of(item: AuthoredItem) -> Item:
    """The item itself, or an example with drawn values."""
    return item.example() if isinstance(item, ParametricItem) else item
