#!/usr/bin/env python3
"""The scenario `brownout`: one week of nasa_http on ten nodes, German carbon intensity, optional calls, batch work.

brownout_scenario.py DATA OUT.json    DATA: the folder with workloads/ and carbon/

Requests are as many as keep the ten nodes half busy on average; a request is 10 s of work, 40 % of it an optional call. Batch jobs,
one hour of a node each, add 30 % of the energy; they have nodes of their own, which need no power while they are idle, and come in
the first six days, so that none may still wait at the end. Green power is a sine from 6 to 18 h, at most 1.2 kW, times 1 − the
intensity normalised to the week."""

import csv
import datetime
import gzip
import json
import math
import pathlib
import sys
import tarfile

DAY = 86400
WEEK = 7 * DAY
BIN = 900
WORK_S = 10.0
CORES = 2
NODES = 10
IDLE_W, MAX_W = 80, 200
FIRST = 7 * DAY  # of the trace: its second week


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1])
    missing = [name for name in ("workloads/nasa_http.tar.bz2", "carbon/ger_ci.csv.gz") if not (data / name).is_file()]
    if missing:
        print(f"skipped: {data} does not hold {' and '.join(missing)}")
        return
    with tarfile.open(data / "workloads/nasa_http.tar.bz2") as archive:
        counts = [int(n) for n in archive.extractfile("workload.txt").read().split()[FIRST:FIRST + WEEK]]
    with gzip.open(data / "carbon/ger_ci.csv.gz", "rt") as lines:
        intensity = {row["Time"]: float(row["Carbon Intensity"]) for row in csv.DictReader(lines)}
    start = datetime.datetime(2020, 7, 6)
    hours = [intensity[str(start + datetime.timedelta(hours=h))] for h in range(7 * 24)]
    least, most = min(hours), max(hours)

    per_bin = [sum(counts[at:at + BIN]) for at in range(0, WEEK, BIN)]
    scale = 0.5 * NODES * CORES * WEEK / (sum(per_bin) * WORK_S)
    rates = [[i * BIN, round(n / BIN * scale, 5)] for i, n in enumerate(per_bin)]
    green = []
    for h, value in enumerate(hours):
        sun = max(0.0, math.sin(math.pi * (h % 24 + 0.5 - 6) / 12))
        green.append([h * 3600, round(1200 * sun * (1 - (value - least) / (most - least)), 2)])
    base_wh = NODES * (IDLE_W + (MAX_W - IDLE_W) * 0.5) * 7 * 24
    jobs = round(0.3 * base_wh / MAX_W)

    nodes = {f"n{i}": {"cores": CORES, "idle_w": IDLE_W, "max_w": MAX_W, "off_w": 0, "domain": "de"} for i in range(NODES)}
    nodes |= {f"b{i}": {"cores": 1, "idle_w": 0, "max_w": MAX_W, "domain": "de"} for i in range(NODES)}
    web = [f"n{i}" for i in range(NODES)]
    scenario = {
        "causeway_scenario": 1, "warmup_s": 3600, "duration_s": WEEK,
        "services": {
            "page": {"replicas": NODES, "servers": CORES, "discipline": "ps", "routing": "least_connections", "node": web},
            "recommend": {"replicas": NODES, "servers": CORES, "discipline": "ps", "routing": "least_connections", "node": web},
            "batch": {"replicas": NODES, "routing": "shared", "node": [f"b{i}" for i in range(NODES)]}},
        "operations": {
            "view": {"service": "page", "self_s": {"exponential": 0.6 * WORK_S}, "calls": [{"operation": "suggest", "optional": True}]},
            "suggest": {"service": "recommend", "self_s": {"exponential": 0.4 * WORK_S}},
            "job": {"service": "batch", "self_s": {"constant": 3600}, "deferrable_s": DAY}},
        "arrivals": [{"operation": "view", "rates": rates},
                     {"operation": "job", "times_s": [round((i + 0.5) * (WEEK - DAY - 3600) / jobs, 1) for i in range(jobs)]}],
        "nodes": nodes,
        "domains": {"de": {"carbon_g_per_kwh": [[h * 3600, round(v, 2)] for h, v in enumerate(hours)], "green_w": green}},
        "slo": {"view": {"latency_s": 4 * WORK_S, "share": 0.95}, "job": {"latency_s": DAY}}}
    pathlib.Path(sys.argv[2]).write_text(json.dumps(scenario))
    print(f"{sum(per_bin)} requests of the trace, times {scale:.3f}; busiest quarter of an hour {max(r for _, r in rates) * WORK_S / (NODES * CORES):.2f} of the nodes; {jobs} jobs")


main()
