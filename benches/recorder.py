"""A server of static files that writes down when each request came and when it was answered."""
import mimetypes
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass
class Request:
    path: str  # as asked for, percent-encoded
    began: float  # monotonic seconds
    ended: float = None  # None while it is in flight


class Recorder:
    """Serves `root` on loopback while the `with` block runs; every answer takes `delay` seconds."""

    def __init__(self, root, delay):
        self.root, self.delay = root, delay
        self.requests, self.lock = [], threading.Condition()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body are two writes: without this, the client's delayed ACK adds 40 ms.
            disable_nagle_algorithm = True

            def do_GET(self):
                request = owner.begin(self.path)
                time.sleep(owner.delay)
                try:
                    owner.answer(self)
                except OSError:
                    self.close_connection = True  # the client was killed meanwhile
                owner.end(request)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass  # a killed client resets its connections

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def begin(self, path):
        with self.lock:
            request = Request(path, time.monotonic())
            self.requests.append(request)
            self.lock.notify_all()
            return request

    def end(self, request):
        with self.lock:
            request.ended = time.monotonic()
            self.lock.notify_all()

    def wait_for(self, number, or_until):
        """Waits until `number` requests have come; false if `or_until()` comes first."""
        with self.lock:
            while len(self.requests) < number:
                if or_until():
                    return False
                self.lock.wait(0.05)
            return True

    def take(self):
        """Waits until nothing is in flight; gives all requests so far and begins a new list."""
        with self.lock:
            self.lock.wait_for(lambda: all(request.ended for request in self.requests), timeout=10)
            taken, self.requests = self.requests, []
            return taken

    def answer(self, handler):
        path = unquote(urlsplit(handler.path).path)
        file = self.root / path.lstrip("/")
        if path.endswith("/"):
            file = file / "index.html"
        found = file.is_file()
        body = file.read_bytes() if found else b"<h1>404 Not Found</h1>"
        kind = mimetypes.guess_type(file.name)[0] if found else "text/html"
        handler.send_response(200 if found else 404)
        handler.send_header("Content-Type", kind or "application/octet-stream")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(body)
