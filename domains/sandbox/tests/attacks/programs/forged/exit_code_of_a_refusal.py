"""Tries: to end with the code by which the command says that no isolation is there. Must not: be taken for a refusal."""

# outcomes: nonzero_exit
print("HELD the runner reads the outcome", flush=True)
os._exit(3)
