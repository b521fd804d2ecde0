"""Tries: to make itself the last to be chosen when memory ends. Must not: be able to; another process of the host would be hit."""

# outcomes: ok
for value in ("-1000", "-1"):

    def write():
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(value)

    must_fail(f"oom_score_adj {value}", write)
