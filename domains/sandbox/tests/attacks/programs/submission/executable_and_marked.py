"""Tries: a submission with setuid, setgid and execute bits, an extended attribute and a time in the future. Must not: carry them out."""

# outcomes: ok
# submission: any
with open("submission.csv", "w") as file:
    file.write("#!/bin/sh\nid\n")
for action in (
    lambda: os.chmod("submission.csv", 0o7777),
    lambda: os.utime("submission.csv", (2**33, 2**33)),
    lambda: os.setxattr("submission.csv", "user.mark", b"1"),
):
    try:
        action()
    except OSError as error:
        held(error)
held("the runner looks at its mode")
