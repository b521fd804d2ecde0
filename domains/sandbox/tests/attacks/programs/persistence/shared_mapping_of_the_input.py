"""Tries: to change the input by a writable mapping, and through `/proc/self/mem` and `/proc/self/fd`. Must not: change it."""

# outcomes: ok
import mmap

descriptor = os.open("input/train.csv", os.O_RDONLY)
must_fail("mapping", lambda: mmap.mmap(descriptor, 16, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
must_fail("reopened", lambda: os.open(f"/proc/self/fd/{descriptor}", os.O_RDWR))
private = mmap.mmap(descriptor, 16, mmap.MAP_SHARED, mmap.PROT_READ)
before = bytes(private[:16])
with open("/proc/self/maps") as maps:
    address = next((int(line.split("-")[0], 16) for line in maps if "train.csv" in line), None)
if address is not None:

    def through_memory():
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            memory.seek(address)
            return memory.write(b"tampered")

    must_fail("own memory file", through_memory)
if open("input/train.csv", "rb").read(16) != before:
    escaped("the input changed")
