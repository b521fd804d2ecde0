"""Tries: to write bytes of every value, broken UTF-8 and terminal escapes. Must not: break the report's JSON or reach a terminal raw."""

# outcomes: ok
print("HELD the runner reads the report", flush=True)
os.write(1, bytes(range(256)) * 64 + b"\xff\xfe\x80\xc3(\xed\xa0\x80\x1b]0;title\x07\x1b[2J\r\n\x00")
os.write(2, os.urandom(65536))
