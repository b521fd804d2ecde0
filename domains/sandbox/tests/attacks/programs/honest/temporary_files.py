"""Temporary files and folders, large ones too, and removal of a tree."""

# outcomes: ok
import shutil
import tempfile

with tempfile.TemporaryDirectory() as folder:
    for number in range(200):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(b"x" * 4096)
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x" * (8 << 20))
    file.flush()
    assert os.path.getsize(file.name) == 8 << 20
os.makedirs("a/b/c")
shutil.rmtree("a")
