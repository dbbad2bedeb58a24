#!/usr/bin/env python3
"""A service model of the first 70 % of a system's traces, simulated, against the rest: p50, p95 and p99 per service.

model_validation.py CAUSEWAY FOLDER…    folders of nezha data (*_trace.csv.gz below); those named fault_free are steady

Beside the model's errors stand those of the first 70 % themselves: what no model of them can be expected to beat. The
last line holds the model against the traces that it was learned from. A service counts where the rest has at least 50 spans of it."""

import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

ENOUGH = 50
LIMITS = (0.10, 0.15, 0.25)
SHARES = (0.50, 0.95, 0.99)


def quantile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))]


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def entering(project):
    """(trace start, service, span start, duration) of the spans that enter a service."""
    rows = sqlite3.connect(project).execute("SELECT trace, span, parent, service, kind, start_ns, duration_ns FROM spans").fetchall()
    service_of = {(trace, span): service for trace, span, _, service, _, _, _ in rows}
    first = {}
    for trace, _, _, _, _, start, _ in rows:
        first[trace] = min(first.get(trace, start), start)
    out = []
    for trace, _, parent, service, kind, start, duration in rows:
        above = service_of.get((trace, parent))
        if above is None or kind in ("server", "consumer") or above != service:
            out.append((first[trace], service, duration))
    return out


def validate(causeway, folder, scratch):
    project = scratch / (folder.parent.name + "-" + folder.name + ".causeway")
    files = sorted(folder.rglob("*_trace.csv*"))
    run(causeway, "import", project, *files)
    spans = entering(project)
    starts = sorted({start for start, _, _ in spans})
    cut = starts[int(0.7 * len(starts))]
    scenario = scratch / "scenario.json"
    scenario.write_text(run(causeway, "model", project, "--to", cut, "--json"))
    result = json.loads(run(causeway, "simulate", scenario, "--replications", 10, "--json"))
    learned, held = {}, {}
    for start, service, duration in spans:
        (learned if start < cut else held).setdefault(service, []).append(duration)
    print(f"\n{folder}: {len(starts)} traces, {len(spans)} requests of services; {result['requests']} requests simulated\n")
    print(f"{'service':34} {'spans':>7}   {'p50, p95, p99 of the rest, ms':>30}   {'errors of the model':>24}   {'of the first 70 %':>24}")
    within = [0, 0, 0]
    floor = [0, 0, 0]
    fit = [0, 0, 0]
    services = 0
    together = [0, 0, 0]
    for service, durations in sorted(held.items()):
        if len(durations) < ENOUGH or service not in learned:
            continue
        durations.sort()
        learned[service].sort()
        model = result["services"][service]
        truth = [quantile(durations, share) for share in SHARES]
        errors = [model[name] / max(value, 1) - 1 for name, value in zip(("p50_ns", "p95_ns", "p99_ns"), truth)]
        known = [quantile(learned[service], share) / max(value, 1) - 1 for share, value in zip(SHARES, truth)]
        own = [(1 + error) / (1 + first) - 1 for error, first in zip(errors, known)]
        services += 1
        for i, limit in enumerate(LIMITS):
            within[i] += abs(errors[i]) <= limit
            floor[i] += abs(known[i]) <= limit
            fit[i] += abs(own[i]) <= limit
        together[0] += all(abs(e) <= limit for e, limit in zip(errors, LIMITS))
        together[2] += all(abs(e) <= limit for e, limit in zip(own, LIMITS))
        together[1] += all(abs(e) <= limit for e, limit in zip(known, LIMITS))
        def show(values):
            return " ".join(f"{100 * value:+7.1f}%" for value in values)
        print(f"{service:34} {len(durations):7}   {truth[0] / 1e6:10.2f}{truth[1] / 1e6:10.2f}{truth[2] / 1e6:10.2f}   {show(errors)}   {show(known)}")
    for name, counts, both in (("the model", within, together[0]), ("the first 70 % themselves", floor, together[1]), ("the model against the first 70 %", fit, together[2])):
        print(f"{name}: p50 within 10 % for {counts[0]}, p95 within 15 % for {counts[1]}, p99 within 25 % for {counts[2]}, all three for {both} of {services} services")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in sys.argv[2:]:
            validate(sys.argv[1], pathlib.Path(folder), pathlib.Path(scratch))


main()
