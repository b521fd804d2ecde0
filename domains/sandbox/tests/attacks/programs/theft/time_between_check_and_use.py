"""Tries: links that change while the host may look at them: swaps `working` between a folder and a link to the answers. Must not: lead out."""

# outcomes: ok
# submission: any
import time

held("the runner looks at what was taken")
os.makedirs("plain")
with open("plain/submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
os.symlink(os.path.dirname(KNOWN["answers"]), "hostile")
os.rename("plain", "working")
if os.fork() == 0:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for source in ("working", "hostile"):
            try:
                syscall("renameat2", -100, b"working", -100, b"hostile", 2)
            except OSError:
                pass
time.sleep(0.15)
