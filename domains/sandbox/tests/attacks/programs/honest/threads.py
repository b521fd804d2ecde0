"""Eight threads that work on a queue."""

# outcomes: ok
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(8) as pool:
    assert sum(pool.map(lambda number: number * number, range(1000))) == 332_833_500
