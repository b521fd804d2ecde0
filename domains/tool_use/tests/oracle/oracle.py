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
  {"do": "converse", "entry": test entry, "replies": [text]}
      -> {"queries": [[{"role", "content"}]], "ended": bool, "result": [turn][reply], "force_quit": bool}
  {"do": "evaluate", "entry": test entry, "ground_truth": [...], "result": what a result file has for the entry}
      -> {"valid": bool, "error_type": text or null}
"""

import ast
import contextlib
import copy
import importlib
import io
import json
import pathlib
import sys
import types
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
# What the modules of the decoder and of the runner import and do not need for what is asked here.
UNNEEDED = [
    "dotenv",
    "filelock",
    "openai",
    "requests",
    "tenacity",
    "tqdm",
    "bfcl_eval.constants.model_config",
    "bfcl_eval.eval_checker.agentic_eval.agentic_checker",
    "bfcl_eval.eval_checker.ast_eval.ast_checker",
    "bfcl_eval.eval_checker.eval_runner_helper",
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


def unchanged(function):
    return function


def module(name):
    """A module of the package. What it imports and does not need is replaced, so that only mpmath has to be installed."""
    if name not in sys.modules:
        for unneeded in UNNEEDED:
            sys.modules.setdefault(unneeded, mock.MagicMock(__path__=[]))
        if "overrides" not in sys.modules:
            overrides = types.ModuleType("overrides")
            overrides.final = overrides.override = unchanged
            overrides.EnforceOverrides = type("EnforceOverrides", (), {})
            sys.modules["overrides"] = overrides
        # The package makes folders for results beside itself when it is imported.
        with mock.patch.object(pathlib.Path, "mkdir"):
            importlib.import_module(name)
    return sys.modules[name]


def decode(request):
    decoder = module(DECODER)
    try:
        return {"calls": decoder.default_decode_execute_prompting(request["text"])}
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


class ScriptOver(Exception):
    """The script has no further reply."""


def scripted_handler(replies):
    """The official handler of locally served models, prompted, with a model that gives these replies; and what it was asked."""
    base = module("bfcl_eval.model_handler.local_inference.base_oss_handler").OSSHandler
    queries = []

    class Scripted(base):
        def _query_prompting(self, inference_data):
            messages = inference_data["message"]
            queries.append([{"role": message["role"], "content": message["content"]} for message in messages])
            if len(queries) > len(replies):
                raise ScriptOver
            text = replies[len(queries) - 1]
            usage = types.SimpleNamespace(prompt_tokens=0, completion_tokens=0)
            return types.SimpleNamespace(choices=[types.SimpleNamespace(text=text)], usage=usage), 0.0

    name = "m" + uuid.uuid4().hex
    return Scripted(model_name=name, temperature=0.0, registry_name=name, is_fc_model=False), queries


def loaded(entry, hint):
    """A test entry as the dataset loader hands it out."""
    loader = module("bfcl_eval.utils")
    entries = loader.process_agentic_test_case([copy.deepcopy(entry)])
    entries = loader.populate_test_cases_with_predefined_functions(entries)
    return (loader.add_language_specific_hint_to_function_doc(entries) if hint else entries)[0]


def converse(request):
    fresh_process()
    entry = loaded(request["entry"], hint=True)
    handler, queries = scripted_handler(request["replies"])
    ended, result, force_quit = True, None, False
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            result, metadata = handler.inference(entry, include_input_log=False, exclude_state_log=False)
            force_quit = "Model has been forced to quit" in json.dumps(handler_logs(metadata["inference_log"]))
        except ScriptOver:
            ended = False
    # Instances are called after the model and the entry; that shows inside texts. Only the class is told here.
    prefix = f"{handler.model_name}_{entry['id']}_"
    for query in queries:
        for message in query:
            if message["role"] == "tool":
                message["content"] = message["content"].replace(prefix, "")
    return {"queries": queries, "ended": ended, "result": result, "force_quit": force_quit}


def handler_logs(log):
    """What the runner itself remarks in its log."""
    turns = [turn for turn in log if isinstance(turn, dict)]
    entries = [entry for turn in turns for name, entries in turn.items() if name.startswith("step_") for entry in entries]
    return [entry["content"] for entry in entries if entry["role"] == "handler_log"]


def evaluate(request):
    fresh_process()
    runner = module("bfcl_eval.eval_checker.eval_runner")
    handler, _ = scripted_handler([])
    entry = loaded(request["entry"], hint=False)
    category = entry["id"].rsplit("_", 1)[0]
    verdict = runner._evaluate_single_multi_turn_entry(
        handler, entry["id"], request["result"], request["ground_truth"], entry, handler.model_name, category
    )
    return {"valid": verdict["valid"], "error_type": verdict.get("error", {}).get("error_type")}


def unparse(request):
    """What CPython's own parser and writer make of an expression."""
    try:
        return {"text": ast.unparse(ast.parse(request["text"], mode="eval"))}
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


DO = {"play": play, "check": check, "decode": decode, "unparse": unparse, "converse": converse, "evaluate": evaluate}

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
