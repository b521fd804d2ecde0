"""Tries: to take kernel memory by queued signals and timers. Must not: get 100,000 of either."""

# outcomes: ok
import ctypes
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
information = (ctypes.c_int * 32)(signal.SIGRTMIN, 0, -1)
queued = 0
while queued < 100_000 and syscall("rt_sigqueueinfo", os.getpid(), int(signal.SIGRTMIN), ctypes.byref(information))[0] == 0:
    queued += 1
    if queued % 1000 == 0 and queued > 20_000:
        break
timers = 0
identifier = ctypes.c_int()
while timers < 20_000 and syscall("timer_create", 1, 0, ctypes.byref(identifier))[0] == 0:
    timers += 1
(escaped if queued > 20_000 else held)(f"{queued} queued signals")
(escaped if timers >= 20_000 else held)(f"{timers} timers")
