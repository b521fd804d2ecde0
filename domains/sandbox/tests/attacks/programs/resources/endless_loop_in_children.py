"""Tries: to spread an endless loop over four children, each within the CPU limit of one process. Must not: outlast the deadline."""

# outcomes: cpu_timeout wall_timeout
# limits: cpu=1s wall=2s
for _ in range(4):
    if os.fork() == 0:
        break
while True:
    pass
