"""Tries: to write kernel settings their own value again. Must not: have any of them writable."""
# outcomes: ok
found = 0
for folder, _, names in os.walk("/proc/sys"):
    for name in names:
        path = os.path.join(folder, name)
        try:
            with open(path, "r+") as file:
                value = file.read()
            with open(path, "w") as file:
                file.write(value)
            escaped(f"{path} could be written")
        except (OSError, ValueError):
            pass
        found += 1
        if found > 3000:
            break
held(f"{found} settings were tried")
