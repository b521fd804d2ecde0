"""Tries: to write kernel settings their own value again. Must not: write any but those of its own namespaces."""

# outcomes: ok
found = 0
# Settings of the IPC, user and network namespace: the run has its own of each.
own = (
    "/proc/sys/fs/mqueue/",
    "/proc/sys/user/",
    "/proc/sys/net/",
    "/proc/sys/kernel/msg",
    "/proc/sys/kernel/shm",
    "/proc/sys/kernel/sem",
    "/proc/sys/kernel/auto_msgmni",
    "/proc/sys/kernel/pid_max",
)
for folder, _, names in os.walk("/proc/sys"):
    for name in names:
        path = os.path.join(folder, name)
        try:
            with open(path, "r+") as file:
                value = file.read()
            with open(path, "w") as file:
                file.write(value)
            (print if path.startswith(own) else escaped)(f"{path} could be written")
        except (OSError, ValueError):
            pass
        found += 1
        if found > 3000:
            break
held(f"{found} settings were tried")
