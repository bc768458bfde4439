#!/usr/bin/env python3
"""Kill an inspection ten times, resume it, and compare it with one that was left alone.

    cargo build --release
    python3 benches/kill_resume.py [--pages 400] [--kills 10] [--seed 1] [--in-flight 4] [--keep]

Serves a portal of benches/portal.py, inspects it once without interruption, then once with `kill -9`
at seeded random moments, each followed by `--resume`. Prints one table and exits with 1 if

- the pages, the URLs of the archive index, or the findings (fingerprint and outcome) differ, or
- more URLs were asked for again after a kill than can have been in flight then: `--in-flight` at the
  server, and a few that were answered and were being parsed or written down.

A URL counts as asked for again when it was requested more often than in the uninterrupted run, where
dead links already have their second look. The made-up URL, robots.txt and sitemaps, which every start
may ask for, are not counted; the table says how many they are.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from program import REPOSITORY, need_binary, need_judged, start
from recorder import Recorder

AS_OF = "2026-11-22"
DELAY = 0.01  # seconds for each answer, so that something is in flight when the kill comes
PARSING = max(2, os.cpu_count())  # answers that may wait for their parsing and writing
SPREAD = 0.05  # a kill comes up to so many seconds after the request that triggers it


class Crawl:
    """One inspection and what the server saw of it: a list of requests for each start, and the
    moments of the kills between them."""

    def __init__(self, out):
        self.out, self.starts, self.kills = out, [], []

    def pages(self):
        text = (self.out / "bundle/pages.jsonl").read_text(encoding="utf-8")
        return Counter(json.loads(line)["url"] for line in text.splitlines()[1:])

    def archived(self):
        text = (self.out / "bundle/index.cdxj").read_text(encoding="utf-8")
        return {json.loads(line.split(" ", 2)[2])["url"] for line in text.splitlines()}

    def findings(self):
        result = json.loads((self.out / "result.json").read_bytes())
        return Counter((finding["fingerprint"], finding["outcome"]) for finding in result["findings"])

    def requests(self, counted):
        return Counter(r.path for requests in self.starts for r in requests if counted(r.path))


def run(arguments, log_path):
    with open(log_path, "ab") as log:
        code = start(arguments, log).wait()
    need_judged(code, log_path)


def inspect_undisturbed(recorder, folder, options):
    crawl = Crawl(folder / "undisturbed")
    run(["check", recorder.url, *options, "--as-of", AS_OF, "--out", crawl.out], folder / "undisturbed.log")
    crawl.starts.append(recorder.take())
    return crawl


def inspect_with_kills(recorder, folder, options, moments, rng):
    crawl, log_path = Crawl(folder / "killed"), folder / "killed.log"
    arguments = ["check", recorder.url, *options, "--as-of", AS_OF, "--out", crawl.out]
    seen = 0
    for moment in moments:
        with open(log_path, "ab") as log:
            child = start(arguments, log)
        alive = recorder.wait_for(moment - seen, lambda: child.poll() is not None)
        if not alive:
            sys.exit(f"gongkai ended before kill {len(crawl.starts) + 1}; it said:\n{log_path.read_text(errors='replace')}")
        time.sleep(rng.random() * SPREAD)
        child.send_signal(signal.SIGKILL)
        crawl.kills.append(time.monotonic())
        child.wait()
        crawl.starts.append(recorder.take())
        seen += len(crawl.starts[-1])
        if (crawl.out / "bundle").is_dir():
            arguments = ["check", "--resume", crawl.out, "--as-of", AS_OF]
    run(arguments, log_path)
    crawl.starts.append(recorder.take())
    return crawl


def asked_again(killed, expected, counted):
    """For each kill, how long before it the URLs were answered that had to be asked for again, in
    seconds, nothing for those still unanswered. Of a URL that was expected to be asked for twice, the
    kill that comes soonest after an answer is the one that lost it."""
    history = {}
    for start_number, requests in enumerate(killed.starts):
        for request in requests:
            if counted(request.path):
                history.setdefault(request.path, []).append((start_number, request.ended))
    lost = [[] for _ in killed.kills]
    for path, looks in history.items():
        candidates = [(max(0, killed.kills[one] - ended), one)
                      for (one, ended), (next_one, _) in zip(looks, looks[1:]) if one != next_one]
        for since_answer, kill in sorted(candidates)[:max(0, len(looks) - expected[path])]:
            lost[kill].append(since_answer)
    return lost


def moments_of_death(rng, kills, requests):
    """Numbers of requests after which to kill, leaving room for the one before and the end."""
    return sorted(rng.sample(range(1, int(requests * 0.95)), kills))


def table(rows):
    missed = False
    for name, figure, holds in rows:
        missed |= not holds
        print(f"{name:52} {figure:>24}   {'ok' if holds else 'MISSED'}")
    return missed


def difference(one, other):
    """Both counts, and what stands in one only."""
    apart = len(set(one.items() ^ other.items()) if isinstance(one, Counter) else one ^ other)
    return f"{len(one)} / {len(other)}, {apart} differ", one == other


def differences(whole, other, names):
    """Rows of the table: pages, archive and findings of two inspections; `names` says which is which."""
    return [
        (f"pages, {names}", *difference(whole.pages(), other.pages())),
        (f"URLs in the archive, {names}", *difference(whole.archived(), other.archived())),
        (f"findings, {names}", *difference(whole.findings(), other.findings())),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--keep", action="store_true", help="leave portal and bundles, and say where")
    arguments = parser.parse_args()
    need_binary()

    allowed = arguments.in_flight + PARSING
    rng = random.Random(arguments.seed)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-kill-"))
    portal = folder / "portal"
    subprocess.run([sys.executable, REPOSITORY / "benches/portal.py", portal, "--pages", str(arguments.pages)], check=True)
    planted = set((portal / "broken.txt").read_text().split())

    def counted(path):
        path = unquote(urlsplit(path).path)
        file = portal / "www" / path.lstrip("/")
        return path in planted or file.is_file() or path == "/"

    try:
        with Recorder(portal / "www", DELAY) as recorder:
            options = ["--rate", 0, "--in-flight", arguments.in_flight, "--confirm-after", "1s"]
            whole = inspect_undisturbed(recorder, folder, options)
            expected = whole.requests(counted)
            moments = moments_of_death(rng, arguments.kills, sum(expected.values()))
            killed = inspect_with_kills(recorder, folder, options, moments, rng)
        lost = asked_again(killed, expected, counted)
        most = max(map(len, lost))
        slowest = max((seconds for one in lost for seconds in one), default=0)
        print(f"killed after requests {', '.join(map(str, moments))} and up to {SPREAD} s")
        print(f"asked for again after each kill: {', '.join(str(len(one)) for one in lost)}")
        print(f"longest time between an answer and the kill that lost it: {slowest * 1000:.0f} ms")
        print(f"robots.txt, sitemaps and made-up URLs: {sum(whole.requests(lambda p: not counted(p)).values())} "
              f"requests undisturbed, {sum(killed.requests(lambda p: not counted(p)).values())} with kills\n")
        missed = table([
            ("kills", str(len(lost)), len(lost) == arguments.kills),
            *differences(whole, killed, "undisturbed / killed"),
            ("URLs requested, undisturbed / killed",
             *difference(set(expected), set(killed.requests(counted)))),
            (f"most URLs asked for again after one kill, <= {allowed}", str(most), most <= allowed),
        ])
    finally:
        if arguments.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder)
    sys.exit(missed)


if __name__ == "__main__":
    main()
