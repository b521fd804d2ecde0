"""Tries: a storm of alarms and of signals between its processes while it works. Must not: disturb the supervisor."""

# outcomes: ok
import signal
import time

for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGUSR1, signal.SIGCHLD):
    signal.signal(number, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
parent = os.getpid()
if os.fork() == 0:
    for _ in range(20_000):
        try:
            os.kill(parent, signal.SIGUSR1)
        except OSError:
            break
    os._exit(0)
end = time.monotonic() + 0.5
while time.monotonic() < end:
    pass
signal.setitimer(signal.ITIMER_REAL, 0)
held("came through")
