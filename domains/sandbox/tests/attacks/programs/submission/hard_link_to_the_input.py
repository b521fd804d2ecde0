"""Tries: a hard link to an input file. Must not: be taken (it can't even be made across mounts)."""

# outcomes: ok
# submission: refused none
try:
    os.link("input/train.csv", "submission.csv")
except OSError as error:
    held(error)
held("the runner looks at what was taken")
