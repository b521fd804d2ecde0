"""Tries: to hold memory in extended attributes, which count as no file's content. Must not: get more than the memory limit."""

# outcomes: ok out_of_memory
# weaker: memory
held("a limit will tell")
total = 0
try:
    for number in range(40_000):
        name = f"a{number // 16}"
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
        os.setxattr(name, f"user.x{number % 16}", b"x" * 65_000)
        total += 65_000
        if total > 3 * KNOWN["memory"]:
            break
except OSError as error:
    held(f"after {total}: {error}")
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes in attributes")
