"""Tries: to be root on the host after all: reads a 0600 file of root and looks at its own user map. Must not: map to the host's root."""
# outcomes: ok
for line in open("/proc/self/uid_map"):
    inside, outside, count = map(int, line.split())
    if inside <= os.getuid() < inside + count and outside + os.getuid() - inside == 0 and KNOWN["runner_uid"] == 0:
        escaped(f"user {os.getuid()} is the host's root: {line.strip()}")
    else:
        held(line.strip())
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", KNOWN["root_secret"]):
    if peek(path):
        escaped(f"{path} was read")
