"""Tries: to take kernel memory with event, timer and inotify descriptors. Must not: get 100,000 of any."""

# outcomes: ok
import ctypes

libc = ctypes.CDLL(None)
for name, make in (
    ("eventfd", lambda: libc.eventfd(0, 0)),
    ("timerfd", lambda: libc.timerfd_create(1, 0)),
    ("epoll", lambda: libc.epoll_create1(0)),
):
    made = []
    while len(made) < 100_000:
        descriptor = make()
        if descriptor < 0:
            break
        made.append(descriptor)
    if len(made) == 100_000:
        escaped(f"100,000 of {name}")
    for descriptor in made:
        os.close(descriptor)
held("descriptors are limited")
