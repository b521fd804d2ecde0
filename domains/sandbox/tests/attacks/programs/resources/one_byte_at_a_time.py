"""Tries: to write 300,000 single bytes, half of them pieces of characters that never end. Must not: slow the reader down past the deadline."""

# outcomes: ok
# limits: wall=20s cpu=20s
for number in range(150_000):
    os.write(1, b"\xf0\x9f"[number & 1 : 1 + (number & 1)])
    os.write(2, b"\x00")
os.write(1, b"\nHELD the runner reads the report\n")
