"""Write a task domain for exitrl in Python: one file, standard library only.

    from exitrl_domain import Domain, DomainError, Episode, StepResult, serve

    class Mine(Domain): ...      # where tasks come from
    class Play(Episode): ...     # one attempt at a task

    if __name__ == "__main__":
        serve(Mine)

The trainer starts the script as a subprocess and exchanges JSON messages with it, one a line, over standard input and output.
`print` is safe: it goes to standard error, which the trainer shows when the script fails.

Laws (checked by `check_domain`): everything but `Episode.step` is a pure function of its arguments and the settings; playing the
same actions gives the same results; no text makes a method raise anything but `DomainError`.
"""

import json
import math
import sys
import time
import traceback
from dataclasses import dataclass

PROTOCOL = {"major": 1, "minor": 2}
ENDLESS = 2**64 - 1
OUTCOMES = ("graded", "unparsable", "truncated", "grader_timeout", "tool_error", "environment_crash", "sandbox_killed")


class DomainError(Exception):
    """What failed, on which input, what was seen and what to do. `kind`: config, data, request, contract, panic or timeout."""

    def __init__(self, message, kind="request"):
        super().__init__(message)
        self.kind = kind


@dataclass
class Task:
    """An entry of the task set: `id` is unique over both splits, `payload` is any JSON value and holds the answer key."""

    id: str
    payload: object


@dataclass
class StepResult:
    """What playing one answer gave: the turn's reward, whether the episode is over, one of OUTCOMES, and a word to the policy."""

    reward: float
    done: bool
    outcome: str = "graded"
    feedback: "str | None" = None


class Episode:
    """One play of a task."""

    def messages(self):
        """The ordinary prompt of the present turn: a list of `user(...)`, `system(...)`, `assistant(...)` and `tool(...)`;
        changes nothing."""
        raise NotImplementedError

    def prompt(self, operator, latest):
        """The prompt for `attempt`, `improve` or `diverge`; override it for a wording of your own."""
        return standard_prompt(self.messages(), operator, latest)

    def tools(self):
        """Function schemas of the tools that the policy may call in the present turn, rendered by the model's chat template:
        `{"type": "function", "function": {"name": ..., "description": ..., "parameters": JSON Schema}}`. A list as an attribute
        does as well."""
        return []

    def step(self, text, deadline):
        """Grades one answer and moves to the next turn; must return before `time.monotonic()` reaches `deadline`."""
        raise NotImplementedError


class Domain:
    """A source of tasks. Each of `settings` becomes an attribute, with the value of the trainer's configuration if it has one."""

    name = "unnamed"
    version = "1"
    max_turns = 1
    quality_range = (0.0, 1.0)
    iteration_reward = "absolute"
    deterministic = True
    stop_sequences = ()
    settings = {}

    def __init__(self, config, max_threads=1):
        unknown = sorted(set(config) - set(self.settings))
        if unknown:
            known = ", ".join(sorted(self.settings)) or "none"
            raise DomainError(f"unknown setting {unknown[0]!r} of the domain {self.name}; its settings are: {known}", "config")
        for key, default in self.settings.items():
            value = config.get(key, default)
            if type(value) is not type(default):
                raise DomainError(f"the setting {key} is {value!r}; it must be like its default {default!r}", "config")
            setattr(self, key, value)
        self.max_threads = max_threads

    def task_count(self, split):
        """How many tasks the split ("train" or "test") has; ENDLESS where they are made on demand."""
        raise NotImplementedError

    def task(self, split, index):
        """Task number `index`: a `Task`, the same at every call."""
        raise NotImplementedError

    def start(self, task, seed):
        """A fresh `Episode` of a task. Raise DomainError where the payload is none of yours."""
        raise NotImplementedError

    def reference(self, task):
        """Texts that solve the task, one a turn, or None. Overriding this announces the feature."""
        return None

    def demonstrate(self, task, operator, seed):
        """An example of a turn for a supervised warm start: a pair (text to start from or None, response to imitate), or None.
        Overriding this announces the feature."""
        return None

    def grade(self, case):
        """A verdict on one offline case. Overriding this announces the feature."""
        raise DomainError("this domain does not grade offline")

    def score_table(self, rows):
        """The official score table, as text, of pairs (task id, quality) in any order; a task may have several.
        Overriding this announces the feature."""
        raise DomainError("this domain has no score table")


def system(text):
    """A message with standing instructions."""
    return {"role": "system", "content": text}


def user(text):
    """A message of the task or the environment."""
    return {"role": "user", "content": text}


def assistant(text):
    """A message of the policy."""
    return {"role": "assistant", "content": text}


def tool(text):
    """A message with the result of a tool call."""
    return {"role": "tool", "content": text}


def standard_prompt(messages, operator, latest):
    """The ordinary prompt, its last user message rewritten around the latest iterate for improve and diverge."""
    if operator == "attempt":
        return messages
    if latest is None:
        raise DomainError(f"the {operator} prompt was asked for without an iterate; give the latest response", "contract")
    place = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=None)
    if place is None:
        raise DomainError("the ordinary prompt holds no user message, so there is no request to rewrite; add one", "contract")
    rewrite = _improve if operator == "improve" else _diverge
    return [user(rewrite(m["content"], latest)) if i == place else m for i, m in enumerate(messages)]


def _around(request, latest):
    feedback = f"\n\n## Feedback\n{latest['feedback']}" if latest.get("feedback") is not None else ""
    return f"\n\n## Request\n{request}\n\n## Current response\n{latest['response']['content']}{feedback}"


def _improve(request, latest):
    return "Improve the current response to the request below." + _around(request, latest)


def _diverge(request, latest):
    opening = "Give another response to the request below, by an approach that is COMPLETELY DIFFERENT from the current response."
    return opening + _around(request, latest) + (
        "\n\n## Format\n- Sum up the approach of the current response in a sentence.\n"
        "- Name an approach that differs from it in substance.\n- Give the new response by that approach."
    )


class _Open:
    """An episode with what is needed to check and name it."""

    def __init__(self, episode, task_id, total):
        self.episode, self.task_id, self.total, self.lost = episode, task_id, total, False


class Server:
    """Answers messages for one domain class; never raises."""

    def __init__(self, domain_class):
        self.domain_class, self.domain = domain_class, None
        self.episodes, self.started, self.task_id = {}, 0, None

    def handle(self, line):
        """One request in, one response out, both as bytes without a line end."""
        self.task_id = None
        try:
            return _encode(self._answer(_decode(line)))
        except DomainError as error:
            kind, message = error.kind, str(error)
        except (Exception, SystemExit) as error:
            traceback.print_exc()
            kind, message = "panic", f"the domain raised {type(error).__name__}: {error}; this is a bug of the domain"
        return _encode({"type": "error", "error": {"kind": kind, "message": _clean(message), "task_id": self.task_id}})

    def _answer(self, request):
        kind = request.get("type")
        if self.domain is None and kind not in ("hello", "open"):
            raise DomainError("the domain is not open yet; send `open` first")
        method = getattr(self, f"_on_{kind}", None) if isinstance(kind, str) else None
        if method is None:
            raise DomainError(f"the request type {kind!r} is not known; this is protocol {PROTOCOL['major']}.{PROTOCOL['minor']}")
        return method(request)

    def _metadata(self):
        keys = ("name", "version", "max_turns", "quality_range", "iteration_reward", "deterministic", "stop_sequences")
        return {key: getattr(self.domain, key) for key in keys}

    def _on_hello(self, _request):
        optional = ("demonstrate", "grade", "reference", "score_table")
        overridden = [name for name in optional if getattr(self.domain_class, name) is not getattr(Domain, name)]
        metadata = self._metadata() if self.domain else None
        return {"type": "hello", "protocol": PROTOCOL, "features": overridden, "metadata": metadata}

    def _on_open(self, request):
        if self.domain is not None:
            raise DomainError("the domain is open already; start a new process to open it anew")
        config = request.get("config") or {}
        if not isinstance(config, dict):
            raise DomainError(f"the configuration must be a JSON object, it is {config!r}", "config")
        self.domain = self.domain_class(config, request.get("max_threads", 1))
        return {"type": "opened", "metadata": self._metadata()}

    def _on_task_count(self, request):
        return {"type": "task_count", "count": self.domain.task_count(_split(request))}

    def _on_task(self, request):
        split, index = _split(request), _number(request, "index")
        count = self.domain.task_count(split)
        if index >= count and count != ENDLESS:
            raise DomainError(f"task {index} of {split} was asked for, and there are {count}; ask for a lower index")
        task = self.domain.task(split, index)
        return {"type": "task", "task": {"id": task.id, "payload": task.payload}}

    def _on_start(self, request):
        start = _field(request, "start", dict)
        task, history = _task(start), _field(start, "history", list)
        self.task_id = task.id
        episode = self.domain.start(task, _number(start, "seed"))
        for turn in history:
            episode.step(_text(_field(turn, "action", dict)), time.monotonic() + 60)
        self.started += 1
        self.episodes[self.started] = _Open(episode, task.id, sum(turn["reward"] for turn in history))
        return {"type": "started", "episode": self.started}

    def _on_prompt(self, request):
        latest, operator = request.get("latest"), request.get("operator")
        if operator not in ("attempt", "improve", "diverge"):
            raise DomainError(f"the operator {operator!r} is not known")
        messages, tools = self._with_episode(request, lambda opened: self._prompt(opened.episode, operator, latest))
        return {"type": "prompt", "messages": messages, **({"tools": tools} if tools else {})}

    def _prompt(self, episode, operator, latest):
        messages, tools = episode.prompt(operator, latest), episode.tools
        return messages, list(tools() if callable(tools) else tools)

    def _on_step(self, request):
        text = _text(_field(request, "action", dict))
        deadline = time.monotonic() + _number(request, "deadline_ms") / 1000
        return {"type": "step", "result": self._with_episode(request, lambda opened: self._step(opened, text, deadline))}

    def _step(self, opened, text, deadline):
        result = opened.episode.step(text, deadline)
        low, high = self.domain.quality_range
        opened.total += result.reward
        if not math.isfinite(result.reward):
            raise DomainError(f"step gave the reward {result.reward}; rewards must be finite", "contract")
        if result.done and not low - 1e-9 * (high - low) <= opened.total <= high + 1e-9 * (high - low):
            raise DomainError(f"the rewards sum to {opened.total}, outside the quality range [{low}, {high}]", "contract")
        if result.outcome not in OUTCOMES:
            raise DomainError(f"step gave the outcome {result.outcome!r}; it must be one of {', '.join(OUTCOMES)}", "contract")
        return {"reward": float(result.reward), "done": result.done, "outcome": result.outcome, "feedback": result.feedback}

    def _with_episode(self, request, act):
        number = _number(request, "episode")
        opened = self.episodes.get(number)
        if opened is None or opened.lost:
            why = "raised before and is lost" if opened else "is not open: it was dropped or never started"
            raise DomainError(f"episode {number} {why}; start a new one")
        self.task_id = opened.task_id
        try:
            return act(opened)
        except DomainError:
            raise
        except (Exception, SystemExit):
            opened.lost = True
            raise

    def _on_drop(self, request):
        self.episodes.pop(_number(request, "episode"), None)
        return {"type": "dropped"}

    def _on_reference(self, request):
        task = _task(request)
        self.task_id = task.id
        texts = self.domain.reference(task)
        return {"type": "reference", "actions": None if texts is None else [assistant(text) for text in texts]}

    def _on_demonstrate(self, request):
        task = _task(request)
        self.task_id = task.id
        pair = self.domain.demonstrate(task, request.get("operator"), _number(request, "seed"))
        if pair is None:
            return {"type": "demonstration", "demonstration": None}
        latest, response = pair
        example = {"latest": None if latest is None else assistant(latest), "response": assistant(response)}
        return {"type": "demonstration", "demonstration": example}

    def _on_grade(self, request):
        return {"type": "graded", "verdict": self.domain.grade(request.get("case"))}

    def _on_score_table(self, request):
        rows = _field(request, "rows", list)
        pairs = [(_field(row, "task_id", str), float(_field(row, "quality", (int, float)))) for row in rows]
        return {"type": "score_table", "table": self.domain.score_table(pairs)}


def _decode(line):
    try:
        request = json.loads(line.decode("utf-8"))
        # Half a surrogate pair passes `loads`, and would fail much later, when the text is written out again.
        json.dumps(request, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise DomainError(f"the request cannot be read: {error}"[:500]) from None
    if not isinstance(request, dict):
        raise DomainError("the request cannot be read: it is no JSON object")
    return request


def _encode(response):
    try:
        return json.dumps(response, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, TypeError, RecursionError) as error:
        raise DomainError(f"the answer cannot be written as JSON: {error}; give plain JSON values", "contract") from None


def _clean(text):
    return text.encode("utf-8", "replace").decode("utf-8")


def _field(request, key, kind):
    value = request.get(key) if isinstance(request, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        name = "number" if isinstance(kind, tuple) else kind.__name__
        raise DomainError(f"the request cannot be read: {key} must be a {name}")
    return value


def _number(request, key):
    value = _field(request, key, int)
    if value < 0:
        raise DomainError(f"the request cannot be read: {key} is negative")
    return value


def _split(request):
    split = _field(request, "split", str)
    if split not in ("train", "test"):
        raise DomainError(f"the request cannot be read: the split {split!r} is neither train nor test")
    return split


def _task(request):
    task = _field(request, "task", dict)
    return Task(_field(task, "id", str), task.get("payload"))


def _text(message):
    return _field(message, "content", str)


def serve(domain_class):
    """Serves a domain over standard input and output until the input ends."""
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    server = Server(domain_class)
    for line in sys.stdin.buffer:
        output.write(server.handle(line) + b"\n")
        output.flush()
