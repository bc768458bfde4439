#!/usr/bin/env python3
"""Inspect 200 portals of 300 pages at once from one process: CPU, memory, and politeness of each.

    cargo build --release
    python3 benches/many_portals.py [--portals 200] [--pages 320] [--alone 5] [--rate 4] [--keep]

Serves one portal of benches/portal.py with nginx on so many loopback addresses, each a server of its own
(Debian: apt-get install nginx-light), and inspects

- one of them alone, `--alone` times before and after the next, without limit of rate;
- all of them at once, without limit of rate: what a page costs must not grow with company;
- all of them at once with `--rate` and 2 in flight, and a tenth of the servers twice, by two addresses.
  Every other server answers slower than it is asked, so that requests in flight are what holds the
  program back there. nginx's log says what each server saw.

Prints one table and exits with 1 if a bar is missed.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from nginx import Nginx, need_nginx
from program import REPOSITORY, measure, need_binary, need_judged

AS_OF = "2026-11-22"  # the generated items are dated up to this day
OPTIONS = ["--as-of", AS_OF, "--confirm-after", "2s", "--format", "json"]
UNLIMITED = ["--rate", 0, "--in-flight", 4]
IN_FLIGHT, BURST = 2, 1
SECOND_HOME = "gy/00.html"  # another page of the same server, inspected as a portal of its own

PEAK_MEMORY_MB = 1000
CPU_RATIO = 1.2


def addresses(number):
    return [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(number)]


def inspect(folder, arguments):
    """Runs the program; gives what it used."""
    folder.mkdir()
    log_path = folder / "gongkai.log"
    with open(log_path, "wb") as log:
        usage = measure(["check", *arguments, *OPTIONS, "--out", folder / "out"], log)
    need_judged(usage.exit_code, log_path)
    print(f"  {folder.name}: {usage.wall:.1f} s, {usage.cpu:.1f} s CPU, {usage.peak_memory / 1e6:.0f} MB, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)
    return usage


def inspect_list(folder, urls, arguments):
    """Inspects all; gives what was used, and what was printed for each portal."""
    file = folder.with_suffix(".txt")
    file.write_text("".join(url + "\n" for url in urls))
    usage = inspect(folder, ["--from", file, "--at-once", len(urls), *arguments])
    log = (folder / "gongkai.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return usage, {line["portal"]: line for line in lines}


def findings(result_path):
    """Checks and outcomes, which must be the same whoever else is inspected."""
    result = json.loads(result_path.read_bytes())
    return sorted((finding["check"], finding["outcome"], finding["message_key"]) for finding in result["findings"])


def differing(folder, alone):
    """Inspections whose findings are not those of the portal alone."""
    return sum(findings(path) != alone for path in folder.glob("out/*/result.json"))


def by_server(requests):
    servers = defaultdict(list)
    for request in requests:
        servers[request.server].append(request)
    return servers.values()


def most_in_flight(requests):
    """An end counts before a beginning at the same instant."""
    changes = sorted([(r.began, 1) for r in requests] + [(r.ended, -1) for r in requests])
    now = most = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def most_in_a_second(requests):
    """Most requests that came in any one second, its end not included."""
    began = sorted(r.began for r in requests)
    most = first = 0
    for last, moment in enumerate(began):
        while moment - began[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def table(rows):
    missed = False
    print()
    for name, figure, bar, holds in rows:
        missed |= holds is False
        said = "" if holds is None else "ok" if holds else "MISSED"
        print(f"{name:58} {figure:>10}   {bar} {said}".rstrip())
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portals", type=int, default=200)
    parser.add_argument("--pages", type=int, default=320, help="of each portal, at most")
    parser.add_argument("--alone", type=int, default=3)
    parser.add_argument("--rate", type=int, default=4)
    parser.add_argument("--keep", action="store_true", help="leave portal, logs and bundles, and say where")
    arguments = parser.parse_args()
    need_binary()
    need_nginx()

    folder = Path(tempfile.mkdtemp(prefix="gongkai-many-"))
    folder.chmod(0o755)  # nginx, started by root, reads as another user
    servers = addresses(arguments.portals)
    try:
        portal = folder / "portal"
        subprocess.run([sys.executable, REPOSITORY / "benches/portal.py", portal, "--pages", str(arguments.pages)],
                       check=True)
        pages = len((portal / "urls.txt").read_text().splitlines())

        with Nginx(portal / "www", folder / "nginx", servers) as nginx:
            def inspect_alone(when):
                return [inspect(folder / f"alone-{when}-{n}", [nginx.url, *UNLIMITED]) for n in range(arguments.alone)]

            # Before and after, because other work on the machine changes what a page costs.
            alone = inspect_alone("before")
            many, told = inspect_list(folder / "many", nginx.urls, UNLIMITED)
            alone += inspect_alone("after")
        expected = findings(folder / "alone-before-0/out/result.json")
        apart = differing(folder / "many", expected)
        if not arguments.keep:
            shutil.rmtree(folder / "many")

        slow = servers[::2]
        with Nginx(portal / "www", folder / "nginx-limited", servers, slow, arguments.rate * 45) as nginx:
            twice = [url + SECOND_HOME for url in nginx.urls[1::10]]
            polite, told_polite = inspect_list(folder / "polite", nginx.urls + twice,
                                               ["--rate", arguments.rate, "--in-flight", IN_FLIGHT])
        seen = list(by_server(nginx.requests()))
        flights, seconds = [most_in_flight(one) for one in seen], [most_in_a_second(one) for one in seen]

        alone_cpu = statistics.median(usage.cpu for usage in alone) * 1000 / pages
        many_cpu = many.cpu * 1000 / (pages * len(servers))
        judged = sum(line["verdict"] is not None for line in told.values())
        judged_polite = sum(line["verdict"] is not None for line in told_polite.values())
        memory, memory_polite = many.peak_memory / 1e6, polite.peak_memory / 1e6
        limit = arguments.rate + BURST
        missed = table([
            ("pages of each portal", str(pages), "", None),
            ("unlimited: portals judged", str(judged), f"= {len(servers)}", judged == len(servers)),
            ("unlimited: portals with other findings than alone", str(apart), "= 0", apart == 0),
            ("unlimited: pages per second", f"{pages * len(servers) / many.wall:.0f}", "", None),
            ("CPU per page, one portal alone (median), ms", f"{alone_cpu:.2f}", "", None),
            ("CPU per page, all at once, ms", f"{many_cpu:.2f}", f"<= {CPU_RATIO} x alone",
             many_cpu <= CPU_RATIO * alone_cpu),
            ("unlimited: peak memory, MB", f"{memory:.0f}", f"< {PEAK_MEMORY_MB}", memory < PEAK_MEMORY_MB),
            ("one portal alone: peak memory, MB", f"{max(u.peak_memory for u in alone) / 1e6:.0f}", "", None),
            ("limited: inspections judged", str(judged_polite), f"= {len(servers) + len(twice)}",
             judged_polite == len(servers) + len(twice)),
            ("limited: peak memory, MB", f"{memory_polite:.0f}", f"< {PEAK_MEMORY_MB}", memory_polite < PEAK_MEMORY_MB),
            ("limited: wall time, s", f"{polite.wall:.0f}", "", None),
            ("limited: requests, all servers", str(sum(map(len, seen))), "", None),
            ("limited: servers that had the most in flight", str(sum(one == max(flights) for one in flights)), "", None),
            ("limited: most requests in flight at a server", str(max(flights)), f"<= {IN_FLIGHT}", max(flights) <= IN_FLIGHT),
            ("limited: servers that had the most in a second", str(sum(one == max(seconds) for one in seconds)), "", None),
            ("limited: most requests in a second at a server", str(max(seconds)), f"<= {limit}", max(seconds) <= limit),
        ])
    finally:
        if arguments.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder)
    sys.exit(missed)


if __name__ == "__main__":
    main()
