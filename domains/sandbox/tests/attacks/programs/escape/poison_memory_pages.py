"""Tries: madvise that takes pages of the machine out of use, hugetlb pages and locking all memory. Must not: get any."""

# outcomes: ok
import ctypes
import mmap

block = mmap.mmap(-1, 4096)
address = ctypes.addressof(ctypes.c_char.from_buffer(block))
for advice in (100, 101):
    gate("madvise", address, 4096, advice, also=(errno.EINVAL,))
try:
    pages = mmap.mmap(-1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)
    escaped("a huge page of the machine's pool")
except (OSError, ValueError) as error:
    held(error)
