"""Tries: to leave a file in every folder it can write to. Must not: be found by the next run, or on the host."""

# outcomes: ok
# runs: 2
import glob

name = "exitrl-left-behind"
import time

found, left = [], []
end = time.monotonic() + 1.5
for folder, folders, names in os.walk("/"):
    if folder in ("/proc", "/sys", "/usr/share", "/usr/lib") or time.monotonic() > end:
        folders.clear()
        continue
    if name in names:
        found.append(folder)
    try:
        with open(os.path.join(folder, name), "w") as file:
            file.write("left")
        left.append(folder)
    except OSError:
        pass
print("written to", left)
left_from_before(found)
