"""Tries: to fill 1 GiB in 64 small anonymous files, each below any file size limit. Must not: get more than the limit."""

# outcomes: ok out_of_memory
# weaker: memory
held("a limit will tell")
total = 0
kept = []
try:
    for _ in range(64):
        holder = os.memfd_create("hoard")
        kept.append(holder)
        total += os.write(holder, b"x" * (16 << 20))
except OSError as error:
    held(f"memfd: {error}")
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes in memfds")
