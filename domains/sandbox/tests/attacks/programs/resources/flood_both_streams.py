"""Tries: to write 64 MiB of lines to both streams in turn. Must not: block, or pass the output limit."""

# outcomes: ok nonzero_exit signal
block = b"line of text\n" * 8192
print("HELD the runner measures the report", flush=True)
for _ in range(300):
    os.write(1, block)
    os.write(2, block)
