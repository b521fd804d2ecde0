"""Tries: every path near the input where answers could lie, by their true host names too. Must not: read them."""

# outcomes: ok
names = ("answers.csv", "test.csv", "private/answers.csv", "prepared/private/answers.csv", "test_answers.csv", "solution.csv")
for base in (
    "input",
    "input/..",
    "input/../..",
    "..",
    "../..",
    "/",
    "/input",
    "/data",
    "/private",
    "/root",
    "/home",
    KNOWN["host_input"],
    os.path.dirname(KNOWN["host_input"]),
    KNOWN["host_folder"],
):
    for name in names:
        peek(os.path.join(base, name))
for path in KNOWN["host_paths"]:
    if peek(path):
        escaped(path)
held("no path led there")
