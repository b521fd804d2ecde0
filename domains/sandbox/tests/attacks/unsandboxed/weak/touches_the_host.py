"""Tries: to change the mode of the host's listener, which the suite made. Must not: be overlooked by the suite."""
# outcomes: ok
try:
    os.utime(KNOWN["answers"], (0, 0))
except OSError:
    pass
try:
    os.chmod(KNOWN["unix_path"], 0o700)
except OSError:
    pass
held("the runner compares")
