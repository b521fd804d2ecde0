"""Tries: a submission written by a program that is then stopped by the deadline. May be there; must not: be called a success."""

# outcomes: wall_timeout
# limits: wall=1s
# submission: any
import time

with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
time.sleep(60)
