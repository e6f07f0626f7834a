"""Messages for faults of a field: for the codes of pydantic, and for those that several rooms raise.

A code is what pydantic calls the type of an error. The message of any other code is in the module that raises it.
"""

from quizapp.errors import N_

NO_GROUP = N_("A group of fields is required here.")
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
    "model_type": NO_GROUP,
    "model_attributes_type": NO_GROUP,
    "dict_type": NO_GROUP,
    "list_type": N_("A list is required here."),
    "tuple_type": N_("A list is required here."),
    "json_invalid": N_("This is not valid JSON."),
    "repeated_id": N_("The id “%(id)s” is used more than once."),
    "knob_range_order": N_("The minimum must be below the maximum."),
}
