"""Tries: a submission of no bytes. Must not: be mistaken for a missing one or for content; the report says its size."""

# outcomes: ok
# submission: any
open("submission.csv", "w").close()
held("the runner reads the report")
