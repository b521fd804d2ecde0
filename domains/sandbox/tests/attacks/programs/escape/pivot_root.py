"""Tries: pivot_root back to what was there before. Must not: change the root."""

# outcomes: ok
os.mkdir("p")
gate("pivot_root", b".", b"p")
