"""Tries: to find what was above its own environment on the stack, and the arguments of all processes. Must not: see host secrets."""

# outcomes: ok
import ctypes

with open("/proc/self/maps") as maps:
    for line in maps:
        if "[stack]" in line:
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            print(ctypes.string_at(high - 8192, 8192))
for process in [name for name in os.listdir("/proc") if name.isdigit()]:
    peek(f"/proc/{process}/cmdline")
    peek(f"/proc/{process}/auxv")
held("the runner looks for its token")
