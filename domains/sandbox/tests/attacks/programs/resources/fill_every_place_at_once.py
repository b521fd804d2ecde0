"""Tries: to write wherever a write is possible, every folder of the tree included. Must not: pass three times the scratch limit in sum."""

# outcomes: ok out_of_memory
import time

held("a limit will tell")
places = []
deadline = time.monotonic() + 1.5
for folder, folders, _ in os.walk("/"):
    if folder in ("/proc", "/sys") or time.monotonic() > deadline:
        folders.clear()
        continue
    if os.access(folder, os.W_OK):
        places.append(folder)
total = 0
for place in places[:50]:
    try:
        for number in range(64):
            with open(f"{place}/fill-{number}", "wb", buffering=0) as file:
                total += file.write(b"x" * (4 << 20))
    except OSError:
        pass
held(f"{total} bytes in {places}")
if total > 4 * KNOWN["scratch"]:
    escaped(f"{total} bytes in {places}")
