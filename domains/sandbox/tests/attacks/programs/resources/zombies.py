"""Tries: to pile up children that ended and that nobody waits for. Must not: pass the process limit."""

# outcomes: ok
made = 0
try:
    for _ in range(400):
        if os.fork() == 0:
            os._exit(0)
        made += 1
except OSError as error:
    held(f"after {made}: {error}")
if made > KNOWN["processes"] + 8:
    escaped(f"{made} zombies")
