"""Tries: to write 1 GiB to /tmp in files of 8 MiB. Must not: write more than the scratch limit."""

# outcomes: ok out_of_memory
held("a limit will tell")
total = 0
try:
    for number in range(128):
        with open(f"/tmp/fill-{number}", "wb", buffering=0) as file:
            for _ in range(8):
                total += file.write(b"x" * (1 << 20))
except OSError as error:
    held(f"after {total} bytes: {error}")
if total > 2 * KNOWN["scratch"]:
    escaped(f"{total} bytes in /tmp")
