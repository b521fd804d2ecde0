"""Tries: a submission of NUL bytes. May be taken as bytes; must not: harm the host's text handling."""

# outcomes: ok
# submission: any
with open("submission.csv", "wb") as file:
    file.write(b"id,target\n1,\0\0\0\n" + b"\0" * 65536)
held("the runner reads the report")
