"""Tries: to make 200,000 empty files. Must not: take inodes without end, or leave one on the host."""

# outcomes: ok out_of_memory wall_timeout cpu_timeout
# limits: wall=8s cpu=8s
# weaker: inodes
held("a limit will tell")
made = 0
try:
    for number in range(200_000):
        os.close(os.open(f"n{number}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    held(f"after {made} files: {error}")
if made == 200_000:
    escaped("200,000 files were made")
