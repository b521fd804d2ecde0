"""Tries: to fill 1 GiB in an anonymous file. Must not: get more than the limit."""

# outcomes: ok out_of_memory
held("a limit will tell")
try:
    holder = os.memfd_create("hoard")
    for _ in range(256):
        os.write(holder, b"x" * (4 << 20))
    size = os.fstat(holder).st_size
    if size > 2 * KNOWN["memory"]:
        escaped(f"{size} bytes in a memfd")
except OSError as error:
    held(f"memfd: {error}")
