"""Tries: to trace its parent and process 1. Must not: attach."""

# outcomes: ok
for process in {1, os.getppid()} - {0, os.getpid()}:
    if own_processes():
        for request in (16, 0x4206):
            if gate("ptrace", request, process, 0, 0):
                syscall("ptrace", 17, process, 0, 0)
