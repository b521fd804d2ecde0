"""Tries: personality flags that weaken the process (no randomisation, readable implies executable). Must not: matter to another process."""

# outcomes: ok
result, code = syscall("personality", 0x0040000 | 0x0400000)
held(f"personality: {result} {errno.errorcode.get(code)}")
if os.fork() == 0:
    gate("mount", b"none", b".", b"tmpfs", 0, 0)
    os._exit(0)
os.wait()
