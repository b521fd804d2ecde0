"""Tries: to slow the supervisor down: priority, affinity and limits of process 1 and the parent. Must not: change them."""

# outcomes: ok
if own_processes():
    for process in {1, os.getppid()} - {0, os.getpid()}:
        must_fail(f"nice of {process}", lambda: os.setpriority(os.PRIO_PROCESS, process, 19))
        must_fail(f"affinity of {process}", lambda: os.sched_setaffinity(process, {0}))
        must_fail(f"policy of {process}", lambda: os.sched_setscheduler(process, 5, os.sched_param(0)))
        import resource

        must_fail(f"limit of {process}", lambda: resource.prlimit(process, resource.RLIMIT_CPU, (1, 1)))
