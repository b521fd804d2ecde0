"""Tries: to open every device in sight that is not harmless. Must not: open a disk, memory, terminal or KVM."""

# outcomes: ok
harmless = {
    "null",
    "zero",
    "full",
    "random",
    "urandom",
    "shm",
    "fd",
    "stdin",
    "stdout",
    "stderr",
    "tty",
    "ptmx",
    "pts",
    "mqueue",
    "core",
    "console",
}
names = set(os.listdir("/dev")) | {
    "mem",
    "kmem",
    "port",
    "kmsg",
    "vda",
    "vda1",
    "sda",
    "kvm",
    "fuse",
    "loop-control",
    "mapper",
    "vsock",
    "vhost-vsock",
    "net/tun",
    "userfaultfd",
    "cuse",
    "uinput",
    "ppp",
    "hwrng",
    "nvram",
}
for name in sorted(names - harmless):
    try:
        descriptor = os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK)
        escaped(f"/dev/{name} was opened")
        os.close(descriptor)
    except OSError as error:
        held(f"{name}: {error.strerror}")
if os.path.exists("/dev/console"):
    must_fail("console", lambda: os.open("/dev/console", os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))
