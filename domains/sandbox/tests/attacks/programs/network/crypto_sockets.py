"""Tries: the kernel's crypto by sockets (AF_ALG). Must not: get one."""

# outcomes: ok
import socket

must_fail("AF_ALG", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
