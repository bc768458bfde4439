"""Runs the program under measurement and says what it used."""
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BINARY = Path(os.environ.get("GONGKAI_BENCH_BINARY", REPOSITORY / "target/release/gongkai"))


@dataclass
class Usage:
    exit_code: int
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak_memory: int  # bytes


def need_binary():
    if not BINARY.is_file():
        sys.exit(f"{BINARY} is not there; build it first: cargo build --release")


def start(arguments, log):
    """`log` takes what the program prints."""
    return subprocess.Popen([BINARY, *map(str, arguments)], stdout=log, stderr=subprocess.STDOUT)


def measure(arguments, log):
    began = time.monotonic()
    child = start(arguments, log)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    return Usage(child.returncode, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def need_judged(exit_code, log_path):
    """Ends this script unless the site was judged: exit code 0 or 1."""
    if exit_code not in (0, 1):
        sys.exit(f"gongkai ended with exit code {exit_code}; it said:\n{log_path.read_text(errors='replace')}")
