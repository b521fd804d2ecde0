"""Tries: to start a fresh interpreter that ignores the environment, and to import from folders of the host. Must not: see more than the first."""

# outcomes: ok
import subprocess

code = "import os, sys; print(sys.flags, sys.path, dict(os.environ)); [print(open(p).read()) for p in sys.argv[1:] if os.path.exists(p)]"
for options in (["-I"], ["-E", "-S"], ["-X", "frozen_modules=off"]):
    done = subprocess.run([sys.executable, *options, "-c", code, *KNOWN["host_paths"]], capture_output=True, text=True)
    print(done.stdout[-2000:], done.stderr[-500:])
held("the runner looks for its token")
