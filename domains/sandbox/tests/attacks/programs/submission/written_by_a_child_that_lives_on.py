"""Tries: to go on writing the submission after the program ended. Must not: change it while or after it is taken."""

# outcomes: ok
# submission: taken
import time

held("the runner looks at what was taken")
file = open("submission.csv", "w", buffering=1)
file.write("id,target\n1,0\n")
if os.fork() == 0:
    for number in range(100_000):
        file.write(f"{number},1\n")
        time.sleep(0.0001)
time.sleep(0.05)
