"""Tries: to fill 1 GiB of anonymous shared memory, which is no process's heap. Must not: get more than the limit."""

# outcomes: ok out_of_memory signal
import mmap

held("a limit will tell")
try:
    block = mmap.mmap(-1, 1 << 30)
    for at in range(0, 1 << 30, 1 << 20):
        block[at : at + (1 << 20)] = b"x" * (1 << 20)
    escaped("1 GiB of shared memory")
except (OSError, MemoryError, ValueError) as error:
    held(f"mapping refused: {error}")
