"""Tries: to rewrite its user and group maps. Must not: be able to."""

# outcomes: ok
for name in ("uid_map", "gid_map", "setgroups", "projid_map"):
    must_fail(name, lambda: os.write(os.open(f"/proc/self/{name}", os.O_WRONLY), b"0 0 1"))
