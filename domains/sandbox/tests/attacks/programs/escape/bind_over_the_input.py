"""Tries: to bind a folder of its own over the input. Must not: be able to."""

# outcomes: ok
os.mkdir("fake")
gate("mount", b"fake", b"input", b"none", 4096, 0)
