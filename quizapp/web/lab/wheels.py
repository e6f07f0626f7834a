import io

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from quizapp.formats.simulator_wheel import wheel, wheel_name

blueprint = Blueprint("wheels", __name__)


@blueprint.get("/simulator/<name>")
def show(name: str) -> Response:
    """The library that computes the runs, for `pip install` with this address."""
    if name != wheel_name():
        abort(404)
    return send_file(io.BytesIO(wheel()), mimetype="application/zip", as_attachment=True, download_name=name)
