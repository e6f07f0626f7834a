"""An answer in one's own words, in the common form of quiz formats, none of which knows key points."""

from quizapp.kinds.exchange import Essay, Exchange

EXCHANGE = Exchange(
    form=Essay,
    draft=lambda form, say: {"points": [], "model_answer": say(form.model_answer)},
    asked=lambda item, language: Essay(
        item.model_answer.in_language(language),
        tuple(point.text.in_language(language) for point in item.points),
    ),
)
