"""Tries: to end with a status that is 0 in its low eight bits, or in a parent that hides its child's failure. It is 0; must not: be more than that."""

# outcomes: ok
# submission: none
print("HELD the runner reads the outcome", flush=True)
if os.fork() == 0:
    os._exit(7)
os.wait()
os._exit(256)
