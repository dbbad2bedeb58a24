#!/usr/bin/env python3
"""Detectors on traces as sessions: what they flag in faulty minutes against minutes without a fault, and of which service that is.

trace_sessions.py PROGRAM FOLDER [DETECTOR…]

PROGRAM: build/release/causeway. FOLDER: a system of Nezha's data (TrainTicket), with days that hold faults.json, trace/ and log/.
Traces and lines of all days come into one project, grouped by trace. A trace that begins within four minutes after a fault was
injected is of a faulty minute, any other is of one without a fault. The first half of the minutes without a fault is learned from as
normal, the second half is judged beside the faulty minutes. A finding's lines are those that the program blames, at most 20; each is
of a service, by its component or pod. Nothing is chosen by what comes out.
"""
import bisect
import calendar
import collections
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

SECOND = 10**9
POD = re.compile(r"^(.*?)(-[a-z0-9]{6,10}-[a-z0-9]{5})$")


def run(program, *arguments):
    done = subprocess.run([program, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)


def service_of(name):
    pod = POD.match(name)
    return pod.group(1) if pod else name


def service_of_line(text):
    if text.startswith("{"):
        return json.loads(text).get("service", "")
    row = next(csv.reader([text]))
    return service_of(row[3]) if len(row) > 3 else ""


def faults_of(folder):
    faults = []
    for day in sorted(os.listdir(folder)):
        with open(os.path.join(folder, day, "faults.json"), encoding="utf-8") as file:
            for fault in json.load(file):
                at = calendar.timegm(time.strptime(fault["inject_time"], "%Y-%m-%d %H:%M:%S")) * SECOND
                faults.append((at, service_of(fault["inject_pod"]), fault["inject_type"]))
    return sorted(faults)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1:3]
    detectors = sys.argv[3:] or ["count-vector", "deeplog"]
    faults = faults_of(folder)
    times = [fault[0] for fault in faults]
    with tempfile.TemporaryDirectory() as scratch:
        project = os.path.join(scratch, "traces.causeway")
        files = sorted(glob.glob(os.path.join(folder, "**", "*_trace.csv.gz"), recursive=True) + glob.glob(os.path.join(folder, "**", "*_log.csv.gz"), recursive=True))
        run(program, "import", project, *files)
        grouped = run(program, "sessions", project, "--by", "trace")
        traces = run(program, "traces", project)
        print(f"{grouped['sessions']:,} sessions of {grouped['events']:,} events, {sum(trace['spans'] for trace in traces):,} of them starts of spans")

        clean, faulty = [], {}
        for trace in traces:
            after = bisect.bisect_right(times, trace["start_ns"])
            since = trace["start_ns"] - times[after - 1] if after else None
            if since is not None and since < 240 * SECOND:
                faulty[trace["trace"]] = faults[after - 1]
            else:
                clean.append((trace["start_ns"], trace["trace"]))
        clean.sort()
        minutes = sorted({start // (60 * SECOND) for start, _ in clean})
        middle = minutes[len(minutes) // 2] * 60 * SECOND
        learned = [trace for start, trace in clean if start < middle]
        judged = {trace for start, trace in clean if start >= middle}
        labels = os.path.join(scratch, "labels.csv")
        with open(labels, "w", encoding="utf-8") as file:
            file.write("subject,verdict,kind,by,note\n")
            file.writelines(f"trace={trace},normal,,import,\n" for trace in learned)
        run(program, "label", project, "--import", labels)
        print(f"learned from {len(learned):,} traces; judged: {len(judged):,} without a fault, {len(faulty):,} in {len(set(faulty.values()))} faulty periods")

        events = collections.Counter()
        by_service = collections.defaultdict(collections.Counter)
        for line in run(program, "lines", project):
            trace = json.loads(line["text"]).get("trace_id", "") if line["text"].startswith("{") else (next(csv.reader([line["text"]])) + [""] * 6)[5]
            if trace in faulty:
                by_service[faulty[trace]][service_of_line(line["text"])] += 1
                events[faulty[trace]] += 1

        for detector in detectors:
            trained = run(program, "train", project, detector)
            found = run(program, "detect", project, detector)
            flagged = {}
            for finding in run(program, "anomalies", project, "--run", str(found["run"])):
                flagged[finding["subject"]["id"].split("=", 1)[1]] = [service_of_line(line["text"]) for line in finding["lines"] if "text" in line]
            false = sum(trace in flagged for trace in judged)
            print(f"\n{detector}: {trained['sessions']:,} sessions, {trained['seconds']:.0f} s; flagged without a fault {false} of {len(judged)} ({100 * false / max(1, len(judged)):.1f} %)")
            print(f"{'fault':<52}{'flagged':>14}{'blamed lines of it':>20}{'events of it':>14}{'most blamed':>34}")
            total = collections.Counter()
            for fault in faults:
                own = [trace for trace, of in faulty.items() if of == fault]
                hits = [trace for trace in own if trace in flagged]
                blamed = [service for trace in hits for service in flagged[trace]]
                share = by_service[fault][fault[1]] / max(1, events[fault])
                most = collections.Counter(blamed).most_common(1)
                of_it = blamed.count(fault[1])
                when = time.strftime("%d %H:%M", time.gmtime(fault[0] // SECOND))
                print(f"{when + ' ' + fault[1] + ' ' + fault[2]:<52}{f'{len(hits)}/{len(own)}':>9}{100 * len(hits) / max(1, len(own)):4.0f}%{f'{of_it}/{len(blamed)}':>15}{100 * of_it / max(1, len(blamed)):4.0f}%"
                      f"{100 * share:13.1f}%{most[0][0] if most else '-':>34}")
                total.update(own=len(own), hits=len(hits), blamed=len(blamed), of_it=of_it, events=events[fault], events_of_it=by_service[fault][fault[1]])
            print(f"{'all':<52}{total['hits']:>5}/{total['own']:<3}{100 * total['hits'] / max(1, total['own']):4.0f}%{total['of_it']:>11}/{total['blamed']:<3}{100 * total['of_it'] / max(1, total['blamed']):4.0f}%"
                  f"{100 * total['events_of_it'] / max(1, total['events']):13.1f}%")


main()
