"""Tries: to find anything in /sys that it may write to. Must not: find one."""

# outcomes: ok
count = 0
for folder, folders, names in os.walk("/sys"):
    for name in names:
        count += 1
        path = os.path.join(folder, name)
        if os.access(path, os.W_OK):
            try:
                os.close(os.open(path, os.O_WRONLY))
                escaped(f"{path} opens for writing")
            except OSError:
                pass
    if count > 20_000:
        break
held(f"{count} files were tried")
