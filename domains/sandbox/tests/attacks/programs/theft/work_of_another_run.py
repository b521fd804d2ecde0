"""Tries: to read the work, temporary and shared folders of another run at the same time. Must not: see one byte of it."""

# outcomes: ok
# victim: yes
import socket
import time

for _ in range(8):
    for folder in (".", "..", "/tmp", "/dev/shm", os.environ.get("HOME", "/"), "/var/tmp", "/work"):
        for depth, folders, names in os.walk(folder):
            if depth.startswith(("/proc", "/sys", "/usr")) or depth.count("/") > 5:
                folders.clear()
                continue
            for name in names:
                if name == "note.txt":
                    peek(os.path.join(depth, name))
                    escaped(f"another run's {depth}/{name}")
    try:
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "\0exitrl-victim")
        escaped("another run's abstract socket")
    except OSError:
        pass
    time.sleep(0.2)
held("nothing of another run was seen")
