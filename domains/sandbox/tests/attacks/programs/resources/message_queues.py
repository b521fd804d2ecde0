"""Tries: to hold kernel memory in POSIX message queues. Must not: get more than a user's share."""

# outcomes: ok out_of_memory
import ctypes

made = 0
attributes = (ctypes.c_long * 8)(0, 10, 8192)
for number in range(300):
    result, code = syscall("mq_open", f"exitrl{number}".encode(), 0o102, 0o600, ctypes.byref(attributes))
    if result == -1:
        held(f"mq_open after {made}: {errno.errorcode[code]}")
        break
    made += 1
if made >= 256:
    escaped(f"{made} queues of 80 KiB")
