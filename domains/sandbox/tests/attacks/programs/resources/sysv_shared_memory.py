"""Tries: to fill 1 GiB of System V shared memory, which outlives its maker. Must not: get it."""

# outcomes: ok out_of_memory signal
# weaker: memory
import ctypes

held("a limit will tell")
total = 0
for _ in range(64):
    identifier, code = syscall("shmget", 0, 16 << 20, 0o1600)
    if identifier == -1:
        held(f"shmget: {errno.errorcode[code]}")
        break
    address, code = syscall("shmat", identifier, 0, 0)
    if address == -1:
        held(f"shmat: {errno.errorcode[code]}")
        break
    ctypes.memset(address, 1, 16 << 20)
    total += 16 << 20
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes of shared memory")
