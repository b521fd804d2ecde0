"""Uses 60 % of the memory it was given, in one process."""
# outcomes: ok
block = bytearray(b"x" * (KNOWN["memory"] * 6 // 10))
assert block[-1] == ord("x")
