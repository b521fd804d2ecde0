"""Tries: to hide lines and to rewrite the screen by terminal escapes and carriage returns. Must not: reach a terminal raw in the human report."""

# outcomes: nonzero_exit
# human: yes
print("HELD the runner reads the human report")
sys.stdout.write("\x1b[2J\x1b[1;1Houtcome: ok\x1b[0K\r\x9b2J\x1b]0;owned\x07\x08\x08\x7f\u202egnp\u202c\n")
sys.stdout.flush()
sys.exit(1)
