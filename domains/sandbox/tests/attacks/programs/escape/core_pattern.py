"""Tries: to have the host run a program of its own at the next crash (core_pattern, uevent_helper, modprobe). Must not: write there."""

# outcomes: ok
for path in (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/sys/kernel/uevent_helper",
    "/proc/sys/fs/binfmt_misc/register",
    "/sys/kernel/security/apparmor/.load",
    "/proc/sys/kernel/hotplug",
):
    must_fail(path, lambda: os.open(path, os.O_WRONLY))
