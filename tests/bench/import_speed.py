#!/usr/bin/env python3
"""Makes a large log, imports it, and says how fast, in how much memory and how small; compares search with ripgrep.

The log is made of the lines of all systems in $CAUSEWAY_DATA/loghub (else ../shared/data/loghub), again and again in turn, with
every run of digits behind the header replaced by random digits (seed 1): as many distinct values as in life. With --names, random
user and class names are added too, which make many shapes. Plain python3; /usr/bin/time and rg are used where they are.

    tests/bench/import_speed.py [--megabytes 1000] [--names] [--program build/release/causeway] [--keep FOLDER]
"""

import argparse
import csv
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGITS = re.compile(rb"[0-9]+")


class RandomDigits:
    """Digits from a pool, since a random number for every run would take most of the time."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pool = bytes(self.random.choice(b"0123456789") for _ in range(1 << 22))
        self.at = 0

    def replace(self, match):
        length = len(match.group())
        if self.at + length > len(self.pool):
            self.at = self.random.randrange(1000)
        self.at += length
        return self.pool[self.at - length:self.at]

    def move(self):
        self.at = self.random.randrange(100_000)


def read_systems(folder):
    """Of each system its lines as (header, content)."""
    systems = []
    for system in sorted(path for path in folder.iterdir() if path.is_dir()):
        lines = (system / f"{system.name}_2k.log").read_bytes().split(b"\n")
        with open(system / f"{system.name}_2k.log_structured.csv", encoding="utf-8") as file:
            contents = [row["Content"].encode() for row in csv.DictReader(file)]
        split = []
        for line, content in zip(lines, contents):
            line = line.rstrip(b"\r")
            at = line.rfind(content) if content else len(line)
            at = at if at >= 0 else max(0, len(line) - len(content))
            split.append((line[:at], line[at:]))
        systems.append(split)
    return systems


def make_log(path, systems, size, with_names):
    digits = RandomDigits(1)
    names = random.Random(1)
    words = ["".join(names.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(names.randint(4, 10))).encode() for _ in range(10_000)]
    written = 0
    with open(path, "wb") as file:
        while written < size:
            for lines in systems:
                out = []
                for header, content in lines:
                    content = DIGITS.sub(digits.replace, content)
                    if with_names:
                        content += b" user=" + names.choice(words) + b" by " + names.choice(words).capitalize() + b"Manager"
                    out.append(header + content + b"\n")
                block = b"".join(out)
                file.write(block)
                written += len(block)
                if written >= size:
                    break
            digits.move()


def run(command, stdout=subprocess.DEVNULL):
    """Seconds and peak memory in bytes (0 where /usr/bin/time is not there); ends the script where the command fails."""
    command = [str(word) for word in command]
    timed = ["/usr/bin/time", "-v"] + command if os.path.exists("/usr/bin/time") else command
    start = time.monotonic()
    done = subprocess.run(timed, stdout=stdout, stderr=subprocess.PIPE)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    peak = re.search(rb"Maximum resident set size \(kbytes\): (\d+)", done.stderr)
    return seconds, int(peak.group(1)) * 1024 if peak else 0


def output_of(command, folder):
    """Seconds, size and SHA-256 of what a command prints, by way of a file so that nobody waits for a reader."""
    path = folder / "output"
    with open(path, "wb") as file:
        seconds, _ = run(command, file)
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    size = path.stat().st_size
    path.unlink()
    return seconds, size, digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--names", action="store_true", help="random user and class names as well")
    parser.add_argument("--program", default=str(ROOT / "build/release/causeway"))
    parser.add_argument("--regex", default="error|fail|exception")
    parser.add_argument("--keep", help="folder for log and project, kept; a log that is there is used again")
    arguments = parser.parse_args()
    data = Path(os.environ.get("CAUSEWAY_DATA", ROOT.parent / "shared/data")) / "loghub"
    if not data.is_dir():
        sys.exit(f"{data} is not there: set CAUSEWAY_DATA")
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="causeway-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    equal = True
    try:
        log = folder / f"{'names' if arguments.names else 'digits'}-{arguments.megabytes}.log"
        if not log.exists():
            make_log(log, read_systems(data), arguments.megabytes * 1_000_000, arguments.names)
        project = folder / "bench.causeway"
        for file in folder.glob("bench.causeway*"):
            file.unlink()
        program = arguments.program
        size = log.stat().st_size
        rows = [("log", f"{size / 1e6:,.0f} MB")]
        seconds, peak = run([program, "import", project, log])
        stored = project.stat().st_size
        rows += [("import", f"{seconds:.2f} s, {size / 1e6 / seconds:,.0f} MB/s, peak {peak / 1e6:,.0f} MB"),
                 ("project", f"{stored / 1e6:,.0f} MB, 1/{size / stored:.1f} of the log")]
        seconds, peak = run([program, "info", project])
        info = json.loads(subprocess.run([program, "info", project, "--json"], stdout=subprocess.PIPE, check=True).stdout)
        rows += [("opened again (info)", f"{seconds:.3f} s, peak {peak / 1e6:,.0f} MB"),
                 ("in it", f"{info['events']:,} events, {info['shapes']:,} shapes, {info['templates']:,} templates")]
        seconds, _, digest = output_of([program, "lines", project], folder)
        with open(log, "rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == digest if hasattr(hashlib, "file_digest") else None
        rows.append(("all lines", f"{seconds:.2f} s, {'equal to the log' if same else 'NOT equal to the log'}"))
        equal = equal and same is not False
        search = [program, "lines", project, "--regex", arguments.regex]
        count_seconds, _ = run(search + ["--count"])
        full_seconds, found_size, digest = output_of(search, folder)
        rows.append(("search", f"{arguments.regex}: {count_seconds:.2f} s to count, {full_seconds:.2f} s for all {found_size / 1e6:,.0f} MB"))
        if shutil.which("rg"):
            ripgrep = ["rg", "--no-unicode", "--text", "--no-filename", "--no-line-number", arguments.regex, log]
            rg_count, _ = run(ripgrep + ["--count"])
            rg_full, rg_size, rg_digest = output_of(ripgrep, folder)
            rows.append(("ripgrep", f"{rg_count:.2f} s to count, {rg_full:.2f} s for all {rg_size / 1e6:,.0f} MB; "
                                    f"{'the same lines' if rg_digest == digest else 'OTHER LINES'}"))
            equal = equal and rg_digest == digest
        width = max(len(name) for name, _ in rows)
        for name, value in rows:
            print(f"{name:<{width}}  {value}")
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
