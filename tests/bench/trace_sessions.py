#!/usr/bin/env python3
"""Detectors on traces as sessions: what they flag in faulty minutes against minutes without a fault, and of which service that is.

trace_sessions.py PROGRAM FOLDER [--order time|tree|service|entry] [DETECTOR…]

PROGRAM: build/release/causeway. FOLDER: a system of Nezha's data (TrainTicket), with days that hold faults.json, trace/ and log/.
An event is the start of a span or a line of log; its key is its service and its template. Sessions are, by --order:
  time     a trace, in order of time
  tree     a trace, depth first: a span's start, then its lines and what it calls by start, so that concurrency does not shuffle them
  service  a trace's events at one service, in order of time
  entry    a service's events for one request that it got from elsewhere, in order of time
A trace that begins within four minutes after a fault was injected is of a faulty minute, any other is of one without a fault. The
first half of the minutes without a fault is learned from as normal, the second half is judged beside the faulty minutes.
A fault's service is blamed by odd steps (time, tree) or by flagged sessions (service, entry). Its rank is by how many more of these
it has than its share in the minutes without a fault would bring, behind all that have as many; none more is no rank. Nothing is
chosen by what comes out.
"""
import argparse
import bisect
import calendar
import collections
import csv
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

SECOND = 10**9
POD = re.compile(r"^(.*?)(-[a-z0-9]{6,10}-[a-z0-9]{5})$")
Event = collections.namedtuple("Event", "time service template span start")
Session = collections.namedtuple("Session", "period events")


def run(program, *arguments):
    done = subprocess.run([program, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)


def service_of(name):
    pod = POD.match(name)
    return pod.group(1) if pod else name


def faults_of(folder):
    faults = []
    for day in sorted(os.listdir(folder)):
        with open(os.path.join(folder, day, "faults.json"), encoding="utf-8") as file:
            for fault in json.load(file):
                at = calendar.timegm(time.strptime(fault["inject_time"], "%Y-%m-%d %H:%M:%S")) * SECOND
                faults.append((at, service_of(fault["inject_pod"]), fault["inject_type"]))
    return sorted(faults)


def read_events(program, folder, project):
    """Events by trace in order of time, those that two files hold once; service and parent by (trace, span)."""
    run(program, "import", project, *sorted(path for kind in ("trace", "log") for path in glob.glob(os.path.join(folder, "**", f"*_{kind}.csv.gz"), recursive=True)))
    run(program, "sessions", project, "--by", "trace")
    spans = {(trace, span): (service, parent) for trace, span, service, parent in sqlite3.connect(project).execute("SELECT trace, span, service, parent FROM spans")}
    traces = collections.defaultdict(list)
    for line in {line["text"]: line for line in run(program, "lines", project)}.values():
        if line["text"].startswith("{"):
            fields = json.loads(line["text"])
            traces[fields["trace_id"]].append(Event(line["time_ns"], fields["service"], line["template"], fields["span_id"], True))
        else:
            row = next(csv.reader([line["text"]]))
            if line["time_ns"] is not None and len(row) > 6 and row[5]:
                traces[row[5]].append(Event(line["time_ns"], service_of(row[3]), line["template"], row[6], False))
    starts = {trace for trace, _ in spans}
    return {trace: sorted(events, key=lambda event: event.time) for trace, events in traces.items() if trace in starts}, spans


def depth_first(trace, events, spans):
    below = collections.defaultdict(list)
    for event in events:
        over = spans.get((trace, event.span), ("", None))[1] if event.start else event.span
        below[over if (trace, over) in spans else None].append(event)
    ordered, waiting = [], below[None][::-1]
    while waiting:
        event = waiting.pop()
        ordered.append(event)
        if event.start:
            waiting.extend(below.pop(event.span, ())[::-1])
    return ordered


def entry_of(trace, span, service, spans):
    while (trace, span) in spans:
        parent = spans[trace, span][1]
        if spans.get((trace, parent), ("",))[0] != service:
            return span
        span = parent
    return None


def split(order, trace, events, spans):
    if order == "time":
        return [events]
    if order == "tree":
        return [depth_first(trace, events, spans)]
    parts = collections.defaultdict(list)
    for event in events:
        parts[event.service, entry_of(trace, event.span, event.service, spans) if order == "entry" else None].append(event)
    return list(parts.values())


def period_of(start, faults):
    after = bisect.bisect_right(faults, (start, "~"))
    return faults[after - 1] if after and start - faults[after - 1][0] < 240 * SECOND else None


def ranked(service, blamed, all_of, usual):
    """The service's rank, if any, and who is first, by what is blamed beyond its share in minutes without a fault."""
    more = {name: blamed[name] - usual[name] * number for name, number in all_of.items()}
    own = more.get(service, 0)
    first = max(more, key=lambda name: (more[name], name))
    return sum(other >= own for other in more.values()) if own > 0 else None, first if more[first] > 0 else "-"


def report(order, judged, flagged, faults):
    """judged: number of a session to session. flagged: number of a flagged session to the positions of its odd steps."""
    sessions, hits, units, blamed = (collections.defaultdict(collections.Counter) for _ in range(4))
    for number, session in judged.items():
        odd = flagged.get(number)
        services = [event.service for event in session.events]
        sessions[session.period]["all"] += 1
        hits[session.period]["all"] += odd is not None
        units[session.period].update(services if order in ("time", "tree") else services[:1])
        if odd is not None:
            blamed[session.period].update([services[at] for at in odd] if order in ("time", "tree") else services[:1])
    usual = collections.Counter({service: blamed[None][service] / number for service, number in units[None].items()})
    print(f"flagged without a fault {hits[None]['all']:,} of {sessions[None]['all']:,} ({100 * hits[None]['all'] / max(1, sessions[None]['all']):.1f} %)")
    print(f"{'fault':<48}{'flagged':>16}{'blamed of its service':>24}{'all of it':>11}{'odd of it':>11}{'usual':>8}{'rank':>6}  first")
    totals = collections.defaultdict(collections.Counter)
    for fault in faults:
        of, its = units[fault], fault[1]
        place, first = ranked(its, blamed[fault], of, usual)
        figures = collections.Counter(sessions=sessions[fault]["all"], hits=hits[fault]["all"], blamed=sum(blamed[fault].values()), own=blamed[fault][its], units=sum(of.values()), its=of[its],
                                      usual=usual[its] * of[its], faults=1, first=place == 1, third=place is not None and place <= 3)
        row(time.strftime("%d %H:%M", time.gmtime(fault[0] // SECOND)) + f" {its} {fault[2]}", figures, f"{place or '-':>6}  {first}")
        totals[fault[2]].update(figures)
        totals["all"].update(figures)
    for kind, figures in sorted(totals.items(), key=lambda item: (item[0] == "all", item[0])):
        row(kind, figures, f"  first {figures['first']}, first three {figures['third']} of {figures['faults']}")


def row(name, figures, place):
    def share(part, whole):
        return f"{100 * figures[part] / max(1, figures[whole]):.1f}%"
    print(f"{name:<48}{figures['hits']:>5}/{figures['sessions']:<5}{share('hits', 'sessions'):>5}{figures['own']:>11}/{figures['blamed']:<6}{share('own', 'blamed'):>6}"
          f"{share('its', 'units'):>11}{share('own', 'its'):>11}{share('usual', 'its'):>8}{place}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("detectors", nargs="*", default=["count-vector", "deeplog"])
    parser.add_argument("--order", choices=["time", "tree", "service", "entry"], default="time")
    asked = parser.parse_intermixed_args()
    faults = faults_of(asked.folder)
    with tempfile.TemporaryDirectory() as scratch:
        traces, spans = read_events(asked.program, asked.folder, os.path.join(scratch, "traces.causeway"))
        periods = {trace: period_of(events[0].time, faults) for trace, events in traces.items()}
        minutes = sorted({events[0].time // (60 * SECOND) for trace, events in traces.items() if periods[trace] is None})
        middle = minutes[len(minutes) // 2] * 60 * SECOND
        learned, judged = [], []
        for trace, events in sorted(traces.items(), key=lambda item: (item[1][0].time, item[0])):
            parts = [Session(periods[trace], part) for part in split(asked.order, trace, events, spans)]
            (learned if periods[trace] is None and events[0].time < middle else judged).extend(parts)

        keys = {}
        file_name, project, labels = (os.path.join(scratch, name) for name in ("sessions.txt", "sessions.causeway", "labels.csv"))
        with open(file_name, "w", encoding="utf-8") as file:
            for session in learned + judged:
                file.write(" ".join(str(keys.setdefault((event.service, event.template), len(keys) + 1)) for event in session.events) + "\n")
        with open(labels, "w", encoding="utf-8") as file:
            file.write("subject,verdict,kind,by,note\n")
            file.writelines(f"sequence={number},normal,,import,\n" for number in range(1, len(learned) + 1))
        run(asked.program, "import", project, file_name, "--format", "sequences")
        run(asked.program, "label", project, "--import", labels)
        unique = len({tuple((event.service, event.template) for event in session.events) for session in learned})
        print(f"order {asked.order}: {len(traces):,} traces, {len(keys)} keys, {len(learned) + len(judged):,} sessions of {sum(len(session.events) for session in learned + judged):,} events; "
              f"learned from {len(learned):,} ({unique:,} unlike); judged {len(judged):,}", flush=True)
        numbered = {len(learned) + at: session for at, session in enumerate(judged, 1)}
        for detector in asked.detectors:
            trained = run(asked.program, "train", project, detector)
            found = run(asked.program, "detect", project, detector)
            findings = run(asked.program, "anomalies", project, "--run", str(found["run"]))
            flagged = {int(finding["subject"]["id"].split("=")[1]): [step["position"] for step in finding["steps"] if step["odd"]] for finding in findings}
            print(f"\n{asked.order}, {detector}: {trained['seconds']:.0f} s; ", end="")
            report(asked.order, numbered, flagged, faults)


main()
