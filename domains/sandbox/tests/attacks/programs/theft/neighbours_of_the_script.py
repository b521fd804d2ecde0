"""Tries: what lies beside its own script, and whether the script's folder is a host folder. Must not: find more than itself."""

# outcomes: ok
folder = os.path.dirname(os.path.abspath(__file__)) if "__file__" in globals() else "."
print(sorted(os.listdir(folder)))
for depth, folders, names in os.walk(folder):
    if depth.count("/") > 6 or depth.startswith(("/proc", "/sys", "/usr")):
        folders.clear()
        continue
    for name in names[:200]:
        if "answer" in name or "secret" in name:
            peek(os.path.join(depth, name))
held("the runner looks for its token")
