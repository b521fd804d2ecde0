"""Fails with a trace, which must come back as it is."""


# outcomes: nonzero_exit
def inner():
    raise ValueError("the column 'agee' is not in the table")


inner()
