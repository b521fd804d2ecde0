"""Writes settings and caches in its home, as plotting and data packages do."""

# outcomes: ok
import pathlib
import tempfile

home = pathlib.Path.home()
for name in (".config/matplotlib", ".cache/package", ".local/share"):
    (home / name).mkdir(parents=True, exist_ok=True)
    (home / name / "file").write_text("settings")
for variable in ("HOME", "TMPDIR"):
    if variable in os.environ:
        assert os.access(os.environ[variable], os.W_OK), variable
with open(os.path.join(tempfile.gettempdir(), "x"), "w") as file:
    file.write("x")
