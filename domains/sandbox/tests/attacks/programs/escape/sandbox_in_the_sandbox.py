"""Tries: the system's own tools that make namespaces and mounts. Must not: work inside."""

# outcomes: ok
import subprocess

for command in (
    ["unshare", "-r", "true"],
    ["unshare", "-Urm", "true"],
    ["bwrap", "--ro-bind", "/", "/", "true"],
    ["nsenter", "-t", "1", "-m", "true"],
    ["fusermount3", "-u", "/"],
    ["newuidmap", "1", "0", "0", "1"],
    ["pkexec", "true"],
    ["chroot", ".", "true"],
    ["setpriv", "--reuid", "0", "true"],
):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=4)
        (escaped if done.returncode == 0 else held)(f"{command}: {done.returncode} {done.stderr[:100]!r}")
    except (OSError, subprocess.SubprocessError) as error:
        held(error)
