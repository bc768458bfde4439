#!/usr/bin/env python3
"""Measure, at the server, how polite an inspection is with `--rate 5 --in-flight 2`.

    cargo build --release
    python3 benches/politeness.py

Inspects a site of 60 pages and 5 dead links twice: with quick answers, where the rate is what holds
the program back, and with slow ones, where the number in flight is. Prints one table and exits with 1
if more than 2 requests were in flight, or more than 5 came in any second beyond a burst of 1.
"""
import shutil
import sys
import tempfile
from pathlib import Path

from program import need_binary, need_judged, start
from recorder import Recorder

RATE, IN_FLIGHT, BURST = 5, 2, 1
PAGES, DEAD = 60, 5
QUICK, SLOW = 0.005, 0.7  # seconds for an answer


def write_site(root):
    links = "".join(f'<li><a href="/p/{i}.html">第{i}条</a></li>' for i in range(PAGES - 1 + DEAD))
    (root / "p").mkdir(parents=True)
    (root / "index.html").write_text(f'<meta charset="utf-8"><title>样板县</title><ul>{links}</ul>', encoding="utf-8")
    for i in range(PAGES - 1):
        (root / f"p/{i}.html").write_text(f'<meta charset="utf-8"><title>第{i}条</title><p>{"正文。" * 60}</p>',
                                          encoding="utf-8")


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
    return max(sum(first <= moment < first + 1 for moment in began) for first in began)


def inspect(folder, delay):
    out, log_path = folder / f"out-{delay}", folder / f"log-{delay}"
    with Recorder(folder / "www", delay) as recorder, open(log_path, "wb") as log:
        code = start(["check", recorder.url, "--rate", RATE, "--in-flight", IN_FLIGHT, "--confirm-after", "2s",
                      "--out", out], log).wait()
        need_judged(code, log_path)
        return recorder.take()


def main():
    need_binary()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-polite-"))
    missed = False
    try:
        write_site(folder / "www")
        print(f"{'answers':>8} {'requests':>9} {'in flight':>10} {'in a second':>12} {'least gap':>10} {'mean gap':>9}")
        for name, delay in (("quick", QUICK), ("slow", SLOW)):
            requests = inspect(folder, delay)
            began = sorted(r.began for r in requests)
            gaps = [later - earlier for earlier, later in zip(began, began[1:])]
            flight, second = most_in_flight(requests), most_in_a_second(requests)
            holds = flight <= IN_FLIGHT and second <= RATE + BURST
            missed |= not holds
            print(f"{name:>8} {len(requests):>9} {flight:>10} {second:>12} {min(gaps):>8.3f} s "
                  f"{sum(gaps) / len(gaps):>7.3f} s   {'ok' if holds else 'MISSED'}")
    finally:
        shutil.rmtree(folder)
    sys.exit(missed)


if __name__ == "__main__":
    main()
