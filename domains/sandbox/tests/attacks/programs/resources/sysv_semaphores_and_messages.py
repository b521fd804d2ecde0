"""Tries: to hold 512 MiB of kernel memory in System V semaphores and messages. Must not: get more than the limit."""

# outcomes: ok out_of_memory
# weaker: memory
import ctypes

held("a limit will tell")
total = 0
for _ in range(8000):
    result, code = syscall("semget", 0, 250, 0o1600)
    if result == -1:
        held(f"semget: {errno.errorcode[code]}")
        break
    total += 250 * 64
message = ctypes.create_string_buffer(b"\1" + b"\0" * 7 + b"x" * 8000)
for _ in range(16_000):
    queue, code = syscall("msgget", 0, 0o1600)
    if queue == -1:
        held(f"msgget: {errno.errorcode[code]}")
        break
    for _ in range(2):
        if syscall("msgsnd", queue, message, 8000, 0o4000)[0] == 0:
            total += 8000
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes of kernel memory")
