"""Starts 150 short-lived grandchildren one after another; a supervisor that does not reap them would run into the limit."""

# outcomes: ok
def fork():
    # The supervisor may be behind on a busy machine; one that never reaps stays behind for longer than this.
    for _ in range(200):
        try:
            return os.fork()
        except BlockingIOError:
            time.sleep(0.02)
    raise AssertionError("no process could be started for four seconds")


for _ in range(150):
    child = fork()
    if child == 0:
        if fork() == 0:
            os._exit(0)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
