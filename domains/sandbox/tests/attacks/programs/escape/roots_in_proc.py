"""Tries: to leave by /proc/*/root, /proc/*/cwd and /proc/*/fd of every process in sight. Must not: see the host's files by them."""

# outcomes: ok
for process in ["self"] + [name for name in os.listdir("/proc") if name.isdigit()]:
    for link in ("root", "cwd"):
        for path in KNOWN["host_paths"]:
            if peek(f"/proc/{process}/{link}{path}"):
                escaped(f"through /proc/{process}/{link}")
    try:
        for descriptor in os.listdir(f"/proc/{process}/fd"):
            if process not in ("self", str(os.getpid())):
                escaped(f"descriptors of process {process} are in sight: {os.readlink(f'/proc/{process}/fd/{descriptor}')}")
    except OSError as error:
        held(f"{process}: {error.strerror}")
held("no way out by /proc")
