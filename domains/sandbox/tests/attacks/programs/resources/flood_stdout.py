"""Tries: to write 256 MiB to standard output. Must not: fill the host's memory or its report."""

# outcomes: ok nonzero_exit signal
block = b"x" * (1 << 20)
print("HELD the runner measures the report", flush=True)
for _ in range(256):
    os.write(1, block)
