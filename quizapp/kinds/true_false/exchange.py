"""A statement with its reasons, in the common form of quiz formats, most of which know no reasons."""

from quizapp.kinds.exchange import Exchange, Verdict, asked_options, drafted_options

EXCHANGE = Exchange(
    form=Verdict,
    draft=lambda form, say: {"key": form.is_true, "reasons": drafted_options(form.reasons, say)},
    asked=lambda item, language: Verdict(item.key, asked_options(item.reasons, language)),
)
