"""Tries: a named pipe as its submission, which hangs whoever opens it. Must not: hang the host."""

# outcomes: ok
# submission: refused none
try:
    os.mkfifo("submission.csv")
except OSError as error:
    held(error)
held("the runner waits for the end")
