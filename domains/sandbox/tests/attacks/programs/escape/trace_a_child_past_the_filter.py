"""Tries: to trace a child of its own and rewrite its system calls, which old filters do not see. Must not: get ptrace at all."""

# outcomes: ok
child = os.fork()
if child == 0:
    os._exit(1 if gate("ptrace", 0, 0, 0, 0) else 0)
os.waitpid(child, 0)
