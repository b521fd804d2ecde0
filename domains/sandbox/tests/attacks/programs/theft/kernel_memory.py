"""Tries: the kernel's and the machine's memory by files. Must not: read it."""

# outcomes: ok
for path in (
    "/proc/kcore",
    "/proc/kpageflags",
    "/proc/kpagecount",
    "/proc/vmcore",
    "/dev/mem",
    "/dev/kmem",
    "/proc/1/mem",
    "/proc/kmsg",
    "/sys/firmware",
    "/sys/kernel/debug",
    "/sys/kernel/tracing/trace",
    "/sys/fs/bpf",
    "/proc/keys",
    "/proc/timer_list",
    "/proc/sched_debug",
):
    try:
        if os.path.isdir(path):
            seen = os.listdir(path)
        else:
            with open(path, "rb", buffering=0) as file:
                seen = file.read(64)
        (escaped if seen else held)(f"{path}: {seen[:64]!r}")
    except OSError as error:
        held(f"{path}: {error.strerror}")
