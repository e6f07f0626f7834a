"""Compress what is computed for each request; the build compresses files.

A page that mirrors its address next to a secret must not be compressed: the length would tell how much of the address
equals the secret (the BREACH attack). The only secret of ordinary pages is the CSRF token, which is masked with fresh
random bytes in each response (`csrf_tokens`). A response that shows another secret, such as a new API token, is marked
`no-store` and stays uncompressed.
"""

from flask import Flask, Response
from flask_compress import Compress


class _Compress(Compress):
    def after_request(self, response: Response | None) -> Response:
        if response is None or not response.cache_control.no_store:
            response = super().after_request(response)
        return response


_compress = _Compress()


def init_compression(app: Flask) -> None:
    """Before every other function that changes responses: Flask calls the first one last."""
    app.config.update(COMPRESS_ALGORITHM=["zstd", "br", "gzip"], COMPRESS_LEVEL=5, COMPRESS_BR_LEVEL=3)
    _compress.init_app(app)
