"""Tries: to use up its stack by recursion without a limit inside the interpreter. Must not: be more than a crash of its own."""

# outcomes: signal nonzero_exit out_of_memory
print("HELD the report itself is the proof", flush=True)
sys.setrecursionlimit(1 << 30)
nested = []
for _ in range(1_000_000):
    nested = [nested]
try:
    repr(nested)
finally:
    os._exit(1)
