"""Speed and rightness of the grader beside math-verify 0.9.0, in one run on the same responses.

Usage: python compare.py FOLDER SPEED_BINARY [SECONDS]

FOLDER holds real_responses.jsonl and open.jsonl; SPEED_BINARY is target/release/examples/grader_speed. Both sides read the gold answer anew for
every response. math-verify gets its gold answer between dollar signs, LaTeX and expressions are extracted, boxes first, all else by default;
its time limits work in the main thread only, which is where it runs here, after a warm pass over 100 responses. Rates are per second of CPU
time of one thread, times of single responses are wall times.
"""

import importlib.metadata
import json
import logging
import subprocess
import sys
import time

from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

folder, binary = sys.argv[1], sys.argv[2]
seconds = sys.argv[3] if len(sys.argv) > 3 else "5"
EXTRACTION = [LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig()]
logging.disable(logging.CRITICAL)


def text(row):
    """The response; long ones are written as a prefix, a unit so many times and a suffix of the same form."""
    if row.get("prediction") is not None:
        return row["prediction"]
    parts = row["prediction_gen"]
    suffix = parts["suffix"]
    if suffix is None:
        end = parts["suffix_gen"]
        suffix = end["head"] + end["unit"] * end["count"] + end["tail"]
    return parts["prefix"] + parts["unit"] * parts["count"] + suffix


def cases(name):
    with open(f"{folder}/{name}") as file:
        rows = [json.loads(line) for line in file]
    labels = [next((row[key] for key in ("expected", "label", "correct") if key in row), None) for row in rows]
    return [(row["gold"], text(row), label, row.get("category", "")) for row, label in zip(rows, labels) if label is not None]


def theirs(gold, response):
    try:
        return bool(verify(parse(f"${gold}$", extraction_config=EXTRACTION), parse(response, extraction_config=EXTRACTION)))
    except Exception:  # What it raises is a verdict of "wrong" to a trainer.
        return False


def marks(rows, verdicts):
    right = sum(given == label for given, (_, _, label, _) in zip(verdicts, rows))
    positives = sum(given and not label for given, (_, _, label, _) in zip(verdicts, rows))
    return {"rows": len(rows), "right": right, "false_positives": positives, "false_negatives": len(rows) - right - positives}


def run(rows):
    verdicts, times = [], []
    start = time.process_time()
    for gold, response, _, _ in rows:
        begin = time.perf_counter()
        verdicts.append(theirs(gold, response))
        times.append(time.perf_counter() - begin)
    used = time.process_time() - start
    times = sorted(1e6 * spent for spent in times)
    at = {name: times[round((len(times) - 1) * part)] for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))}
    return {"marks": marks(rows, verdicts), "rate": len(rows) / used, "microseconds": at}


def line(name, ours, python, ratio=""):
    print(f"| {name} | {python} | {ours} | {ratio} |")


def score(marks):
    return f"{marks['right']}/{marks['rows']} (FP {marks['false_positives']}, FN {marks['false_negatives']})"


ours = json.loads(subprocess.run([binary, folder, seconds], check=True, capture_output=True, text=True).stdout)
real = cases("real_responses.jsonl")
for gold, response, _, _ in real[:50] + real[-50:]:
    theirs(gold, response)
slow = run(real)
hard = run([row for row in cases("open.jsonl") if row[3].startswith("adversarial")])

print(f"| | math-verify {importlib.metadata.version('math-verify')} | exitrl | ratio |")
print("|---|---|---|---|")
rate = ours["one_thread"]["per_cpu_second"]
line("real responses/s, one thread, CPU time", f"{rate:,.0f}", f"{slow['rate']:,.0f}", f"{rate / slow['rate']:,.0f}")
line("real responses/s, one thread, wall", f"{ours['one_thread']['per_wall_second']:,.0f}", "")
for several in ours["threads"]:
    same = "the same verdicts" if several["same"] else "OTHER VERDICTS"
    line(f"real responses/s, {several['threads']} threads, wall ({same})", f"{several['per_wall_second']:,.0f}", "(main thread only)")
for part in ("p50", "p95", "p99", "max"):
    mine, python = ours["microseconds"][part], slow["microseconds"][part]
    line(f"one response, {part}, µs", f"{mine:,.1f}", f"{python:,.0f}", f"{python / mine:,.0f}")
line("one response, max of the least of 10 passes, µs", f"{ours['microseconds_least_of_10']['max']:,.1f}", "")
line("real responses right", score(ours["real"]), score(slow["marks"]))
line("open rows right", score(ours["open"]), "")
line("adversarial rows right", score(ours["adversarial"]["marks"]), score(hard["marks"]))
name, slowest = ours["adversarial"]["slowest_ms"][0]
line(f"slowest adversarial row, ms ({name})", f"{slowest:.3f}", f"{hard['microseconds']['max'] / 1e3:,.0f}")
