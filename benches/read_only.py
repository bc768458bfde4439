#!/usr/bin/env python3
"""Let the file system fail under an inspection ten times, and compare it with one that was left alone.

    cargo build --release
    python3 benches/read_only.py [--pages 400] [--failures 10] [--seed 1] [--in-flight 4] [--keep]

The inspection writes to an ext4 in a file (so this needs root, a loop device and mkfs.ext4), mounted
with errors=remount-ro. At seeded random moments the kernel is told of an error in it: the journal is
given up, the file system becomes read-only at once, and what was not yet on the disk is lost, as in a
power cut. It is then mended and mounted again, and `--resume` goes on. Prints one table and exits with
1 if the inspection ever ends otherwise than saying so, or if the pages, the URLs of the archive index,
or the findings differ from those of an inspection that was left alone.
"""
import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from full_disk import FULL as CANNOT_WRITE
from kill_resume import AS_OF, DELAY, SPREAD, Crawl, differences, inspect_undisturbed, moments_of_death, run, table
from program import REPOSITORY, need_binary, start
from recorder import Recorder

MEGABYTES = 256


def sh(*command, allowed=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(map(str, command))} failed: {done.stderr}")
    return done.stdout


class FailingDisk:
    """An ext4 that can be told to fail."""

    def __init__(self, folder, image):
        self.folder, self.image = folder, image
        folder.mkdir()
        with open(image, "wb") as file:
            file.truncate(MEGABYTES << 20)
        sh("mkfs.ext4", "-q", image)
        self.mount()

    def mount(self):
        sh("mount", "-o", "loop,errors=remount-ro", self.image, self.folder)

    def unmount(self):
        sh("umount", self.folder)

    def fail(self):
        device = Path(sh("findmnt", "-n", "-o", "SOURCE", self.folder).strip()).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("gongkai\n")

    def mend(self):
        self.unmount()
        sh("e2fsck", "-fy", self.image, allowed=(0, 1))
        self.mount()


def inspect_on(disk, recorder, folder, options, moments, rng):
    crawl, log_path = Crawl(disk.folder / "run"), folder / "failing.log"
    arguments = ["check", recorder.url, *options, "--as-of", AS_OF, "--out", crawl.out]
    seen, odd, said_so = 0, [], []
    for moment in moments:
        with open(log_path, "wb") as log:
            child = start(arguments, log)
        if not recorder.wait_for(moment - seen, lambda: child.poll() is not None):
            sys.exit(f"gongkai ended before it was time; it said:\n{log_path.read_text(errors='replace')}")
        time.sleep(rng.random() * SPREAD)
        disk.fail()
        code = child.wait(timeout=120)
        said = log_path.read_text(errors="replace").strip()
        said_so.append(said.splitlines()[-1] if said else "")
        if code != CANNOT_WRITE or "panicked" in said or not said:
            odd.append((code, said[-400:]))
        seen += len(recorder.take())
        disk.mend()
        if (crawl.out / "bundle/crawl.db").is_file():
            arguments = ["check", "--resume", crawl.out, "--as-of", AS_OF]
    run(arguments, log_path)
    return crawl, odd, said_so


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--failures", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--keep", action="store_true", help="leave portal and bundles, and say where")
    arguments = parser.parse_args()
    need_binary()

    rng = random.Random(arguments.seed)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-read-only-"))
    portal = folder / "portal"
    subprocess.run([sys.executable, REPOSITORY / "benches/portal.py", portal, "--pages", str(arguments.pages)], check=True)
    disk = None
    try:
        with Recorder(portal / "www", DELAY) as recorder:
            options = ["--rate", 0, "--in-flight", arguments.in_flight, "--confirm-after", "1s"]
            whole = inspect_undisturbed(recorder, folder, options)
            disk = FailingDisk(folder / "disk", folder / "disk.img")
            requests = len(whole.starts[0])
            moments = moments_of_death(rng, arguments.failures, requests)
            crawl, odd, said_so = inspect_on(disk, recorder, folder, options, moments, rng)
            print(f"failed after requests {', '.join(map(str, moments))} and up to {SPREAD} s")
            for said in sorted(set(said_so)):
                print(f"said {said_so.count(said)} times: {said}")
            for code, said in odd:
                print(f"ended oddly with {code}: {said}")
            missed = table([
                ("failures", str(len(said_so)), len(said_so) == arguments.failures),
                ("ended otherwise than for want of a disk", str(len(odd)), not odd),
                *differences(whole, crawl, "left alone / failing"),
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
