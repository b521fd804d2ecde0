"""Tries: to leave System V shared memory, semaphores and messages, which have no owner that dies. Must not: be found by the next run."""

# outcomes: ok
# runs: 2
import ctypes

found = []
for name, arguments in (
    ("shmget", (0x45784974, 4096, 0o1666)),
    ("semget", (0x45784974, 1, 0o1666)),
    ("msgget", (0x45784974, 0o1666)),
):
    existing, _ = syscall(name, arguments[0], *([0] * (len(arguments) - 1)))
    if existing != -1:
        found.append(name)
    result, code = syscall(name, *arguments)
    print(name, result, errno.errorcode.get(code))
left_from_before(found)
