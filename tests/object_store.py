"""A small object store that speaks as much of the protocol of S3 as images need."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ERROR = '<?xml version="1.0"?><Error><Code>{}</Code><Message>{}</Message></Error>'


@dataclass
class ObjectStore:
    """address: of the service. objects: by bucket and key. is_down: whether it answers nothing but errors."""

    address: str = ""
    key_id: str = "a-key-id"
    objects: dict[str, bytes] = field(default_factory=dict)
    is_down: bool = False


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    store = ObjectStore()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._is_let_in():
                store.objects[self.path] = body
                self._answer(200)

        def do_GET(self) -> None:
            if self._is_let_in():
                found = store.objects.get(self.path)
                self._answer(404 if found is None else 200, found)

        def do_POST(self) -> None:
            """Delete several objects at once."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            bucket, _, query = self.path.partition("?")
            if not self._is_let_in():
                return
            assert query.rstrip("=") == "delete"
            keys = re.findall(r"<Key>([^<]+)</Key>", body)
            for key in keys:
                store.objects.pop(f"{bucket}/{key}", None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            self._answer(200, f'<?xml version="1.0"?><DeleteResult>{gone}</DeleteResult>'.encode())

        def _is_let_in(self) -> bool:
            signed = self.headers.get("Authorization", "")
            if store.is_down:
                self._answer(503)
            elif not signed.startswith(f"AWS4-HMAC-SHA256 Credential={store.key_id}/"):
                self._answer(403)
            else:
                return True
            return False

        def _answer(self, status: int, body: bytes | None = None) -> None:
            body = ERROR.format(status, "").encode() if status >= 400 else body or b""
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
