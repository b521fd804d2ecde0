"""Tries: the symbolic links that the input folder itself holds (the runner put some to the answers there). Must not: lead out."""

# outcomes: ok
for name in sorted(os.listdir("input")):
    if os.path.islink(f"input/{name}"):
        if peek(f"input/{name}"):
            escaped(f"{name} leads to {os.readlink(f'input/{name}')}")
        else:
            held(f"{name} leads nowhere")
