"""Tries: to start a program with 100 MiB of arguments and environment. Must not: get it; memory of the kernel is used for it."""
# outcomes: ok out_of_memory
held("a limit will tell")
must_fail("execve with 100 MiB", lambda: os.spawnve(os.P_WAIT, "/bin/true", ["x" * 100_000] * 1000, {}) and "spawned" or "spawned")
