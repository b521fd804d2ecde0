//! Runs untrusted programs on Linux.
