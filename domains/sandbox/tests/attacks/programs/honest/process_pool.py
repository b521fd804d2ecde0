"""A pool of four processes, with shared memory, locks and a queue."""

# outcomes: ok
import multiprocessing


def square(number):
    return number * number


for method in ("fork", "spawn", "forkserver"):
    if method != "fork" and "__file__" not in globals():
        continue
    if __name__ == "__main__":
        with multiprocessing.get_context(method).Pool(3) as pool:
            assert sum(pool.map(square, range(500))) == 41_541_750
if __name__ == "__main__":
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=1 << 20)
    block.buf[:4] = b"data"
    block.close()
    block.unlink()
    with multiprocessing.Manager() as manager:
        assert manager.list([1, 2])[1] == 2
    lock = multiprocessing.Lock()
    with lock:
        pass
