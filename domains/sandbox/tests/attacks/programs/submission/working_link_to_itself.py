"""Tries: `working` as a link to `.` and to itself, where a walker turns in circles. Must not: hang the collector."""

# outcomes: ok
# submission: any
os.symlink("working", "working")
os.symlink("submission.csv", "submission.csv")
held("the runner reads the report")
