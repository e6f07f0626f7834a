"""The type that the model of a question needs at each place of its document: a group, a list, a text, a number."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, create_model

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds import KINDS
from quizapp.web.authoring.text_fields import is_text_field
from simulator.paths import has, split

Document = dict[str, Any]

_PARAMETRIC_FIELDS: dict[str, Any] = {
    name: (field.annotation, field.default if not field.is_required() else ())
    for name, field in ParametricItem.model_fields.items()
    if name in ("parameters", "derived", "conditions", "simulate")
}
# The fields of the form for each kind: its own, and those of an item with parameters.
ITEM_MODELS: dict[str, type[BaseModel]] = {
    kind.id: create_model(kind.model.__name__, __base__=kind.model, **_PARAMETRIC_FIELDS) for kind in KINDS
}


def bare(wanted: Any) -> Any:
    """The type itself, without Annotated and without None."""
    while get_origin(wanted) is Annotated:
        wanted = get_args(wanted)[0]
    if get_origin(wanted) in (Union, UnionType):
        others = [each for each in get_args(wanted) if each is not NoneType]
        if len(others) == 1:
            return bare(others[0])
    return wanted


_AUTHORED_ITEM = bare(AuthoredItem)


def models_by_kind(wanted: Any) -> dict[str, type[BaseModel]]:
    """The models by `kind`, if one of several models is needed; otherwise none."""
    if wanted == _AUTHORED_ITEM:
        return ITEM_MODELS
    models = [bare(each) for each in get_args(wanted)] if get_origin(wanted) in (Union, UnionType) else []
    if not models or not all(map(is_model, models)):
        return {}
    return {get_args(model.model_fields["kind"].annotation)[0]: model for model in models}


def model_for(wanted: Any, given: Any) -> Any:
    """The type itself; if one of several models is needed, that of the given kind, or their common base."""
    wanted = bare(wanted)
    models = models_by_kind(wanted)
    if not models:
        return wanted
    kind = given.get("kind") if isinstance(given, Mapping) else None
    return models.get(kind if isinstance(kind, str) else "") or _shared_by([*models.values()])


def _shared_by(models: list[type[BaseModel]]) -> type:
    return next(each for each in models[0].__mro__ if all(issubclass(model, each) for model in models))


def step(wanted: Any, here: Any, part: str) -> tuple[Any, Any] | None:
    """The needed type and the value, one name or index deeper; None if the form has no such place."""
    wanted = model_for(wanted, here)
    if is_text_field(wanted):
        return None
    if is_model(wanted):
        field = wanted.model_fields.get(part)
        inside = here.get(part) if isinstance(here, dict) else None
        return (field.annotation, inside) if field else None
    if get_origin(wanted) is dict:
        return str, None
    if is_list(wanted) and isinstance(here, list) and has(here, part):
        return get_args(wanted)[0], here[int(part)]
    return None


def entries_wanted_at(place: str, document: Document) -> Any:
    """The type of the entries of the list at this place, or None if there is no list of groups."""
    wanted: Any = Question
    here: Any = document
    for part in split(place):
        found = step(wanted, here, part)
        if found is None:
            return None
        wanted, here = found
    wanted = bare(wanted)
    return bare(get_args(wanted)[0]) if is_list(wanted) else None


def is_model(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, BaseModel)


def is_list(wanted: Any) -> bool:
    """Whether it is a list of groups, each with its own fields."""
    return get_origin(wanted) is tuple and not is_inline(wanted) and not is_text_field(wanted)


def is_inline(wanted: Any) -> bool:
    """Whether it is a list of plain values, which the form shows in one field."""
    entry = bare(get_args(wanted)[0]) if get_origin(wanted) is tuple else None
    return entry is not None and not is_model(entry) and not models_by_kind(entry)


def is_number(wanted: Any) -> bool:
    if get_origin(wanted) in (Union, UnionType):
        return all(each in (int, float, NoneType) for each in get_args(wanted))
    return wanted in (int, float) or (
        get_origin(wanted) is Literal and all(isinstance(each, int) for each in get_args(wanted))
    )
