"""Tries: cron, at, systemd and profile files. Must not: write one."""

# outcomes: ok
for path in (
    "/etc/cron.d/exitrl",
    "/var/spool/cron/crontabs/root",
    "/etc/profile.d/exitrl.sh",
    "/etc/ld.so.preload",
    "/etc/systemd/system/exitrl.service",
    "/root/.bashrc",
    "/etc/environment",
    "/etc/passwd",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/usr/local/bin/exitrl",
    "/var/spool/at/exitrl",
):
    must_fail(path, lambda: os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o755))
