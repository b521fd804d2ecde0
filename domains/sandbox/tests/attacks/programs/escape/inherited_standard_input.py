"""Tries: to read its standard input and descriptors up to 4,096; the host opened the answers there. Must not: be handed one."""

# outcomes: ok
import stat

for descriptor in [0] + list(range(3, 4096)):
    try:
        print("SAW", descriptor, os.pread(descriptor, 4096, 0))
    except OSError:
        try:
            os.set_blocking(descriptor, False)
            print("SAW", descriptor, os.read(descriptor, 4096))
        except OSError:
            pass
held("the runner looks for its token")
