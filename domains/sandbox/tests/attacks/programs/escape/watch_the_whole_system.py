"""Tries: fanotify over whole mounts, and kcmp against process 1. Must not: watch beyond its own files."""

# outcomes: ok
gate("fanotify_init", 0, 0)
gate("kcmp", os.getpid(), 1, 0, 0, 0)
