"""A few words, in the common form of quiz formats."""

from quizapp.kinds.exchange import Exchange, Phrase, asked_phrase, drafted_phrase

EXCHANGE = Exchange(
    form=Phrase,
    draft=drafted_phrase,
    asked=asked_phrase,
    parts=lambda form: form.accepted,
    bounds=(1, 20),
)
