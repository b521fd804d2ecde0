# Put before every program of the suite by the runner, after `KNOWN`: what a well informed attacker could know (paths, ports, names), never a
# secret itself. A program tells what only it can see in lines `HELD reason` and `ESCAPED detail`; the runner checks all else from outside.
import ctypes
import errno
import os
import sys

# Forked children inherit this name, so the runner can find them on the host. By the call, since /proc may be read-only.
ctypes.CDLL(None).prctl(15, KNOWN["marker"].encode(), 0, 0, 0)

REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS)

# Numbers of system calls: (x86-64, AArch64); None where the call does not exist.
CALLS = {
    "fspick": (433, 433),
    "fsmount": (432, 432),
    "timer_create": (222, 107),
    "mlockall": (151, 230),
    "rt_sigqueueinfo": (129, 138),
    "renameat2": (316, 276),
    "splice": (275, 76),
    "uselib": (134, None),
    "_sysctl": (156, None),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "sysfs": (139, None),
    "ustat": (136, None),
    "madvise": (28, 233),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "clone": (56, 220),
    "semget": (64, 190),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "ptrace": (101, 117),
    "syslog": (103, 116),
    "personality": (135, 92),
    "vhangup": (153, 58),
    "modify_ldt": (154, None),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "chroot": (161, 51),
    "acct": (163, 89),
    "mount": (165, 40),
    "umount2": (166, 39),
    "swapon": (167, 224),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "iopl": (172, None),
    "ioperm": (173, None),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "clock_settime": (227, 112),
    "mq_open": (240, 180),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "migrate_pages": (256, 238),
    "mknodat": (259, 33),
    "unshare": (272, 97),
    "move_pages": (279, 239),
    "perf_event_open": (298, 241),
    "fanotify_init": (300, 262),
    "prlimit64": (302, 261),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "sched_setattr": (314, 274),
    "seccomp": (317, 277),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "pidfd_open": (434, 434),
    "clone3": (435, 435),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount_setattr": (442, 442),
    "memfd_secret": (447, 447),
}


def held(reason):
    """The sandbox refused."""
    print("HELD", reason, flush=True)


def escaped(detail):
    """Something that must not happen did."""
    print("ESCAPED", detail, flush=True)


def must_fail(name, action):
    """Anything but an error of the system is an escape."""
    try:
        seen = action()
    except (OSError, ValueError, MemoryError) as error:
        held(f"{name}: {error}")
        return False
    escaped(f"{name}: {seen!r}")
    return True


def syscall(name, *arguments):
    """A raw system call: its result and errno (ENOSYS where this machine has no such call)."""
    number = CALLS[name][0 if os.uname().machine == "x86_64" else 1]
    if number is None:
        return -1, errno.ENOSYS
    libc = ctypes.CDLL(None, use_errno=True)
    plain = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    libc.syscall.restype = ctypes.c_long
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *plain)
    return result, ctypes.get_errno()


def gate(name, *arguments, also=()):
    """A call whose gate must refuse: an error other than a refusal (or those of `also`) means that the kernel began to do it."""
    result, code = syscall(name, *arguments)
    if result == -1 and (code in REFUSALS or code in also):
        held(f"{name}: {errno.errorcode[code]}")
        return False
    escaped(f"{name}: result {result}, {errno.errorcode.get(code, code)}")
    return True


def peek(path):
    """Prints the start of a file if it can be read; the runner looks for its secrets in what is printed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError):
        return False
    try:
        print("SAW", path, os.read(descriptor, 4096), flush=True)
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)


def own_processes():
    """Whether the processes in sight are the run's own: only then may a program send signals around."""
    try:
        return os.readlink("/proc/self/ns/pid") != KNOWN["pid_namespace"]
    except OSError:
        return False


def left_from_before(found):
    """For programs that run twice: what the first run left must not be there in the second."""
    if found:
        escaped(f"left by an earlier run: {found}")
    else:
        held("nothing of an earlier run is here")
