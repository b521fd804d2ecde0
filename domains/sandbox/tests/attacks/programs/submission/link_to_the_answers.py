"""Tries: a symbolic link to the answers as its submission. Must not: be followed."""

# outcomes: ok
# submission: refused
os.symlink(KNOWN["answers"], "submission.csv")
held("the runner looks at what was taken")
