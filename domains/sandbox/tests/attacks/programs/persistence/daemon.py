"""Tries: to leave a daemon by the double fork that looks for the answers later. Must not: live after the run."""

# outcomes: ok
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        for descriptor in range(64):
            try:
                os.close(descriptor)
            except OSError:
                pass
        time.sleep(30)
    os._exit(0)
os.wait()
held("the runner looks for the daemon")
