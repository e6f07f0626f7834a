"""What statistics say is worth a look at an exercise, in words."""

from quizapp.domain.statistics.flags import Flag
from quizapp.errors import N_

FLAG_NAMES = {
    Flag.KEY: N_("check the answer"),
    Flag.UNFAIR: N_("unfair variants"),
    Flag.BACKWARD: N_("misleads"),
    Flag.TELLS_LITTLE: N_("tells little"),
    Flag.TOO_HARD: N_("very hard"),
    Flag.TOO_EASY: N_("very easy"),
    Flag.UNCHOSEN: N_("unused option"),
}
SERIOUS_FLAGS = frozenset({Flag.KEY, Flag.UNFAIR, Flag.BACKWARD})  # the exercise may be wrong
