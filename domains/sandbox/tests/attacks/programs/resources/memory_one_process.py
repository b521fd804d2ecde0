"""Tries: to fill 2 GiB in one process. Must not: get more than the memory limit."""

# outcomes: ok out_of_memory
held("a limit will tell")
kept = []
try:
    for _ in range(64):
        kept.append(bytearray(b"x" * (32 << 20)))
except MemoryError:
    held(f"MemoryError after {len(kept)} blocks of 32 MiB")
if len(kept) * 32 << 20 > 2 * KNOWN["memory"]:
    escaped(f"{len(kept) * 32} MiB in one process")
