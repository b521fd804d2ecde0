"""Tries: to write 1 GiB into the work folder in files of 4 MiB, below any limit of one file. Must not: pass the scratch limit."""

# outcomes: ok out_of_memory
held("a limit will tell")
total = 0
try:
    for number in range(256):
        with open(f"fill-{number}", "wb", buffering=0) as file:
            total += file.write(b"x" * (4 << 20))
except OSError as error:
    held(f"after {total} bytes: {error}")
if total > 2 * KNOWN["scratch"]:
    escaped(f"{total} bytes in the work folder")
