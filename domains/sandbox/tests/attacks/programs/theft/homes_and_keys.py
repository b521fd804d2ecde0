"""Tries: homes, keys, histories and credentials in their usual places. Must not: read any."""

# outcomes: ok
import glob

names = (
    ".ssh/id_rsa",
    ".ssh/id_ed25519",
    ".ssh/authorized_keys",
    ".bash_history",
    ".netrc",
    ".aws/credentials",
    ".kaggle/kaggle.json",
    ".cache/huggingface/token",
    ".config/gh/hosts.yml",
    ".docker/config.json",
    ".git-credentials",
    ".gitconfig",
    ".cargo/credentials.toml",
    ".bashrc",
)
read = [path for home in ["/root"] + glob.glob("/home/*") for name in names if peek(path := os.path.join(home, name))]
read += [
    path
    for path in ("/etc/shadow", "/etc/sudoers", "/etc/ssh/ssh_host_rsa_key", "/etc/machine-id", "/etc/krb5.keytab")
    if peek(path)
]
(escaped if read else held)(f"read: {read}")
