"""Tries: setuid programs of the system. Must not: gain a user by them."""

# outcomes: ok
import subprocess

tried = 0
for folder in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/lib/openssh", "/usr/lib/dbus-1.0"):
    try:
        names = os.listdir(folder)
    except OSError:
        continue
    for name in names:
        path = os.path.join(folder, name)
        try:
            if not os.lstat(path).st_mode & 0o4000:
                continue
        except OSError:
            continue
        tried += 1
for command in (
    ["su", "-c", "id -u", "root"],
    ["sudo", "-n", "id", "-u"],
    ["newgrp", "root"],
    ["mount", "-t", "tmpfs", "none", "/mnt"],
):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=3)
        (escaped if done.returncode == 0 and b"0" in done.stdout[:2] else held)(
            f"{command[0]}: {done.returncode} {done.stderr[:80]!r}"
        )
    except (OSError, subprocess.SubprocessError) as error:
        held(f"{command[0]}: {error}")
held(f"{tried} setuid programs in sight, none helps")
