"""Messages for faults of a claim, by error code."""

from quizapp.errors import N_

MESSAGES = {
    "counts_differ": N_("The counts and the marks by seed differ. Record the test again."),
    "runs_differ": N_(
        "The runs are of different tests, or two are of the same BLAS kernel. Record the test again."
    ),
    "no_treated": N_("This test has no modified experiment; look at the baseline."),
    "measure_not_of_network": N_("“%(measure)s” cannot be measured in this network (%(kind)s)."),
    "reason_without_depends": N_("Only the verdict “depends” can have a reason."),
    "rests_on_nothing": N_("A claim without tests needs a reference."),
    "unknown_measure": N_("Unknown measure “%(measure)s”. Choose from %(measures)s."),
    "option_not_of_measure": N_("This measure does not have this option."),
    "needs_no_comparison": N_("This measure is a yes or no; it takes no comparison and no ratio."),
    "shape_needs_equals": N_(
        "Compare a shape only with “equal to”, or `equals`, and with all its axes, such as (20, 32, 64)."
    ),
    "one_comparison": N_("Compare with exactly one number: below, above, at_least, at_most, or equals."),
}
