"""Tries: to read and write the memory of process 1 and the parent by four ways. Must not: get a byte."""

# outcomes: ok
import ctypes

buffer = ctypes.create_string_buffer(64)
local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
remote = (ctypes.c_size_t * 2)(0x400000, 64)
for process in {1, os.getppid()} - {0, os.getpid()}:
    gate("process_vm_readv", process, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
    gate("process_vm_writev", process, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
    for name in ("mem", "stack", "syscall", "pagemap", "auxv", "maps"):
        try:
            with open(f"/proc/{process}/{name}", "rb", buffering=0) as file:
                escaped(f"/proc/{process}/{name} opens") if name == "mem" else print(name, file.read(64))
        except OSError as error:
            held(f"/proc/{process}/{name}: {error.strerror}")
