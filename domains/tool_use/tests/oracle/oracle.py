"""The benchmark's own Python classes, driven over JSON lines: the oracle of the differential tests.

Usage: python oracle.py PACKAGE_ROOT

PACKAGE_ROOT is the folder that holds `bfcl_eval` (an unpacked wheel or a site-packages folder). Each line of standard input is a
request {"do": ...}; each line of standard output its answer. Nothing of the package is copied; it is imported and called.

  {"do": "play", "classes": [...], "scenarios": {...}, "long": bool, "calls": [call text]}
      -> {"results": [text], "states": {class: public state}}
  {"do": "decode", "text": reply}
      -> {"calls": [call text]} or {"error": text}
  {"do": "unparse", "text": expression}
      -> {"text": its text in Python's layout} or {"error": text}
  {"do": "check", "entry": test entry, "ground_truth": [...], "steps": [turn][step][call]}
      -> {"valid": bool, "error_type": text or null}
"""

import ast
import copy
import importlib
import json
import sys
import uuid
import warnings
from unittest import mock

sys.path.insert(0, sys.argv[1])
# Odd literals in replies are warned about.
warnings.simplefilter("ignore")

BACKEND = "bfcl_eval.eval_checker.multi_turn_eval"
MODULES = {
    "GorillaFileSystem": "gorilla_file_system",
    "MathAPI": "math_api",
    "MessageAPI": "message_api",
    "TwitterAPI": "posting_api",
    "TicketAPI": "ticket_api",
    "TradingBot": "trading_bot",
    "TravelAPI": "travel_booking",
    "VehicleControlAPI": "vehicle_control",
}

DECODER = "bfcl_eval.model_handler.utils"
UNNEEDED = [
    "tenacity",
    "filelock",
    "bfcl_eval.model_handler.parser.java_parser",
    "bfcl_eval.model_handler.parser.js_parser",
]

utils = importlib.import_module(f"{BACKEND}.multi_turn_utils")
checker = importlib.import_module(f"{BACKEND}.multi_turn_checker")
modules = {name: importlib.import_module(f"{BACKEND}.func_source_code.{file}") for name, file in MODULES.items()}
long_context = importlib.import_module(f"{BACKEND}.func_source_code.long_context")
PRISTINE = {name: copy.deepcopy(value) for name, value in vars(long_context).items() if name.isupper()}


def fresh_process():
    """What a new process would start from: default lists are empty, long-context constants are unchanged."""
    for module in modules.values():
        for name, value in PRISTINE.items():
            if hasattr(module, name):
                setattr(module, name, copy.deepcopy(value))
    for default in modules["TwitterAPI"].TwitterAPI.post_tweet.__defaults__:
        default.clear()
    for key in [key for key in vars(utils) if key.endswith("_instance")]:
        del vars(utils)[key]


def plain(value, above=()):
    """A value as JSON; files and directories by name and content, sets sorted, anything unknown by its repr."""
    kind = type(value).__name__
    if kind == "Directory":
        if id(value) in above:
            return "<cycle>"
        inside = above + (id(value),)
        return {
            "type": "directory",
            "name": plain(value.name),
            "contents": {str(k): plain(v, inside) for k, v in value.contents.items()},
        }
    if kind == "File":
        return {"type": "file", "name": plain(value.name), "content": plain(value.content)}
    if isinstance(value, dict):
        return {json_key(k): plain(v, above) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v, above) for v in value]
    if isinstance(value, (set, frozenset)):
        return [plain(v) for v in sorted(value, key=lambda v: (not isinstance(v, int), v if isinstance(v, int) else 0, repr(v)))]
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value if not isinstance(value, int) or abs(value) < 2**63 else repr(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else repr(value)
    return repr(value)


def json_key(key):
    if isinstance(key, str):
        return key
    return {True: "true", False: "false", None: "null"}.get(key, repr(key)) if key is None or isinstance(key, bool) else repr(key)


def public_state(instance):
    return {name: plain(value) for name, value in vars(instance).items() if not name.startswith("_")}


def play(request):
    fresh_process()
    name = "m" + uuid.uuid4().hex
    results, instances = [], {}
    for call in request["calls"] or [None]:
        calls = [] if call is None else [call]
        got, instances = utils.execute_multi_turn_func_call(
            calls, request["scenarios"], request["classes"], name, "e", long_context=request["long"], is_evaL_run=False
        )
        results += got
    return {"results": results, "states": {name: public_state(instance) for name, instance in instances.items()}}


def check(request):
    fresh_process()
    entry = request["entry"]
    # What the runner checks before it lets the checker see the entry.
    if len(request["steps"]) != len(request["ground_truth"]):
        return {"valid": False, "error_type": "multi_turn:force_terminated"}
    verdict = checker.multi_turn_checker(
        request["steps"], request["ground_truth"], entry, entry["id"].rsplit("_", 1)[0], "m" + uuid.uuid4().hex
    )
    return {"valid": verdict["valid"], "error_type": verdict.get("error_type")}


def decoder():
    """The module of the decoder. What it imports and the decoder does not need is replaced, so that only mpmath has to be installed."""
    if DECODER not in sys.modules:
        for name in UNNEEDED:
            sys.modules.setdefault(name, mock.MagicMock(__path__=[]))
    return importlib.import_module(DECODER)


def decode(request):
    module = decoder()
    try:
        return {"calls": module.default_decode_execute_prompting(request["text"])}
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def unparse(request):
    """What CPython's own parser and writer make of an expression."""
    try:
        return {"text": ast.unparse(ast.parse(request["text"], mode="eval"))}
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


DO = {"play": play, "check": check, "decode": decode, "unparse": unparse}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = DO[request["do"]](request)
    except Exception as error:  # a scenario that the classes cannot load
        answer = {"failed": f"{type(error).__name__}: {error}"}
    try:
        text = json.dumps(answer)
    except Exception as error:
        text = json.dumps({"failed": f"{type(error).__name__}: {error}"})
    print(text, flush=True)
