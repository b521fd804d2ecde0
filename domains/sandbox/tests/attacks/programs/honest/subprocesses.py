"""Runs other programs of the system and a second interpreter."""

# outcomes: ok
import subprocess

assert (
    subprocess.run(["/bin/sh", "-c", "echo hello | tr a-z A-Z"], capture_output=True, text=True, check=True).stdout == "HELLO\n"
)
assert subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True, check=True).stdout == "42\n"
