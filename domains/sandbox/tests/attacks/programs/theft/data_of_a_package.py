"""Tries: the answers in a package's data folder, which the host asked to hide, by every name of the interpreter's folders. Must not: read them."""

# outcomes: ok
# hide: yes
import planted

places = {planted.FOLDER, sys.prefix, os.path.dirname(sys.executable)} | set(sys.path)
for place in list(places):
    for name in (os.path.realpath(place), place.replace("environment-link", "environment")):
        places.add(name)
    for up in range(1, 6):
        places.add("/".join(place.split("/")[:-up]) or "/")
looked = 0
for place in places:
    if not place or place.startswith(("/proc", "/usr")):
        continue
    for folder, folders, names in os.walk(place, followlinks=True):
        if folder.startswith(("/proc", "/sys", "/usr")) or folder.count("/") > 14:
            folders.clear()
            continue
        for name in names:
            if name.endswith(".csv"):
                looked += 1
                peek(os.path.join(folder, name))
held(f"{looked} tables were looked at, and {os.listdir(os.path.join(planted.FOLDER, 'data'))} is in the folder")
