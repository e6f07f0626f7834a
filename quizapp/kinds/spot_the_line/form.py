from typing import Any

from quizapp.kinds.spot_the_line.model import SpotTheLine
from quizapp.kinds.submitted import Form, named_fields


def answer_from(item: SpotTheLine, form: Form) -> dict[str, Any]:
    lines = [int(line) for line in form.getlist("answer.lines") if line.isascii() and line.isdigit()]
    return {"lines": lines} | named_fields(form, ["fix"] if item.fixes else [])
