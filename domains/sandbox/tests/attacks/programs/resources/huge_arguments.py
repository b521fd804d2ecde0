"""Tries: to start a program with 100 MiB of arguments, which the kernel would hold. Must not: get it."""

# outcomes: ok out_of_memory
held("a limit will tell")
try:
    status = os.spawnve(os.P_WAIT, "/bin/true", ["x" * 100_000] * 1000, {})
    if status == 0:
        escaped("100 MiB of arguments were taken")
    held(f"status {status}")
except (OSError, MemoryError) as error:
    held(error)
