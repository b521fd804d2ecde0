import ctypes, json, os, socket, subprocess, sys

told = {}


def attempt(what, act):
    """Calls act, which returns what it saw where it got through, and None or an error where it did not."""
    try:
        seen = act()
        told[what] = (seen is None, "nothing" if seen is None else str(seen)[:120])
    except BaseException as error:
        told[what] = (True, f"{type(error).__name__}: {error}"[:120])


def connect():
    socket.create_connection(("127.0.0.1", int(PLANTED["port"])), 2).close()
    return "connected"


def environment():
    held = open("/proc/1/environ", "rb").read()
    return held[:80] if held else None


def tamper():
    open("input/train.csv", "a").write("x")
    return "written"


def write_outside():
    open(PLANTED["outside"], "w").write("x")
    return None if not os.path.exists(PLANTED["outside"]) else "written"


def new_namespace():
    return "made" if ctypes.CDLL(None).unshare(0x10000000) == 0 else None


def privileges():
    for line in open("/proc/self/status"):
        if line.startswith("CapEff:") and int(line.split()[1], 16):
            return line
    return None


def others():
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return None if len(pids) <= 4 else f"{len(pids)} processes"


attempt("read the hidden answers", lambda: open(PLANTED["answers"]).read() or "empty")
attempt("connect to a port of this machine", connect)
attempt("read the environment of process 1", environment)
attempt("change the input", tamper)
attempt("write outside of the work folder", write_outside)
attempt("write into the system", lambda: open("/usr/exitrl-probe", "w") and "written")
attempt("read /etc/shadow", lambda: open("/etc/shadow").read() or "empty")
attempt("make a user namespace", new_namespace)
attempt("hold a capability", privileges)
attempt("see processes of the machine", others)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)", PLANTED["marker"]], start_new_session=True,
                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(json.dumps(told))
