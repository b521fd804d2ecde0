"""Tries: to give a file capabilities by its extended attribute. Must not: be able to."""

# outcomes: ok
import shutil

shutil.copy("/bin/true", "cap")
must_fail(
    "security.capability",
    lambda: os.setxattr("cap", "security.capability", bytes.fromhex("0100000200000020000000000000000000000000")),
)
