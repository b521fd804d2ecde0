"""Speed of the native services beside the benchmark's Python classes, in one run on one core.

Usage: python compare.py PACKAGE_ROOT SPEED_BINARY [SECONDS]

PACKAGE_ROOT is the folder that holds `bfcl_eval` (needs mpmath only); SPEED_BINARY is target/release/examples/speed. Prints a table
with both rates and their ratio. Python figures are CPU time of this process, the others wall time of a process of one thread.
"""

import importlib
import json
import subprocess
import sys
import time
import uuid

root, binary = sys.argv[1], sys.argv[2]
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 5.0
sys.path.insert(0, root)
BACKEND = "bfcl_eval.eval_checker.multi_turn_eval"
utils = importlib.import_module(f"{BACKEND}.multi_turn_utils")
checker = importlib.import_module(f"{BACKEND}.multi_turn_checker")


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def entries(category):
    name = f"BFCL_v4_multi_turn_{category}.json"
    questions = lines(f"{root}/bfcl_eval/data/{name}")
    answers = lines(f"{root}/bfcl_eval/data/possible_answer/{name}")
    return [(question, answer["ground_truth"]) for question, answer in zip(questions, answers)]


def rate(units_of, run, items):
    """Units a second of CPU time; every item is run once a pass, until the time is up."""
    start, units = time.process_time(), 0
    while time.process_time() - start < seconds:
        for item in items:
            run(*item)
            units += units_of(*item)
            if time.process_time() - start >= seconds:
                break
    return units / (time.process_time() - start)


def forget():
    for key in [key for key in vars(utils) if key.endswith("_instance")]:
        del vars(utils)[key]


def execute(entry, truth):
    name = uuid.uuid4().hex
    for turn in truth:
        for call in turn:
            utils.execute_multi_turn_func_call(
                [call], entry["initial_config"], entry["involved_classes"], name, entry["id"], "long_context" in entry["id"]
            )
    forget()


def check(entry, truth):
    steps = [[[call] for call in turn] for turn in truth]
    verdict = checker.multi_turn_checker(steps, truth, entry, entry["id"].rsplit("_", 1)[0], uuid.uuid4().hex)
    assert verdict["valid"], (entry["id"], verdict)
    forget()


ours = json.loads(subprocess.run([binary, root, str(seconds)], check=True, capture_output=True, text=True).stdout)
print(f"{'':<44}{'python':>12}{'exitrl':>12}{'ratio':>8}")
for category in ["base", "long_context"]:
    items = entries(category)
    python_calls = rate(lambda _, truth: sum(map(len, truth)), execute, items)
    python_checks = rate(lambda *_: 1, check, items)
    own = ours[category]
    for name, theirs, mine in [
        ("calls/s", python_calls, own["calls_per_second"]),
        ("full checks/s, entry prepared once", python_checks, own["checks_per_second"]),
        ("full checks/s, entry loaded every time", python_checks, own["checks_with_loading_per_second"]),
    ]:
        print(f"{category + ' ' + name:<44}{theirs:>12,.0f}{mine:>12,.0f}{mine / theirs:>8.0f}")
    print(f"{category + ' copy of a world, microseconds':<44}{'':>12}{own['copy_microseconds']:>12.3f}")
    print(f"{category + ' copy and first call, microseconds':<44}{'':>12}{own['copy_and_first_call_microseconds']:>12.3f}")
