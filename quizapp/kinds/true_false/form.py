from typing import Any

from quizapp.kinds.submitted import Form, named_fields
from quizapp.kinds.true_false.model import TrueFalse


def answer_from(item: TrueFalse, form: Form) -> dict[str, Any]:
    spelled = form.get("answer.is_true", "")
    verdict = {"is_true": spelled == "true"} if spelled in ("true", "false") else {}
    return verdict | named_fields(form, ["reason"])
