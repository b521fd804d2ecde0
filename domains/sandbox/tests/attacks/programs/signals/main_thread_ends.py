"""Tries: to end its main thread while another goes on for a minute. Must not: outlast the wall clock or be taken for done."""

# outcomes: wall_timeout
# limits: wall=1s
import ctypes
import threading
import time

threading.Thread(target=time.sleep, args=(60,)).start()
libc = ctypes.CDLL(None)
libc.pthread_exit.argtypes = [ctypes.c_void_p]
libc.syscall(ctypes.c_long(60 if os.uname().machine == "x86_64" else 93), ctypes.c_long(0))
