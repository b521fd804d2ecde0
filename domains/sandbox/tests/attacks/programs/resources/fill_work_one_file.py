"""Tries: to write 1 GiB into one file of the work folder. Must not: write more than the scratch limit."""

# outcomes: ok out_of_memory
held("a limit will tell")
total = 0
try:
    with open("fill", "wb", buffering=0) as file:
        for _ in range(1024):
            total += file.write(b"x" * (1 << 20))
except OSError as error:
    held(f"after {total} bytes: {error}")
if total > 2 * KNOWN["scratch"]:
    escaped(f"{total} bytes in the work folder")
