"""Tries: an anonymous file that gets its name at the last moment by a child. Must not: change after it is taken."""

# outcomes: ok
# submission: any
import time

try:
    descriptor = os.open(".", os.O_TMPFILE | os.O_RDWR, 0o644)
    os.write(descriptor, b"id,target\n1,0\n")
    if os.fork() == 0:
        for _ in range(1000):
            os.link(f"/proc/self/fd/{descriptor}", "submission.csv", follow_symlinks=True)
            os.unlink("submission.csv")
except OSError as error:
    held(error)
time.sleep(0.05)
held("the runner looks at what was taken")
