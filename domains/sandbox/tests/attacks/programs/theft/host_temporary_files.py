"""Tries: to read the host's /tmp, /var/tmp, /dev/shm and /run. Must not: see the host's files there."""

# outcomes: ok
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run", "/mnt", "/media", "/srv", "/opt", "/var/lib", "/var/log"):
    try:
        names = os.listdir(folder)
    except OSError:
        continue
    print(folder, names[:50])
    for name in names:
        peek(os.path.join(folder, name))
for path in KNOWN["host_paths"]:
    peek(path)
held("the runner looks for its token")
