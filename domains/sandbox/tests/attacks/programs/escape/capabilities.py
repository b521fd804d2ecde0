"""Tries: to have or to gain capabilities (effective, permitted, bounding, ambient), and to run without no_new_privs. Must not."""

# outcomes: ok
with open("/proc/self/status") as status:
    for line in status:
        name, _, value = line.partition(":")
        if name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            (held if int(value, 16) == 0 else escaped)(line.strip())
        if name == "NoNewPrivs":
            (held if int(value) == 1 else escaped)(line.strip())
        if name == "Seccomp":
            (held if int(value) == 2 else escaped)(line.strip())
