"""Tries: source with NUL bytes and broken nesting, which breaks whoever reads it. Must not: be more than a failed program."""
# outcomes: nonzero_exit signal
# raw: yes
x = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((
