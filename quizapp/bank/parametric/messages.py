"""What is wrong with an item with parameters, in words, by the code of the error."""

from quizapp.errors import N_

MESSAGES = {
    "range_without_step": N_("Give this range a step, or set its scale to “log”."),
    "range_too_fine": N_("This range has more than %(limit)s values. Choose a larger step."),
    "name_of_function": N_("“%(name)s” has a meaning in expressions; choose another name."),
    "repeated_name": N_("The name “%(name)s” is used more than once."),
    "no_variant": N_(
        "None of the values drawn meet the conditions. Relax the conditions or choose other values."
    ),
    "simulation_too_long": N_(
        "One draw takes too much computation: at most %(stages)s updates times layers or time steps, "
        "and %(flops)s operations."
    ),
    "expression_syntax": N_("“%(expression)s” is not a valid expression."),
    "expression_too_long": N_("An expression can have at most %(limit)s characters and no deep nesting."),
    "expression_node": N_(
        "An expression can contain only numbers, names, arithmetic, and comparisons; no %(part)s."
    ),
    "expression_name": N_("Unknown value “%(name)s”. Available values: %(names)s."),
    "expression_function": N_("Unknown function “%(name)s”. Available functions: %(functions)s."),
    "expression_arithmetic": N_(
        "“%(expression)s” does not give a finite number: it divides by zero, overflows, or mixes words and numbers."
    ),
    "expression_no_condition": N_("“%(expression)s” gives “%(value)s”, but a yes or no is needed."),
    "placeholder_format": N_("“%(format)s” is not a valid format; write one such as .2f, .3g, d, or .3t."),
}
