"""What is said about scenarios and claims that cannot be published yet."""

from quizapp.errors import N_

NOT_INITIAL = N_(
    "The control starts at %(value)s, the setting of the network, which must be among its values."
)
NO_TEST = N_("Add a test that decides the verdict.")
NOT_CHECKED = N_("This has not been run over seeds in its present form.")
NOT_BORNE_OUT = N_(
    "The conditions hold in %(count)s of %(seeds)s seeds; the sentence asks for at least %(share)s. Change the "
    "sentence or its conditions."
)
NO_PICTURE = N_("The run with the initial settings, which is drawn in the list, has not finished yet.")
IN_USE = N_("It is used by: %(names)s. Remove it there first.")
