"""A folder of static files behind nginx on loopback, with a log of every request."""
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

# No `charset`: the pages alone say how they are encoded, as on most portals.
CONFIG = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    types {{
        text/html html;
        text/css css;
        application/javascript js;
        image/png png;
        application/pdf pdf;
    }}
    default_type application/octet-stream;
    log_format requests escape=none "$status $request_method $request_uri";
    access_log {folder}/requests.log requests buffer=64k;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 100000;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        index index.html;
        charset off;
    }}
}}
"""


@dataclass
class Request:
    status: int
    method: str
    path: str


def need_nginx():
    if program() is None:
        sys.exit("nginx is not installed: apt-get install nginx-light")


def program():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """Serves `root` while the `with` block runs; its own files lie in `folder`."""

    def __init__(self, root, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        folder.mkdir(parents=True)
        self.config = folder / "nginx.conf"
        self.config.write_text(CONFIG.format(folder=folder, root=root, port=self.port))

    def __enter__(self):
        # Without -e, nginx complains first that it may not write to /var/log.
        self.process = subprocess.Popen([program(), "-e", self.folder / "error.log", "-c", self.config])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        self.process.terminate()
        sys.exit(f"nginx does not start:\n{(self.folder / 'error.log').read_text()}")

    def __exit__(self, *_):
        # Quitting writes out the buffered log.
        self.process.send_signal(3)
        self.process.wait()

    def requests(self):
        """Every request, in order of its end; complete once the `with` block is left."""
        with open(self.folder / "requests.log", encoding="utf-8") as log:
            return [Request(int(status), method, path)
                    for status, method, path in (line.rstrip("\n").split(" ", 2) for line in log)]
