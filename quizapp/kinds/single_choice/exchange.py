"""One right option among several, in the common form of quiz formats."""

from quizapp.kinds.exchange import Exchange, OneOf, asked_options, drafted_options

EXCHANGE = Exchange(
    form=OneOf,
    draft=lambda form, say: {"options": drafted_options(form.options, say)},
    asked=lambda item, language: OneOf(asked_options(item.options, language)),
    parts=lambda form: form.options,
    bounds=(2, 8),
)
