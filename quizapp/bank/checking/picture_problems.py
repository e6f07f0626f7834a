"""Check the recorded results of scenarios: each has one, and it shows what the scenario runs now."""

from collections.abc import Iterable, Iterator

from quizapp.domain.experiments.pictures import is_current
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem

NO_PICTURE = N_("This scenario has no recorded result. Run: quizapp content draw %(slug)s")
STALE = N_(
    "The recorded result is of other experiments, another chart, or simulator %(version)s. Run: quizapp content draw "
    "%(slug)s"
)


def problems_of_pictures(scenarios: Iterable[Scenario]) -> Iterator[Problem]:
    for scenario in scenarios:
        place = f"pictures/{scenario.slug}.yaml"
        experiments = [scenario.baseline.experiment, scenario.treated.experiment]
        if scenario.picture is None:
            yield Problem(place, NO_PICTURE, {"slug": scenario.slug})
        elif not is_current(scenario.picture, experiments, scenario.first_chart):
            yield Problem(place, STALE, {"slug": scenario.slug, "version": scenario.picture.simulator})
