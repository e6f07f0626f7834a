"""Entries in order, in the common form of quiz formats."""

from quizapp.kinds.exchange import Exchange, Sequenced, unordered

EXCHANGE = Exchange(
    form=Sequenced,
    draft=lambda form, say: {
        "entries": [
            {"id": chr(ord("a") + place), "text": say(text), "feedback": say(said)}
            for place, (text, said) in zip(
                unordered([text for text, _ in form.entries]), form.entries, strict=True
            )
        ]
    },
    asked=lambda item, language: Sequenced(
        tuple((each.text.in_language(language), each.feedback.in_language(language)) for each in item.entries)
    ),
    parts=lambda form: form.entries,
    bounds=(3, 10),
)
