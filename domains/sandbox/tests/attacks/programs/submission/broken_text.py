"""Tries: a submission that is no UTF-8: lone surrogates, overlong forms, random bytes. Must not: break the report."""

# outcomes: ok
# submission: any
with open("submission.csv", "wb") as file:
    file.write(b"\xff\xfe" + "id,target\n".encode("utf-16-le") + b"\xed\xa0\x80\xc0\xaf" + os.urandom(4096))
held("the runner reads the report")
