#!/usr/bin/env python3
"""Where the sample incident goes wrong, and where the program says so: the service, and the first wrong line, of each faulty request.

sample_pointing.py PROGRAM [SEED…]     (else seeds 1 to 5)

A line is right where it lies from the last one that is right to the one that shows the fault (truth.csv); where a line does not
come, both are the last one before. A request that is not found is missed. Beside it: the first rank of `rootcause` over the whole
incident against the service that most of the faulty requests go wrong at.
"""
import collections
import csv
import datetime
import json
import math
import os
import subprocess
import sys
import tempfile

DETECTORS = ["tcfg", "attention"]


def ns(text):
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(time.timestamp() * 1000) * 1_000_000


def wilson(k, n):
    if n == 0:
        return "–"
    z, p = 1.96, k / n
    centre, half = (p + z * z / (2 * n)) / (1 + z * z / n), z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return f"{p:.3f} [{max(0, centre - half):.3f}, {min(1, centre + half):.3f}]"


def main():
    program, seeds = sys.argv[1], [int(s) for s in sys.argv[2:]] or [1, 2, 3, 4, 5]
    counts = collections.defaultdict(collections.Counter)
    first = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            shop = os.path.join(folder, "shop")
            subprocess.run([program, "demo", "--headless", shop, "--seed", str(seed)], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
            project = os.path.join(shop, "sample-incident.causeway")
            with open(os.path.join(shop, "truth.csv"), newline="") as file:
                faults = [row for row in csv.DictReader(file) if row["what"] != "jitter"]
            found = collections.defaultdict(dict)
            for one in json.loads(subprocess.check_output([program, "anomalies", project, "--json"])):
                if one["subject"]["kind"] == "session" and one["origin"]:
                    found[one["detector"]].setdefault(one["subject"]["id"].split("=")[-1], one)
            for fault in faults:
                for detector in DETECTORS:
                    one = found[detector].get(fault["request"])
                    line = next((l for l in one["lines"] if l["event"] == one["origin"]["event"]), None) if one else None
                    service = bool(one) and one["origin"]["service"] == fault["service"]
                    event = line is not None and ns(fault["from"]) <= line["time_ns"] <= ns(fault["to"])
                    for what in (fault["what"], "all"):
                        counts[detector, what].update(n=1, found=bool(one), service=service, event=event, both=service and event)
            most = collections.Counter(fault["service"] for fault in faults).most_common(1)[0][0]
            told = json.loads(subprocess.check_output([program, "rootcause", project, "--from", faults[0]["from"], "--json"]))
            first += bool(told["causes"]) and told["causes"][0]["service"] == most
    print(f"{'detector':10} {'fault':13} {'n':>5} {'found':>6}  {'service':22} {'first wrong line':22} both")
    for (detector, what), c in sorted(counts.items()):
        print(f"{detector:10} {what:13} {c['n']:5} {c['found']:6}  {wilson(c['service'], c['n']):22} {wilson(c['event'], c['n']):22} {wilson(c['both'], c['n'])}")
    print(f"rootcause: the service of most faults is first in {first} of {len(seeds)}")


main()
