"""Tries: a UNIX socket that lies in the input folder itself. Must not: connect, although the folder is shown."""

# outcomes: ok
# socket: yes
import socket
import stat

for name in sorted(os.listdir("input")):
    path = f"input/{name}"
    if not stat.S_ISREG(os.lstat(path).st_mode) and not os.path.islink(path):

        def connect():
            with socket.socket(socket.AF_UNIX) as end:
                end.settimeout(1)
                end.connect(path)

        must_fail(path, connect)
must_fail("by its name", lambda: socket.socket(socket.AF_UNIX).connect("input/service.sock"))
