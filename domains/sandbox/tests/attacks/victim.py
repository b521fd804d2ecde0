"""Another run at the same time: it holds a secret in every place that a run can write to, for a few seconds."""

import os
import socket
import time

SECRET = "@SECRET@"

for place in ("note.txt", "/tmp/note.txt", "/dev/shm/note.txt", os.path.join(os.environ.get("HOME", "."), "note.txt")):
    try:
        with open(place, "w") as note:
            note.write(SECRET)
        os.chmod(place, 0o644)
    except OSError as error:
        print("could not write", place, error)
keeper = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
try:
    keeper.bind("\0exitrl-victim")
except OSError as error:
    print("no abstract socket", error)
print("victim is ready", flush=True)
time.sleep(1.2)

children = []
for _ in range(8):
    # Another run's processes must not count against this one's limit.
    child = os.fork()
    if child == 0:
        time.sleep(0.2)
        os._exit(0)
    children.append(child)
for child in children:
    assert os.waitpid(child, 0)[1] == 0
