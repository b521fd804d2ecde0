"""Tries: to raise the limits of its cgroup and to move out of it, v1 and v2. Must not: write to a cgroup."""

# outcomes: ok
with open("/proc/self/cgroup") as file:
    print(file.read())
tried = 0
for folder, folders, names in os.walk("/sys/fs/cgroup"):
    for name in names:
        if name in (
            "cgroup.procs",
            "tasks",
            "memory.max",
            "pids.max",
            "cpu.max",
            "memory.limit_in_bytes",
            "cgroup.kill",
            "release_agent",
            "notify_on_release",
        ):
            tried += 1
            try:
                os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
                escaped(f"{folder}/{name} opens for writing")
            except OSError:
                pass
    if tried > 2000:
        break
held(f"{tried} cgroup files were tried")
