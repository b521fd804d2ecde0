"""Tries: to write into a read-only input file through the pages of a pipe (CVE-2022-0847). Must not: change it; the runner compares."""

# outcomes: ok
reader, writer = os.pipe()
for _ in range(16):
    os.write(writer, b"x" * 4096)
for _ in range(16):
    os.read(reader, 4096)
source = os.open("input/train.csv", os.O_RDONLY)
before = os.pread(source, 64, 0)
try:
    os.splice(source, writer, 1, offset_src=0)
except AttributeError:
    result, code = syscall("splice", source, 0, writer, 0, 1, 0)
except OSError as error:
    print(error)
os.write(writer, b"tampered")
(held if os.pread(source, 64, 0) == before else escaped)("the input is as it was")
