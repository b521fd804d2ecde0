"""Tries: a lease and locks on the submission, on which whoever opens it waits. Must not: hold up the host."""

# outcomes: ok
# submission: taken
# within: 20
import fcntl
import time

with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
if os.fork() == 0:
    descriptor = os.open("submission.csv", os.O_RDWR)
    for action in (
        lambda: fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK),
        lambda: fcntl.flock(descriptor, fcntl.LOCK_EX),
        lambda: fcntl.lockf(descriptor, fcntl.LOCK_EX),
    ):
        try:
            action()
        except OSError as error:
            print(error)
    time.sleep(60)
time.sleep(0.2)
held("the runner waits for the end")
