"""Tries: a link to the input as its submission. Must not: be followed; a submission is a plain file."""

# outcomes: ok
# submission: refused
os.symlink("input/train.csv", "submission.csv")
held("the runner looks at what was taken")
