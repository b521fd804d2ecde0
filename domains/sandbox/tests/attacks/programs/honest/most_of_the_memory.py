"""Uses 60 % of the memory it was given, in one process."""

# outcomes: ok
block = bytearray(KNOWN["memory"] * 6 // 10)
for at in range(0, len(block), 4096):
    block[at] = 1
assert block[4096] == 1
