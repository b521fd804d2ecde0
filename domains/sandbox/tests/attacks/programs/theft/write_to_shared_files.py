"""Tries: to write to a file of the host that every user may write to. Must not: reach it."""

# outcomes: ok
must_fail("the shared file", lambda: os.open(KNOWN["shared_file"], os.O_WRONLY | os.O_APPEND))
must_fail("a new file beside it", lambda: os.open(KNOWN["shared_file"] + ".new", os.O_WRONLY | os.O_CREAT))
