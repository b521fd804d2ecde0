"""Tries: the sockets of services (Docker, D-Bus, X11, ssh agents) in their usual places and anywhere in sight. Must not: connect."""

# outcomes: ok
import socket
import stat

paths = [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/dbus/system_bus_socket",
    "/tmp/.X11-unix/X0",
    "/run/systemd/private",
    "/run/udev/control",
    KNOWN["unix_path"],
]
for folder in ("/run", "/tmp", "/var/run"):
    for depth, _, names in os.walk(folder):
        for name in names:
            try:
                if stat.S_ISSOCK(os.lstat(os.path.join(depth, name)).st_mode):
                    paths.append(os.path.join(depth, name))
            except OSError:
                pass
for path in paths:

    def connect():
        with socket.socket(socket.AF_UNIX) as end:
            end.settimeout(1)
            end.connect(path)

    must_fail(path, connect)
