"""What the editor calls the fields of a question."""

from collections.abc import Iterable

from flask_babel import gettext

from quizapp.bank.questions import Topic
from quizapp.domain.experiments.scenarios import Knob, Scenario
from quizapp.errors import N_
from quizapp.presentation.language import words
from quizapp.web.authoring.forms import spell

Choices = list[tuple[str, str]]

FIELDS = {  # in the order of the form
    "slug": N_("URL name"),
    "topic": N_("Topic"),
    "number": N_("Question number"),
    "id": N_("Id"),
    "kind": N_("Answer type"),
    "level": N_("Level"),
    "title": N_("Title"),
    "parameters": N_("Variables"),
    "choices": N_("Choices"),
    "minimum": N_("Minimum"),
    "maximum": N_("Maximum"),
    "step": N_("Step"),
    "scale": N_("Scale"),
    "digits": N_("Digits"),
    "derived": N_("Derived values"),
    "derived.value": N_("Expression"),
    "conditions": N_("Conditions"),
    "simulate": N_("Networks to run"),
    "prompt": N_("Prompt"),
    "items": N_("Exercises"),
    "options": N_("Options"),
    "reasons": N_("Reasons"),
    "entries": N_("Entries, in the correct order"),
    "accepted": N_("Accepted wordings"),
    "left": N_("Left side"),
    "right": N_("Right side"),
    "match": N_("Its match on the right"),
    "gaps": N_("Blanks"),
    "listing": N_("Listing"),
    "wrong_lines": N_("Wrong lines"),
    "line": N_("Line"),
    "fixes": N_("Fixes"),
    "points": N_("Key points"),
    "groups": N_("Phrases that cover it"),
    "unless": N_("Unless the sentence says"),
    "weight": N_("Weight in the score"),
    "missed": N_("Feedback if missed"),
    "follow_up": N_("Follow-up question"),
    "model_answer": N_("Spoken model answer"),
    "in_depth": N_("In depth"),
    "outcomes": N_("Outcomes"),
    "when": N_("When"),
    "arm": N_("Original network"),
    "settings": N_("Settings"),
    "label": N_("Label"),
    "help": N_("Help"),
    "set": N_("Sets"),
    "path": N_("Path"),
    "budget": N_("Changes allowed"),
    "healed": N_("Fixed when"),
    "seeds": N_("Seeds"),
    "given": N_("Wordings"),
    "changes": N_("Changes tried"),
    "correct": N_("Correct"),
    "text": N_("Text"),
    "key": N_("Correct answer"),
    "tolerance": N_("Tolerance"),
    "absolute": N_("Absolute"),
    "relative": N_("Relative"),
    "world": N_("What-if run"),
    "if_right": N_("If this were right"),
    "unit": N_("Unit"),
    "axes": N_("Axes"),
    "name": N_("Name"),
    "meaning": N_("Meaning"),
    "mistakes": N_("Common mistakes"),
    "value": N_("Number given"),
    "shape": N_("Shape given"),
    "feedback": N_("Feedback"),
    "hints": N_("Hints"),
    "explanation": N_("Explanation"),
    "scenario": N_("Simulation"),
    "knobs": N_("Controls"),
    "claims": N_("Claims it relies on"),
    "interview": N_("Mock interview"),
    "answer": N_("Model answer"),
    "references": N_("References"),
    "authors": N_("Authors"),
    "year": N_("Year"),
    "where": N_("Where it appeared"),
    "url": N_("Web address"),
    "zh": N_("Chinese"),
    "en": N_("English"),
    "scenario.slug": N_("Scenario"),
}
ENTRIES = {
    "parameters": N_("Variable %(number)s"),
    "derived": N_("Derived value %(number)s"),
    "items": N_("Exercise %(number)s"),
    "hints": N_("Hint %(number)s"),
    "options": N_("Option %(number)s"),
    "mistakes": N_("Mistake %(number)s"),
    "reasons": N_("Reason %(number)s"),
    "left": N_("Left %(number)s"),
    "right": N_("Right %(number)s"),
    "gaps": N_("Blank %(number)s"),
    "wrong_lines": N_("Wrong line %(number)s"),
    "fixes": N_("Fix %(number)s"),
    "points": N_("Key point %(number)s"),
    "outcomes": N_("Outcome %(number)s"),
    "settings": N_("Setting %(number)s"),
    "choices": N_("Choice %(number)s"),
    "axes": N_("Axis %(number)s"),
    "entries": N_("Entry %(number)s"),
    "references": N_("Reference %(number)s"),
}


_ORDER = list(FIELDS)


def field_label(name: str) -> str:
    return gettext(FIELDS[name]) if name in FIELDS else name


def entry_label(list_name: str, index: int) -> str:
    return gettext(ENTRIES[list_name]) % {"number": index + 1}


def place_label(place: str) -> str:
    """The way to a field in words, such as “Item 1 › Option 2 › Text › Chinese”."""
    names: list[str] = []
    parts = place.split(".")
    for position, part in enumerate(parts):
        if part.isdecimal() and position and parts[position - 1] in ENTRIES:
            names[-1] = entry_label(parts[position - 1], int(part))
        else:
            group = f"{parts[position - 1]}.{part}"
            names.append(field_label(group if group in FIELDS else part))
    return " › ".join(names)


def form_order(place: str) -> list[int]:
    """A key that sorts places as the form shows them; a group comes before what is in it."""
    return [
        int(part) if part.isdecimal() else _ORDER.index(part) if part in FIELDS else len(_ORDER)
        for part in place.split(".")
    ]


def topic_choices(topics: Iterable[Topic]) -> Choices:
    return _to_choose_from((topic.slug, words(topic.title)) for topic in topics)


def scenario_choices(scenarios: Iterable[Scenario]) -> Choices:
    return _to_choose_from((scenario.slug, words(scenario.title)) for scenario in scenarios)


def knob_choices(knob: Knob) -> Choices:
    return [(spell(choice.value), words(choice.label)) for choice in knob.choices]


def _to_choose_from(choices: Iterable[tuple[str, str]]) -> Choices:
    return [("", gettext("Choose …")), *choices]
