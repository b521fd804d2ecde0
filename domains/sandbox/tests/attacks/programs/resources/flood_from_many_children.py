"""Tries: to write from twelve children at once. Must not: pass the output limit, or wait for them for ever."""

# outcomes: ok nonzero_exit signal
print("HELD the runner measures the report", flush=True)
children = []
for _ in range(12):
    child = os.fork()
    if child == 0:
        for _ in range(64):
            os.write(1, b"y" * 65536)
            os.write(2, b"z" * 65536)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
