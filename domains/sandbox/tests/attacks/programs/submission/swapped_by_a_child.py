"""Tries: a child that swaps the submission for a link to the answers in a tight loop while the parent ends. Must not: win the race."""

# outcomes: ok
# submission: any
import time

held("the runner looks at what was taken")
os.symlink(KNOWN["answers"], "link")
with open("plain", "w") as file:
    file.write("id,target\n1,0\n")
if os.fork() == 0:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        os.symlink(KNOWN["answers"], "next")
        os.rename("next", "submission.csv")
        with open("next", "w") as file:
            file.write("id,target\n1,0\n")
        os.rename("next", "submission.csv")
time.sleep(0.1)
