"""Tries: terminals in /dev/pts that it did not make. Must not: find one."""

# outcomes: ok
try:
    names = [name for name in os.listdir("/dev/pts") if name != "ptmx"]
except OSError as error:
    names = []
    held(error)
for name in names:
    must_fail(f"/dev/pts/{name}", lambda: os.open(f"/dev/pts/{name}", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK))
held(f"{len(names)} terminals in sight")
