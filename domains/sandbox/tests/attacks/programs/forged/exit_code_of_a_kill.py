"""Tries: to end with 137, as a shell tells a kill. Must not: be reported as a signal."""

# outcomes: nonzero_exit
print("HELD the runner reads the outcome", flush=True)
os._exit(137)
