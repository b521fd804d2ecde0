"""Tries: to kill and to stop its parent and process 1, the supervisor. Must not: change the report or stop the deadline."""

# outcomes: ok signal nonzero_exit
import signal

print("HELD the report itself is the proof", flush=True)
if own_processes():
    for process in {os.getppid(), 1} - {0, os.getpid()}:
        for number in (
            signal.SIGSTOP,
            signal.SIGTERM,
            signal.SIGINT,
            signal.SIGHUP,
            signal.SIGUSR1,
            signal.SIGALRM,
            signal.SIGCHLD,
            signal.SIGPIPE,
            signal.SIGKILL,
        ):
            try:
                os.kill(process, number)
                print("sent", number, "to", process, flush=True)
            except OSError as error:
                held(f"{number} to {process}: {error.strerror}")
