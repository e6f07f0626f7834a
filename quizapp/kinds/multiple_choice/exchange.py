"""Several right options, in the common form of quiz formats."""

from quizapp.kinds.exchange import Exchange, SomeOf, asked_options, drafted_options

EXCHANGE = Exchange(
    form=SomeOf,
    draft=lambda form, say: {"options": drafted_options(form.options, say)},
    asked=lambda item, language: SomeOf(asked_options(item.options, language)),
    parts=lambda form: form.options,
    bounds=(2, 10),
)
