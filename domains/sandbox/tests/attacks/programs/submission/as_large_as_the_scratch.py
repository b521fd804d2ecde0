"""Tries: a submission that fills the scratch. It may be taken or refused for its size; must not: be more than the scratch limit."""

# outcomes: ok out_of_memory
# submission: any
held("the runner looks at what was taken")
try:
    with open("submission.csv", "wb", buffering=0) as file:
        while True:
            file.write(b"1,0.5\n" * 100_000)
except OSError as error:
    held(error)
