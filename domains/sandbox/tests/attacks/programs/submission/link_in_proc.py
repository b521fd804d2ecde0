"""Tries: a link by /proc to its own open file. Must not: be followed."""

# outcomes: ok
# submission: refused
descriptor = os.open("input/train.csv", os.O_RDONLY)
os.symlink(f"/proc/self/fd/{descriptor}", "submission.csv")
held("the runner looks at what was taken")
