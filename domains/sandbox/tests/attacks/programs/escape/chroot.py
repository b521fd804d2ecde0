"""Tries: chroot and the classic walk out of it. Must not: leave the private root."""

# outcomes: ok
os.mkdir("c")
if not gate("chroot", b"c"):
    os.chdir("/")
for _ in range(30):
    os.chdir("..")
for name in KNOWN["host_paths"]:
    peek(name.lstrip("/"))
print(sorted(os.listdir("."))[:40])
