"""Tries: raw and packet sockets. Must not: get one."""

# outcomes: ok
import socket

must_fail("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
must_fail("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300))
must_fail("packet, cooked", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0x0300))
