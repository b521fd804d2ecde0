"""Tries: to raise its priority: nice, real-time and deadline scheduling, input and output class. Must not: get above the others."""

# outcomes: ok
import ctypes

must_fail("nice -20", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
for policy in (1, 2):
    must_fail(f"policy {policy}", lambda: os.sched_setscheduler(0, policy, os.sched_param(50)))
attributes = (ctypes.c_uint64 * 7)(56 | 6 << 32, 0, 0, 5_000_000, 10_000_000, 10_000_000)
result, code = syscall("sched_setattr", 0, ctypes.byref(attributes), 0)
(held if result == -1 else escaped)(f"deadline scheduling: {errno.errorcode.get(code)}")
