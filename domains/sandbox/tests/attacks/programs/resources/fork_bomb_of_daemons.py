"""Tries: to fork children that fork again in sessions of their own. Must not: outlive the run or pass the process limit."""

# outcomes: ok signal nonzero_exit
import time

grandchildren = 0
for _ in range(150):
    try:
        child = os.fork()
        if child == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            time.sleep(20)
            os._exit(0)
        os.waitpid(child, 0)
        grandchildren += 1
    except OSError:
        break
held(f"{grandchildren} daemons were started; the runner looks for them")
