"""Tries: to be root on the host after all, and so to read files that only root may read. Must not: read one."""

# outcomes: ok
for name in ("uid_map", "gid_map", "cgroup"):
    with open(f"/proc/self/{name}") as file:
        print(name, file.read())
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", KNOWN["root_secret"]):
    (escaped if peek(path) else held)(path)
