"""Tries: to walk the whole tree for files that are named like answers or hold secrets. Must not: find one."""

# outcomes: ok
# limits: wall=10s cpu=10s
looked = 0
for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/sys", "/usr"):
        folders.clear()
        continue
    for name in files:
        looked += 1
        if any(
            word in name.lower() for word in ("answer", "secret", "private", "shadow", "id_rsa", "token", "credential")
        ) and not name.endswith((".py", ".pyc", ".so")):
            peek(os.path.join(folder, name))
    if looked > 60_000:
        break
held(f"{looked} files were looked at")
