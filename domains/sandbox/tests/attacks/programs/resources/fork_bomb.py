"""Tries: to fork 300 children that sleep. Must not: more processes than the limit, or one left afterwards."""

# outcomes: ok
import time

made = 0
for _ in range(300):
    try:
        child = os.fork()
    except OSError as error:
        held(f"fork refused after {made}: {error}")
        break
    if child == 0:
        time.sleep(20)
        os._exit(0)
    made += 1
if made > KNOWN["processes"] + 8:
    escaped(f"{made} children alive at once")
