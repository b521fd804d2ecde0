"""A domain in Python, without any library: one JSON message a line, in and out."""
import json
import sys

METADATA = {"name": "counting", "version": "1", "max_turns": 1, "quality_range": [0.0, 1.0],
            "iteration_reward": "absolute", "deterministic": True, "stop_sequences": []}
golds = {}


def answer(ask):
    kind = ask["type"]
    if kind == "hello":
        return {"type": "hello", "protocol": {"major": 1, "minor": 0}, "features": [], "metadata": None}
    if kind == "open":
        return {"type": "opened", "metadata": METADATA}
    if kind == "task_count":
        return {"type": "task_count", "count": 100}
    if kind == "task":
        return {"type": "task", "task": {"id": f"{ask['split']}-{ask['index']}", "payload": ask["index"]}}
    if kind == "start":
        golds[len(golds) + 1] = str(ask["start"]["task"]["payload"])
        return {"type": "started", "episode": len(golds)}
    if kind == "prompt":
        return {"type": "prompt", "messages": [{"role": "user", "content": f"Say {golds[ask['episode']]}."}]}
    if kind == "step":
        reward = float(ask["action"]["content"] == golds[ask["episode"]])
        return {"type": "step", "result": {"reward": reward, "done": True, "outcome": "graded", "feedback": None}}
    if kind == "drop":
        return {"type": "dropped"}
    return {"type": "error", "error": {"kind": "request", "message": f"cannot answer {kind}", "task_id": None}}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
