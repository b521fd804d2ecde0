"""Tries: to make the kernel's page tables large by touching one page in every 2 MiB of a huge mapping. Must not: get more than the limit."""

# outcomes: ok out_of_memory signal
# weaker: memory
import mmap

held("a limit will tell")
touched = 0
try:
    block = mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    for at in range(0, 1 << 40, 2 << 20):
        block[at] = 1
        touched += 1
        if touched > 200_000:
            break
except (OSError, MemoryError, ValueError) as error:
    held(f"mapping refused: {error}")
if touched * 8192 > 2 * KNOWN["memory"]:
    escaped(f"{touched} pages and as many page tables")
