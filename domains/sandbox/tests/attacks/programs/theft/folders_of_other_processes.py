"""Tries: to reach the answers by the working folders and open files of other processes. Must not: get there."""

# outcomes: ok
for process in [name for name in os.listdir("/proc") if name.isdigit()]:
    for path in (
        "cwd/answers.csv",
        "cwd/../private/answers.csv",
        "cwd/private/answers.csv",
        f"root{KNOWN['answers']}",
        "environ",
        "cmdline",
    ):
        peek(f"/proc/{process}/{path}")
    try:
        for descriptor in os.listdir(f"/proc/{process}/fd"):
            peek(f"/proc/{process}/fd/{descriptor}")
    except OSError:
        pass
held("nothing by other processes")
