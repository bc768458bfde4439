#!/usr/bin/env python3
"""Let the disk run full twenty times under an inspection, and compare it with one that had room.

    cargo build --release
    python3 benches/full_disk.py [--pages 400] [--fills 20] [--seed 1] [--in-flight 4] [--keep]

The inspection writes to a tmpfs (so this needs root) that is too small for it. Each time that it ends for
want of space, the disk grows by a seeded random piece and `--resume` goes on. Prints one table and exits
with 1 if it ever ends otherwise than saying so, if fewer fills happened than asked for, or if the pages,
the URLs of the archive index, or the findings differ from those of an inspection with room.
"""
import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kill_resume import AS_OF, DELAY, Crawl, differences, inspect_undisturbed, table
from program import REPOSITORY, need_binary, start
from recorder import Recorder

FULL = 4  # exit code of an I/O error
ENDED = 2  # exit code of a resume when only the report was missing


class Disk:
    """A tmpfs that can grow."""

    def __init__(self, folder, kilobytes):
        self.folder, self.kilobytes = folder, kilobytes
        folder.mkdir()
        self._mount("")

    def grow(self, kilobytes):
        self.kilobytes += kilobytes
        self._mount("remount,")

    def _mount(self, how):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"{how}size={self.kilobytes}k", "tmpfs", self.folder], check=True)

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)


def run(arguments, log_path):
    with open(log_path, "wb") as log:
        code = start(arguments, log).wait()
    return code, log_path.read_text(errors="replace")


def inspect_on(disk, recorder, folder, options, rng, size):
    crawl = Crawl(disk.folder / "run")
    arguments = ["check", recorder.url, *options, "--as-of", AS_OF, "--out", crawl.out]
    fills, odd = [], []
    while True:
        code, said = run(arguments, folder / "full.log")
        if code in (0, 1):
            return crawl, fills, odd
        if code == ENDED and "ended" in said:
            arguments = ["judge", crawl.out, "--as-of", AS_OF]
            continue
        fills.append(disk.kilobytes)
        if code != FULL or "panicked" in said or not said.strip():
            odd.append((code, said.strip()[-300:]))
        if len(fills) > 500:
            sys.exit(f"it never ends; it last said:\n{said}")
        disk.grow(rng.randrange(4, size))
        if (crawl.out / "bundle/crawl.db").is_file():
            arguments = ["check", "--resume", crawl.out, "--as-of", AS_OF]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--fills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--keep", action="store_true", help="leave portal and bundles, and say where")
    arguments = parser.parse_args()
    need_binary()

    rng = random.Random(arguments.seed)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-full-"))
    portal = folder / "portal"
    subprocess.run([sys.executable, REPOSITORY / "benches/portal.py", portal, "--pages", str(arguments.pages)], check=True)
    disk = None
    try:
        with Recorder(portal / "www", DELAY) as recorder:
            options = ["--rate", 0, "--in-flight", arguments.in_flight, "--confirm-after", "1s"]
            whole = inspect_undisturbed(recorder, folder, options)
            bytes_needed = sum(f.stat().st_size for f in whole.out.rglob("*") if f.is_file())
            # Pieces so small that the disk runs full about twice as often as asked for.
            piece = max(8, bytes_needed // 1024 // arguments.fills)
            disk = Disk(folder / "disk", rng.randrange(16, 200))
            crawl, fills, odd = inspect_on(disk, recorder, folder, options, rng, piece)
            print(f"ran full at {', '.join(map(str, fills))} KB; {bytes_needed >> 10} KB were needed in the end")
            for code, said in odd:
                print(f"ended oddly with {code}: {said}")
            missed = table([
                (f"fills, >= {arguments.fills}", str(len(fills)), len(fills) >= arguments.fills),
                ("ended otherwise than for want of space", str(len(odd)), not odd),
                *differences(whole, crawl, "with room / full"),
            ])
    finally:
        if arguments.keep:
            print(f"kept in {folder}")
        else:
            if disk:
                disk.unmount()
            shutil.rmtree(folder)
    sys.exit(missed)


if __name__ == "__main__":
    main()
