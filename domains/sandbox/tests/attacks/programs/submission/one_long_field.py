"""Tries: a submission that is one quoted field of 16 MiB that never closes. Must not: harm the host."""

# outcomes: ok out_of_memory
# submission: any
with open("submission.csv", "wb") as file:
    file.write(b'id,target\n"' + b"a" * (16 << 20))
held("the runner reads the report")
