"""Imports and uses the parts of the standard library that programs of this kind use."""

# outcomes: ok
import asyncio, bz2, ctypes, datetime, decimal, getpass, gzip, hashlib, json, locale, logging, lzma, math, pickle, platform, random, re, select, signal
import socket, sqlite3, statistics, tarfile, threading, time, uuid, warnings, zipfile, zlib


async def wait():
    await asyncio.sleep(0.01)
    return 5


assert asyncio.run(wait()) == 5
assert hashlib.sha256(b"x").hexdigest().startswith("2d711642")
base = sqlite3.connect("base.sqlite")
base.execute("create table t (a)")
base.execute("insert into t values (1)")
base.commit()
assert base.execute("select sum(a) from t").fetchone() == (1,)
assert len(os.urandom(16)) == 16 and uuid.uuid4()
assert os.cpu_count() >= 1 and platform.machine() and time.time() > 1.6e9
left, right = socket.socketpair()
left.send(b"x")
assert right.recv(1) == b"x"
random.seed(0)
print(datetime.datetime.now(), locale.getlocale(), platform.platform())
