"""Tries: to make a setuid and a setgid copy of a shell for later users. Must not: leave one on the host; the runner looks."""

# outcomes: ok
# submission: any
import shutil

shutil.copy("/bin/sh", "submission.csv")
try:
    os.chmod("submission.csv", 0o6755)
except OSError as error:
    held(error)
held("the runner looks at the out folder")
