"""Tries: to end by SIGXCPU without having used CPU time. Must not: be success; which failure is the sandbox's choice."""

# outcomes: signal cpu_timeout
import signal

print("HELD the report itself is the proof", flush=True)
signal.signal(signal.SIGXCPU, signal.SIG_DFL)
os.kill(os.getpid(), signal.SIGXCPU)
