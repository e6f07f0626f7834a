"""A number within a tolerance, in the common form of quiz formats."""

from typing import Any

from quizapp.kinds.exchange import Amount, Exchange, Say, asked_amount, drafted_amount


def _draft(form: Amount, say: Say) -> dict[str, Any]:
    parameters = {"parameters": [dict(each) for each in form.parameters]} if form.parameters else {}
    unit = {"unit": {"zh": form.unit, "en": form.unit}} if form.unit else {}
    return {**parameters, **drafted_amount(form, say), **unit}


EXCHANGE = Exchange(form=Amount, draft=_draft, asked=asked_amount)
