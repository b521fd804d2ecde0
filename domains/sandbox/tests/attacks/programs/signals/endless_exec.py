"""Tries: to replace itself by itself without end, so that no process lives long. Must not: outlast the deadline."""

# outcomes: wall_timeout cpu_timeout
# limits: wall=2s
script = globals().get("__file__", sys.argv[0])
os.execv(sys.executable, [sys.executable, "-S", script])
