"""What pydantic found wrong, as Problems that name the field as its author wrote it."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

import simulator
from quizapp.errors import N_, Problem

MESSAGES = {
    "missing": N_("This field is required."),
    "extra_forbidden": N_("Unknown field."),
    "string_type": N_("Enter a text."),
    "string_too_short": N_("Enter at least %(min_length)s characters."),
    "string_too_long": N_("Enter at most %(max_length)s characters."),
    "string_pattern_mismatch": N_("This must have the form %(pattern)s."),
    "int_type": N_("Enter a whole number."),
    "int_parsing": N_("Enter a whole number."),
    "int_from_float": N_("Enter a whole number."),
    "float_type": N_("Enter a number."),
    "float_parsing": N_("Enter a number."),
    "finite_number": N_("Enter a finite number."),
    "bool_type": N_("Answer yes or no (true or false)."),
    "bool_parsing": N_("Answer yes or no (true or false)."),
    "greater_than": N_("Enter a value above %(gt)s."),
    "greater_than_equal": N_("Enter %(ge)s or more."),
    "less_than": N_("Enter a value below %(lt)s."),
    "less_than_equal": N_("Enter %(le)s or less."),
    "literal_error": N_("Choose one of %(expected)s."),
    "enum": N_("Choose one of %(expected)s."),
    "too_short": N_("At least %(min_length)s are required."),
    "too_long": N_("At most %(max_length)s are allowed."),
    "union_tag_invalid": N_("Unknown type “%(tag)s”. Choose one of %(expected_tags)s."),
    "union_tag_not_found": N_("Specify the type."),
    "model_type": N_("A group of fields is required here."),
    "model_attributes_type": N_("A group of fields is required here."),
    "dict_type": N_("A group of fields is required here."),
    "list_type": N_("A list is required here."),
    "tuple_type": N_("A list is required here."),
    "json_invalid": N_("This is not valid JSON."),
    "repeated_id": N_("The id “%(id)s” is used more than once."),
    "one_correct": N_("Mark exactly one option as correct."),
    "world_of_key": N_("Only a wrong option can have a what-if run."),
    "some_correct": N_("Mark at least one option as correct."),
    "empty_wording": N_("A wording needs at least one letter or digit."),
    "mistake_is_key": N_("“%(words)s” is also accepted as correct."),
    "unknown_match": N_("“%(id)s” was not found on the right."),
    "gap_once": N_(
        "The blank “%(id)s” must occur exactly once in each language’s text, and must be in the "
        "list of blanks."
    ),
    "no_such_line": N_("Line %(line)s of the listing does not exist or is empty."),
    "line_twice": N_("Line %(line)s is listed twice."),
    "outcomes_or_number": N_("Provide at least two outcomes or a number, but not both."),
    "no_number": N_("This measure is a yes or no, or a shape. Choose one that is a number."),
    "last_is_otherwise": N_(
        "Every outcome except the last needs conditions; the last covers everything else."
    ),
    "setting_range": N_("Provide either choices, or a path with a minimum and a maximum."),
    "impossible_change": N_("The setting “%(id)s” cannot be %(value)s."),
    "over_budget": N_("At most %(budget)s settings can be changed."),
    "no_tolerance": N_("Enter an absolute or a relative tolerance above zero."),
    "unknown_axis": N_("The correct answer uses “%(name)s”, which is not among the axes."),
    "no_such_point": N_("The key point “%(id)s” was not found."),
    "spoken_length": N_(
        "A one- to two-minute answer has %(fewest)s to %(most)s words or characters; this one has %(length)s."
    ),
    "range_without_step": N_("Give this range a step, or set its scale to “log”."),
    "range_too_fine": N_("This range has more than %(limit)s values. Choose a larger step."),
    "name_of_function": N_("“%(name)s” has a meaning in expressions; choose another name."),
    "repeated_name": N_("The name “%(name)s” is used more than once."),
    "no_variant": N_(
        "None of the values drawn meet the conditions. Relax the conditions or choose other values."
    ),
    "simulation_too_long": N_(
        "One draw takes too much computation: at most %(stages)s updates times layers or time "
        "steps, and %(flops)s operations."
    ),
    "expression_syntax": N_("“%(expression)s” is not a valid expression."),
    "expression_too_long": N_("An expression can have at most %(limit)s characters and no deep nesting."),
    "expression_node": N_(
        "An expression can contain only numbers, names, arithmetic, and comparisons; no %(part)s."
    ),
    "expression_name": N_("Unknown value “%(name)s”. Available values: %(names)s."),
    "expression_function": N_("Unknown function “%(name)s”. Available functions: %(functions)s."),
    "expression_arithmetic": N_(
        "“%(expression)s” does not give a finite number: it divides by zero, overflows, or mixes "
        "words and numbers."
    ),
    "expression_no_number": N_("“%(expression)s” gives “%(value)s”, but a number is needed."),
    "expression_no_condition": N_("“%(expression)s” gives “%(value)s”, but a yes or no is needed."),
    "placeholder_format": N_("“%(format)s” is not a valid format; write one such as .2f, .3g, d, or .3t."),
    "scenario_or_experiments": N_("Provide either a scenario or experiments."),
    "knob_range": N_("Provide either a minimum and a maximum, or choices."),
    "knob_range_order": N_("The minimum must be below the maximum."),
    "knob_path": N_("Unknown setting “%(path)s”."),
    "counts_differ": N_("The counts and the marks by seed differ. Record the test again."),
    "no_treated": N_("This test has no modified experiment; look at the baseline."),
    "measure_not_of_network": N_("“%(measure)s” cannot be measured in this network (%(kind)s)."),
    "reason_without_depends": N_("Only the verdict “depends” can have a reason."),
    "rests_on_nothing": N_("A claim without tests needs a reference."),
    "unknown_measure": N_("Unknown measure “%(measure)s”. Choose from %(measures)s."),
    "option_not_of_measure": N_("This measure does not have this option."),
    "needs_no_comparison": N_("This measure is a yes or no; it takes no comparison and no ratio."),
    "shape_needs_equals": N_("To compare a shape, use equals with a list, such as equals: [20, 32, 64]."),
    "one_comparison": N_("Compare with exactly one number: below, above, at_least, at_most, or equals."),
    "batch_larger_than_data": N_(
        "The batch size (%(batch_size)s) is larger than the number of samples (%(samples)s)."
    ),
    "no_recurrent_weights": N_("An MLP has no recurrent weights; choose “all”."),
    "task_does_not_fit_network": N_(
        "The network type %(network)s does not support the task “%(task)s”. Choose from %(available)s."
    ),
    "identity_not_square": N_(
        "An identity matrix is square, but the first layer has %(features)s inputs and %(width)s units."
    ),
    "no_time_to_truncate": N_("An MLP has no time steps, so truncation is not available."),
    "window_too_long": N_(
        "A window of %(window)s time steps is longer than the sequence of length %(length)s."
    ),
    "delay_too_long": N_(
        "A delay of %(delay)s time steps is too long for a sequence of length %(length)s. The "
        "maximum is %(limit)s."
    ),
    "signal_too_long": N_(
        "A signal of %(signal_steps)s time steps leaves nothing to remember in a sequence of "
        "length %(length)s."
    ),
    "periods_out_of_order": N_("The longest period, %(longest)s, is below the shortest, %(shortest)s."),
    "fewer_samples_than_classes": N_("%(samples)s samples are too few for %(classes)s classes."),
    "one_unit_to_normalize": N_("Layer normalization needs at least 2 units per layer."),
    "one_sample_to_normalize": N_("Batch normalization needs a batch size of at least 2."),
}


PATTERNS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": N_("Use lowercase letters and digits, with hyphens between words."),
    "^[a-z][a-z0-9_]*$": N_("Use lowercase letters, digits, and underscores, beginning with a letter."),
    r"^Q\d{1,4}$": N_("Use the form Q31."),
    r"^\d{1,3}\.[0-9a-z]{1,3}$": N_("Use the form 33.12."),
    r"^https://[^\s]+$": N_("Enter an address that begins with https://."),
}


def problems_in(
    error: ValidationError, document: Any = None, prefix: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Every mistake in the error. With the document, names leave out pydantic's marks for alternatives."""
    found = error.errors(include_url=False)
    return tuple(
        _problem(details, document, prefix)
        for details in found
        if not _is_only_short_of_right_entries(details, found)
    )


def _is_only_short_of_right_entries(details: Any, found: Sequence[Any]) -> bool:
    """Pydantic counts only the entries that are right: a list with a wrong one may also be called too short."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found
    )


def problems_of_experiment(invalid: simulator.InvalidExperiment, prefix: str = "") -> tuple[Problem, ...]:
    """What the simulator finds wrong with an experiment."""
    return tuple(
        Problem(f"{prefix}{found.field}", MESSAGES[found.code], dict(found.context))
        if found.code in MESSAGES
        else Problem(f"{prefix}{found.field}", "%(problem)s", {"problem": found.message})
        for found in invalid.problems
    )


def _problem(details: Any, document: Any, prefix: Sequence[str]) -> Problem:
    values = dict(details.get("ctx", {}))
    location = _as_written(details["loc"], document, details["type"] == "missing")
    if field := values.pop("field", None):
        location.append(str(field))
    if discriminator := values.get("discriminator"):
        location.append(str(discriminator).strip("'"))
    template = PATTERNS.get(values.get("pattern", ""), MESSAGES.get(details["type"]))
    if template is None:
        return Problem(".".join([*prefix, *location]), "%(problem)s", {"problem": details["msg"]})
    if isinstance(values.get("expected"), str):
        values["expected"] = values["expected"].replace(" or ", ", ").replace("'", "")
    if isinstance(values.get("expected_tags"), str):
        values["expected_tags"] = values["expected_tags"].replace("'", "")
    return Problem(".".join([*prefix, *location]), template, values)


def _as_written(location: Sequence[str | int], document: Any, is_missing: bool) -> list[str]:
    if document is None:
        return [str(part) for part in location]
    names: list[str] = []
    here = document
    for position, part in enumerate(location):
        entries: Any = dict(enumerate(here)) if isinstance(here, list | tuple) else here
        if isinstance(entries, dict) and part in entries:
            here = entries[part]
        elif not (is_missing and position == len(location) - 1):
            continue  # a mark of pydantic's: the tag of an alternative
        names.append(str(part))
    return names
