"""Tries: to leave traces in the kernel: comm of process 1, oom score, sysctl of its namespaces. Must not: change process 1."""

# outcomes: ok
for path in ("/proc/1/comm", "/proc/1/oom_score_adj", "/proc/1/timerslack_ns", "/proc/1/clear_refs", "/proc/1/coredump_filter"):

    def write():
        with open(path, "w") as file:
            file.write("1")

    must_fail(path, write)
