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
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
    types {{
        text/html html;
        text/css css;
        application/javascript js;
        image/png png;
        application/pdf pdf;
    }}
    default_type application/octet-stream;
    log_format requests escape=none "$server_addr $msec $request_time $status $request_method $request_uri";
    access_log {folder}/requests.log requests buffer=64k;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 100000;
    # Slow servers hold back what comes too fast; others have an empty key, which is never held back.
    map $server_addr $slow {{ {slow} default ""; }}
    limit_req_zone $slow zone=slow:1m rate={slow_rate}r/m;
    server {{
        {listen}
        limit_req zone=slow burst=1000;
        root {root};
        index index.html;
        charset off;
    }}
}}
"""


@dataclass
class Request:
    server: str  # address
    began: float  # seconds, to the millisecond
    ended: float
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
    """Serves `root` while the `with` block runs, at each of `addresses`; its own files lie in `folder`.
    The addresses in `slow` answer `slow_rate` requests a minute."""

    def __init__(self, root, folder, addresses=("127.0.0.1",), slow=(), slow_rate=60):
        self.folder, self.port, self.address = folder, free_port(), addresses[0]
        self.urls = [f"http://{address}:{self.port}/" for address in addresses]
        self.url = self.urls[0]
        folder.mkdir(parents=True)
        self.config = folder / "nginx.conf"
        self.config.write_text(CONFIG.format(
            folder=folder, root=root, slow_rate=slow_rate,
            listen="\n        ".join(f"listen {address}:{self.port};" for address in addresses),
            slow=" ".join(f"{address} {address};" for address in slow)))

    def __enter__(self):
        # Without -e, nginx complains first that it may not write to /var/log.
        self.process = subprocess.Popen([program(), "-e", self.folder / "error.log", "-c", self.config])
        for _ in range(100):
            try:
                socket.create_connection((self.address, self.port), timeout=1).close()
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
            return [request(*line.rstrip("\n").split(" ", 5)) for line in log]


def request(server, ended, seconds, status, method, path):
    return Request(server, round(float(ended) - float(seconds), 3), float(ended), int(status), method, path)
