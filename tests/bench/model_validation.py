#!/usr/bin/env python3
"""A service model of the first 70 % of a system's traces, simulated, against the rest: p50, p95 and p99 per service.

model_validation.py CAUSEWAY FOLDER…    folders of nezha data, one a system (*_trace.csv.gz and faults.json somewhere below)

Each system four times: all traces, and those that began outside of faults (from a second before the injection to five minutes after it);
divided by time, and within each recording. The model's errors stand beside those of the first 70 % themselves (the floor: what changed
later no model of them can know) and the model's errors against these (its own). Services with fewer than 50 requests in the rest are not
judged. "same" is the chance of parts as unlike in a division by chance, "by chance" the share of such divisions within the limits."""

import calendar
import csv
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import time

FAULT_S = 300


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def injections(folder):
    for file in sorted(folder.rglob("faults.json")):
        for fault in json.loads(file.read_text()):
            yield calendar.timegm(time.strptime(fault["inject_time"], "%Y-%m-%d %H:%M:%S"))


def read(folder):
    """Rows by trace, each span once: a minute may be there twice, as a fault's and as a free one."""
    header, spans = None, {}
    for file in sorted(folder.rglob("*_trace.csv.gz")):
        with gzip.open(file, "rt", newline="") as lines:
            rows = csv.reader(lines)
            header = next(rows)
            for row in rows:
                spans.setdefault(row[0], {}).setdefault(row[1], row)
    return header, spans


def write(path, header, traces):
    with open(path, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(header)
        for trace in traces:
            rows.writerows(trace.values())


def show(values):
    return " ".join(f"{min(100 * value, 9999):+7.1f}%" for value in values)


def validate(causeway, name, project, division):
    result = json.loads(run(causeway, "model", project, "--validate", "--division", division, "--json"))
    how = "the first 70 % of all" if division == "time" else "the first 70 % of each recording"
    print(f"\n{name}; learned from {how}: {result['traces_learned']} traces, held against {result['traces_held_out']}\n")
    print(f"{'service':27}{'spans':>6} {'measured, ms':>27} {'predicted, ms':>27} {'errors of the model':>26} {'the floor':>26} {'its own':>26} {'same':>6} {'by chance':>9}  verdict")
    for service, one in result["services"].items():
        ms = ["".join(f"{value / 1e6:9.2f}" for value in one[key]) for key in ("held_out_ns", "predicted_ns")]
        print(f"{service:27}{one['held_out']:6} {ms[0]} {ms[1]} {show(one['error'])} {show(one['floor'])} {show(one['own_error'])} {one['unchanged_p']:6.3f} {one['within_by_chance']:9.2f}  {one['verdict']}")
    judged = result["judged"]
    for who, many in (("the model", "within"), ("the first 70 % themselves", "floor_within"), ("the model against the first 70 %", "own_within")):
        print(f"{who}: within 10/15/25 % for {result[many]} of {judged} services" + (f" ({100 * result[many] / judged:.0f} %)" if judged else ""))
    print(f"Little's law: off by at most {100 * result['little_gap']:.2f} %")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in map(pathlib.Path, sys.argv[2:]):
            header, spans = read(folder)
            faults = list(injections(folder))
            start, row_of = header.index("StartTimeUnixNano"), spans.values()
            free = [trace for trace in row_of if not any(-1 <= min(int(row[start]) for row in trace.values()) / 1e9 - at < FAULT_S for at in faults)]
            for what, traces in (("all traces", list(row_of)), ("outside of faults", free)):
                table = pathlib.Path(scratch) / "all_trace.csv"
                write(table, header, traces)
                project = pathlib.Path(scratch) / f"{folder.name}-{what.replace(' ', '-')}.causeway"
                run(sys.argv[1], "import", project, table)
                for division in ("time", "recordings"):
                    validate(sys.argv[1], f"{folder.name}, {what}", project, division)


main()
