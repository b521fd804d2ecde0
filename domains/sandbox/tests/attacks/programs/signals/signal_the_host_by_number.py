"""Tries: to reach the runner on the host by its process number, by kill, tgkill and pidfd. Must not: find it."""

# outcomes: ok
if own_processes():
    must_fail("kill", lambda: os.kill(KNOWN["runner_pid"], 0))
    result, code = syscall("pidfd_open", KNOWN["runner_pid"], 0)
    (held if result == -1 else escaped)(f"pidfd_open: {errno.errorcode.get(code)}")
    if os.path.exists(f"/proc/{KNOWN['runner_pid']}/comm"):
        escaped("the runner is in sight in /proc")
else:
    escaped("the host's processes are in sight")
