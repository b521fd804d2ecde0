"""Tries: to hold memory in the buffers of many pipes, which belong to no process. Must not: get more than the limit."""

# outcomes: ok out_of_memory
# weaker: memory
import fcntl

held("a limit will tell")
total = 0
ends = []
try:
    for _ in range(2000):
        reader, writer = os.pipe()
        ends.append((reader, writer))
        try:
            fcntl.fcntl(writer, 1031, 1 << 20)
        except OSError:
            pass
        os.set_blocking(writer, False)
        try:
            total += os.write(writer, b"x" * (1 << 20))
        except BlockingIOError:
            pass
        if total > 1 << 30:
            break
except OSError as error:
    held(f"pipes: {error}")
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes in pipes")
