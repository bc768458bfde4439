#!/usr/bin/env python3
"""Measure a whole inspection: crawl with archive, extract, judge, report, at unlimited rate.

    cargo build --release
    python3 benches/whole_job.py [--pages 20000] [--smaller 10000] [--repeat 3] [--in-flight 32] [--keep]

Builds two portals, serves them with nginx on loopback (Debian: apt-get install nginx-light), inspects
each one `--repeat` times with target/release/gongkai, and prints one table: the figure that is judged,
the median, the bar. Exits with 1 if a bar is missed. Time and memory are judged by the best run, since
other work on the machine can only add to them; what was found and asked for is judged by the worst.

The portal comes from benches/portal.py, or from the generator that GONGKAI_BENCH_GENERATOR names, or
from ../shared/bench/gen_portal.py next to the repository where that exists.

How requests are counted, from nginx's log. Left out: what is neither in the web root nor planted
(robots.txt, sitemaps, the made-up URL that shows how the site says "not found"). Then, for each
planted dead link and soft-404 page that was asked for more than once, one request is taken off as its
second look. The rest is divided by the number of different URLs in it.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nginx import Nginx, need_nginx
from program import REPOSITORY, measure, need_binary, need_judged

AS_OF = "2026-11-22"  # the generated items are dated up to this day
CONFIRM_AFTER = "2s"

CPU_PER_PAGE_MS = 1.4
REQUESTS_PER_URL = 1.02
PEAK_MEMORY_MB = 200
MEMORY_PER_PAGE_KB = 2
SCORECARD_MB = 2


class Planted:
    """What the generator says that it built."""

    def __init__(self, folder):
        self.root = folder / "www"
        self.pages = lines(folder / "urls.txt")
        self.broken = set(lines(folder / "broken.txt"))
        self.soft = set(lines(folder / "soft404.txt"))

    def knows(self, path):
        return path in self.broken or self.file(path).is_file()

    def file(self, path):
        return self.root / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


@dataclass
class Run:
    """Figures of one inspection."""
    wall: float
    pages_per_second: float
    cpu_per_page_ms: float
    peak_memory: int
    pages_unread: int
    dead_missed: int
    falsely_dead: int
    soft_missed: int
    reviews_elsewhere: int
    requests_per_url: float
    requests_left_out: int
    scorecard_bytes: int
    bundle_bytes: int


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def generator():
    named = os.environ.get("GONGKAI_BENCH_GENERATOR")
    if named:
        return Path(named)
    shared = REPOSITORY.parent / "shared/bench/gen_portal.py"
    return shared if shared.is_file() else REPOSITORY / "benches/portal.py"


def inspect(planted, folder, in_flight):
    out, log_path = folder / "out", folder / "gongkai.log"
    with Nginx(planted.root, folder / "nginx") as nginx:
        arguments = ["check", nginx.url, "--rate", 0, "--in-flight", in_flight, "--confirm-after", CONFIRM_AFTER,
                     "--max-pages", 1_000_000, "--as-of", AS_OF, "--out", out]
        with open(log_path, "wb") as log:
            usage = measure(arguments, log)
    need_judged(usage.exit_code, log_path)
    requests = Counter(path_of(request.path) for request in nginx.requests())
    outcomes = broken_link_outcomes(out)
    told = {path for path, outcome in outcomes.items() if outcome in ("fail", "review")}
    dead = {path for path, outcome in outcomes.items() if outcome == "fail"}
    per_url, left_out = requests_per_url(requests, planted)
    read = {path.removesuffix("index.html") for path in requests}
    pages = len(planted.pages)
    return Run(
        wall=usage.wall, pages_per_second=pages / usage.wall, cpu_per_page_ms=usage.cpu * 1000 / pages,
        peak_memory=usage.peak_memory,
        pages_unread=sum(path.removesuffix("index.html") not in read for path in planted.pages),
        dead_missed=len(planted.broken - dead), falsely_dead=len(dead - planted.broken - planted.soft),
        soft_missed=len(planted.soft - told), reviews_elsewhere=len(told - dead - planted.broken - planted.soft),
        requests_per_url=per_url, requests_left_out=left_out,
        scorecard_bytes=(out / "scorecard.html").stat().st_size,
        bundle_bytes=sum(file.stat().st_size for file in (out / "bundle").iterdir()))


def path_of(url):
    return unquote(urlsplit(url).path)


def broken_link_outcomes(out):
    result = json.loads((out / "result.json").read_bytes())
    return {path_of(finding["subject"]["url"]): finding["outcome"]
            for finding in result["findings"] if finding["check"] == "broken-link"}


def requests_per_url(requests, planted):
    """Requests for each URL, apart from second looks; and how many requests are left out."""
    counted = {path: number for path, number in requests.items() if planted.knows(path)}
    second_looks = sum(number > 1 for path, number in counted.items() if path in planted.broken | planted.soft)
    left_out = sum(requests.values()) - sum(counted.values())
    return (sum(counted.values()) - second_looks) / len(counted), left_out


def inspect_repeatedly(pages, arguments, folder):
    portal = folder / f"portal-{pages}"
    subprocess.run([sys.executable, generator(), portal, "--pages", str(pages)], check=True)
    planted = Planted(portal)
    runs = []
    for number in range(1, arguments.repeat + 1):
        here = folder / f"run-{pages}-{number}"
        here.mkdir()
        runs.append(inspect(planted, here, arguments.in_flight))
        print(f"  run {number}: {runs[-1].wall:.1f} s, {runs[-1].cpu_per_page_ms:.2f} ms CPU a page, "
              f"{runs[-1].peak_memory / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)
        if not arguments.keep:
            shutil.rmtree(here)
    return planted, runs


class Table:
    def __init__(self):
        self.missed = False
        print(f"\n{'':34} {'judged':>10} {'median':>10}   bar")

    def row(self, name, figures, form, pick=min, at_most=None, under=None):
        """`pick` chooses the figure that the bar judges: `min` the best run, `max` the worst."""
        figure, bar = pick(figures), ""
        if at_most is not None or under is not None:
            holds = figure <= at_most if under is None else figure < under
            bar = f"{f'<= {at_most}' if under is None else f'< {under}'} {'ok' if holds else 'MISSED'}"
            self.missed |= not holds
        print(f"{name:34} {form.format(figure):>10} {form.format(statistics.median(figures)):>10}   {bar}".rstrip())


def print_table(planted, large, small, further_pages):
    """Prints it; true if a bar is missed."""
    def of(name, unit=1):
        return [getattr(run, name) / unit for run in large]

    further_memory = min(of("peak_memory")) - min(run.peak_memory for run in small)
    table = Table()
    table.row("wall time, s", of("wall"), "{:.1f}")
    table.row("pages per second", of("pages_per_second"), "{:.0f}", pick=max)
    table.row("own CPU per page, ms", of("cpu_per_page_ms"), "{:.2f}", at_most=CPU_PER_PAGE_MS)
    table.row("peak memory, MB", of("peak_memory", 1e6), "{:.1f}", under=PEAK_MEMORY_MB)
    table.row("memory per further page, KB", [further_memory / 1000 / further_pages], "{:.2f}", under=MEMORY_PER_PAGE_KB)
    table.row("pages never asked for", of("pages_unread"), "{:.0f}", max, at_most=0)
    table.row(f"dead links missed, of {len(planted.broken)}", of("dead_missed"), "{:.0f}", max, at_most=0)
    table.row("links falsely called dead", of("falsely_dead"), "{:.0f}", max, at_most=0)
    table.row(f"soft-404 pages missed, of {len(planted.soft)}", of("soft_missed"), "{:.0f}", max, at_most=0)
    table.row("other links left to a person", of("reviews_elsewhere"), "{:.0f}", max)
    table.row("requests per URL", of("requests_per_url"), "{:.4f}", max, at_most=REQUESTS_PER_URL)
    table.row("requests left out of that", of("requests_left_out"), "{:.0f}", max)
    table.row("scorecard, MB", of("scorecard_bytes", 1e6), "{:.2f}", max, under=SCORECARD_MB)
    table.row("bundle, MB", of("bundle_bytes", 1e6), "{:.0f}", max)
    return table.missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--smaller", type=int, default=10_000, help="pages of the portal that memory is compared with")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--keep", action="store_true", help="leave portals, logs and bundles, and say where")
    arguments = parser.parse_args()
    if not arguments.smaller < arguments.pages:
        parser.error("--smaller must be less than --pages")
    need_binary()
    need_nginx()

    folder = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    folder.chmod(0o755)  # nginx, started by root, reads as another user
    try:
        print(f"generator {generator()}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        smaller, small = inspect_repeatedly(arguments.smaller, arguments, folder)
        planted, large = inspect_repeatedly(arguments.pages, arguments, folder)
        missed = print_table(planted, large, small, len(planted.pages) - len(smaller.pages))
    finally:
        if arguments.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder)
    sys.exit(missed)


if __name__ == "__main__":
    main()
