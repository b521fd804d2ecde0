"""Tries: to stop itself, so that it can neither end nor be asked to. Must not: outlast the wall clock."""

# outcomes: wall_timeout signal
# limits: wall=1s
import signal

os.kill(os.getpid(), signal.SIGSTOP)
held("was continued")
