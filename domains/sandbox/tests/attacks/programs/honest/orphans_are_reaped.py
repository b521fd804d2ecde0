"""Starts 150 short-lived grandchildren one after another; a supervisor that does not reap them would run into the limit."""

# outcomes: ok
for _ in range(150):
    child = os.fork()
    if child == 0:
        if os.fork() == 0:
            os._exit(0)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
