"""Tries: a link to a file that exists on the host and inside. Must not: be followed on either side."""

# outcomes: ok
# submission: refused
os.symlink("/etc/passwd", "submission.csv")
held("the runner looks at what was taken")
