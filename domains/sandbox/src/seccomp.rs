//! Which system calls a program may make.
//!
//! Two filters. The first lets through what is listed and answers everything else as a kernel that does not know the call (`ENOSYS`), so that
//! new calls are closed until somebody looks at them and the C library falls back to older ones (`clone3` to `clone`, whose flags can be
//! read). The second answers well-known dangerous calls with `EPERM`, the word that programs expect there. Calls of another kind (32 bit) end
//! the process; x32 calls have numbers that are not listed.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::SeccompCmpArgLen::Dword;
use seccompiler::SeccompCmpOp::{Eq, MaskedEq, Ne};
use seccompiler::{BpfProgram, SeccompAction, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule};

/// Flags of `clone` that make namespaces. `CLONE_NEWTIME` is no flag of `clone`.
const NEW_NAMESPACES: u64 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET) as u32 as u64;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Puts both filters on this process and all that come after it. Needs `no_new_privs`.
pub(crate) fn lock() -> Result<(), String> {
    for program in [allowed()?, refused()?] {
        seccompiler::apply_filter(&program).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn allowed() -> Result<BpfProgram, String> {
    let mut rules: Rules = COMMON.iter().chain(OLDER).map(|call| (*call, Vec::new())).collect();
    // A process may be a thread of its own namespaces only.
    rules.insert(libc::SYS_clone, vec![rule(&[(0, MaskedEq(NEW_NAMESPACES), 0)])?]);
    rules.insert(libc::SYS_socket, vec![rule(&[(0, Eq, libc::AF_UNIX as u64)])?]);
    rules.insert(libc::SYS_socketpair, vec![rule(&[(0, Eq, libc::AF_UNIX as u64)])?]);
    // Typing into a terminal that others read.
    rules.insert(libc::SYS_ioctl, vec![rule(&[(1, Ne, libc::TIOCSTI), (1, Ne, libc::TIOCLINUX)])?]);
    // Limits and priorities of the caller only: init has the same user where an ordinary user starts the sandbox.
    rules.insert(libc::SYS_prlimit64, vec![rule(&[(0, Eq, 0)])?]);
    rules.insert(libc::SYS_setpriority, vec![rule(&[(0, Eq, libc::PRIO_PROCESS as u64), (1, Eq, 0)])?]);
    for call in [libc::SYS_sched_setscheduler, libc::SYS_sched_setparam, libc::SYS_sched_setattr] {
        rules.insert(call, vec![rule(&[(0, Eq, 0)])?]);
    }
    for (call, mode) in MAKE_NODE {
        let kind = |kind: u32| rule(&[(*mode, MaskedEq(libc::S_IFMT.into()), kind.into())]);
        rules.insert(*call, vec![kind(libc::S_IFIFO)?, kind(libc::S_IFREG)?]);
    }
    compile(rules, SeccompAction::Errno(libc::ENOSYS as u32), SeccompAction::Allow)
}

fn refused() -> Result<BpfProgram, String> {
    let mut rules: Rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    let not_unix = |call| rule(&[(0, Ne, libc::AF_UNIX as u64)]).map(|rule| (call, vec![rule]));
    rules.extend([not_unix(libc::SYS_socket)?, not_unix(libc::SYS_socketpair)?]);
    rules.insert(libc::SYS_prlimit64, vec![rule(&[(0, Ne, 0)])?]);
    rules.insert(libc::SYS_setpriority, vec![rule(&[(0, Ne, libc::PRIO_PROCESS as u64)])?, rule(&[(1, Ne, 0)])?]);
    // Init's processors; threads set their own by number, so others cannot be told apart.
    rules.insert(libc::SYS_sched_setaffinity, vec![rule(&[(0, Eq, 1)])?]);
    rules.insert(libc::SYS_ioctl, vec![rule(&[(1, Eq, libc::TIOCSTI)])?, rule(&[(1, Eq, libc::TIOCLINUX)])?]);
    let namespaces = [0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000];
    let each = namespaces.iter().map(|flag| rule(&[(0, MaskedEq(*flag), *flag)])).collect::<Result<_, _>>()?;
    rules.insert(libc::SYS_clone, each);
    compile(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32))
}

fn rule(conditions: &[(u8, SeccompCmpOp, u64)]) -> Result<SeccompRule, String> {
    let conditions =
        conditions.iter().map(|(argument, operator, value)| SeccompCondition::new(*argument, Dword, operator.clone(), *value));
    let conditions = conditions.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    SeccompRule::new(conditions).map_err(|error| error.to_string())
}

fn compile(rules: Rules, otherwise: SeccompAction, listed: SeccompAction) -> Result<BpfProgram, String> {
    let arch =
        std::env::consts::ARCH.try_into().map_err(|error| format!("seccomp filters are not made for this processor: {error}"))?;
    let filter = SeccompFilter::new(rules, otherwise, listed, arch).map_err(|error| error.to_string())?;
    filter.try_into().map_err(|error: seccompiler::BackendError| error.to_string())
}

/// Calls of every processor.
#[rustfmt::skip]
const COMMON: &[i64] = &[
    // Files.
    libc::SYS_read, libc::SYS_write, libc::SYS_readv, libc::SYS_writev, libc::SYS_pread64, libc::SYS_pwrite64, libc::SYS_preadv,
    libc::SYS_pwritev, libc::SYS_preadv2, libc::SYS_pwritev2, libc::SYS_close, libc::SYS_close_range, libc::SYS_openat, libc::SYS_openat2,
    libc::SYS_fstat, libc::SYS_newfstatat, libc::SYS_statx, libc::SYS_statfs, libc::SYS_fstatfs, libc::SYS_lseek, libc::SYS_fcntl,
    libc::SYS_flock, libc::SYS_dup, libc::SYS_dup3, libc::SYS_pipe2, libc::SYS_truncate, libc::SYS_ftruncate, libc::SYS_fallocate,
    libc::SYS_fadvise64, libc::SYS_readahead, libc::SYS_fsync, libc::SYS_fdatasync, libc::SYS_sync_file_range, libc::SYS_syncfs,
    libc::SYS_getcwd, libc::SYS_chdir, libc::SYS_fchdir, libc::SYS_mkdirat, libc::SYS_unlinkat, libc::SYS_renameat, libc::SYS_renameat2,
    libc::SYS_linkat, libc::SYS_symlinkat, libc::SYS_readlinkat, libc::SYS_faccessat, libc::SYS_faccessat2, libc::SYS_fchmod,
    libc::SYS_fchmodat, SYS_FCHMODAT2, libc::SYS_fchown, libc::SYS_fchownat, libc::SYS_umask, libc::SYS_utimensat, libc::SYS_getdents64,
    libc::SYS_sendfile, libc::SYS_copy_file_range, libc::SYS_getxattr, libc::SYS_lgetxattr, libc::SYS_fgetxattr, libc::SYS_listxattr,
    libc::SYS_llistxattr, libc::SYS_flistxattr, libc::SYS_inotify_init1, libc::SYS_inotify_add_watch, libc::SYS_inotify_rm_watch,
    // Waiting.
    libc::SYS_ppoll, libc::SYS_pselect6, libc::SYS_epoll_create1, libc::SYS_epoll_ctl, libc::SYS_epoll_pwait, libc::SYS_epoll_pwait2,
    libc::SYS_eventfd2, libc::SYS_signalfd4, libc::SYS_timerfd_create, libc::SYS_timerfd_settime, libc::SYS_timerfd_gettime,
    // Sockets; `socket` itself is below conditions.
    libc::SYS_connect, libc::SYS_accept, libc::SYS_accept4, libc::SYS_bind, libc::SYS_listen, libc::SYS_sendto, libc::SYS_recvfrom,
    libc::SYS_sendmsg, libc::SYS_recvmsg, libc::SYS_sendmmsg, libc::SYS_recvmmsg, libc::SYS_shutdown, libc::SYS_getsockname,
    libc::SYS_getpeername, libc::SYS_setsockopt, libc::SYS_getsockopt,
    // Memory.
    libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mprotect, libc::SYS_mremap, libc::SYS_msync, libc::SYS_mincore, libc::SYS_madvise,
    libc::SYS_brk, libc::SYS_mlock, libc::SYS_mlock2, libc::SYS_munlock, libc::SYS_mlockall, libc::SYS_munlockall, libc::SYS_membarrier,
    libc::SYS_get_mempolicy, libc::SYS_set_mempolicy, libc::SYS_mbind,
    // Processes and threads; `clone` is below conditions.
    libc::SYS_execve, libc::SYS_execveat, libc::SYS_exit, libc::SYS_exit_group, libc::SYS_wait4, libc::SYS_waitid, libc::SYS_kill,
    libc::SYS_tkill, libc::SYS_tgkill, libc::SYS_getpid, libc::SYS_getppid, libc::SYS_gettid, libc::SYS_getpgid, libc::SYS_setpgid,
    libc::SYS_getsid, libc::SYS_setsid, libc::SYS_set_tid_address, libc::SYS_set_robust_list, libc::SYS_get_robust_list, libc::SYS_rseq,
    libc::SYS_futex, SYS_FUTEX_WAITV, libc::SYS_sched_yield, libc::SYS_sched_getaffinity, libc::SYS_sched_setaffinity,
    libc::SYS_sched_getparam, libc::SYS_sched_getscheduler, libc::SYS_sched_getattr, libc::SYS_sched_get_priority_max,
    libc::SYS_sched_get_priority_min, libc::SYS_sched_rr_get_interval, libc::SYS_getpriority, libc::SYS_ioprio_get, libc::SYS_getcpu,
    libc::SYS_pidfd_open, libc::SYS_pidfd_send_signal, libc::SYS_prctl, libc::SYS_seccomp, libc::SYS_restart_syscall,
    // Who and where.
    libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid, libc::SYS_getresuid, libc::SYS_getresgid,
    libc::SYS_getgroups, libc::SYS_setuid, libc::SYS_setgid, libc::SYS_setreuid, libc::SYS_setregid, libc::SYS_setresuid,
    libc::SYS_setresgid, libc::SYS_setfsuid, libc::SYS_setfsgid, libc::SYS_capget, libc::SYS_uname, libc::SYS_sysinfo,
    libc::SYS_getrusage, libc::SYS_getrlimit, libc::SYS_setrlimit, libc::SYS_times,
    // Signals.
    libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_rt_sigpending, libc::SYS_rt_sigtimedwait,
    libc::SYS_rt_sigsuspend, libc::SYS_rt_sigqueueinfo, libc::SYS_rt_tgsigqueueinfo, libc::SYS_sigaltstack,
    // Time.
    libc::SYS_nanosleep, libc::SYS_clock_nanosleep, libc::SYS_clock_gettime, libc::SYS_clock_getres, libc::SYS_gettimeofday,
    libc::SYS_getitimer, libc::SYS_setitimer, libc::SYS_timer_create, libc::SYS_timer_settime, libc::SYS_timer_gettime,
    libc::SYS_timer_getoverrun, libc::SYS_timer_delete,
    libc::SYS_getrandom,
];

/// Numbers that are the same on every processor and newer than some C libraries' headers.
const SYS_FUTEX_WAITV: i64 = 449;
const SYS_FCHMODAT2: i64 = 452;

/// Older forms that newer processors do not have.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const OLDER: &[i64] = &[
    libc::SYS_open, libc::SYS_creat, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_poll, libc::SYS_select, libc::SYS_pipe,
    libc::SYS_dup2, libc::SYS_pause, libc::SYS_alarm, libc::SYS_fork, libc::SYS_vfork, libc::SYS_rename, libc::SYS_mkdir, libc::SYS_rmdir,
    libc::SYS_link, libc::SYS_unlink, libc::SYS_symlink, libc::SYS_readlink, libc::SYS_chmod, libc::SYS_chown, libc::SYS_lchown,
    libc::SYS_utime, libc::SYS_utimes, libc::SYS_futimesat, libc::SYS_getdents, libc::SYS_epoll_create, libc::SYS_epoll_wait,
    libc::SYS_eventfd, libc::SYS_signalfd, libc::SYS_inotify_init, libc::SYS_getpgrp, libc::SYS_time, libc::SYS_arch_prctl,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[i64] = &[];

/// Calls that make files of any kind, and the place of the kind among their arguments.
#[cfg(target_arch = "x86_64")]
const MAKE_NODE: &[(i64, u8)] = &[(libc::SYS_mknod, 1), (libc::SYS_mknodat, 2)];
#[cfg(not(target_arch = "x86_64"))]
const MAKE_NODE: &[(i64, u8)] = &[(libc::SYS_mknodat, 2)];

/// Calls that are answered with `EPERM`. System V and POSIX message queues, shared memory and `memfd` hold memory that belongs to no process
/// and no file of the scratch; attributes of files hold memory that counts as no file's content.
#[rustfmt::skip]
const REFUSED: &[i64] = &[
    libc::SYS_mount, libc::SYS_umount2, libc::SYS_pivot_root, libc::SYS_chroot, libc::SYS_unshare, libc::SYS_setns, libc::SYS_open_tree,
    libc::SYS_move_mount, libc::SYS_fsopen, libc::SYS_fsconfig, libc::SYS_fsmount, libc::SYS_fspick, libc::SYS_mount_setattr,
    libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev, libc::SYS_kcmp, libc::SYS_pidfd_getfd,
    libc::SYS_bpf, libc::SYS_perf_event_open, libc::SYS_userfaultfd, libc::SYS_keyctl, libc::SYS_add_key, libc::SYS_request_key,
    libc::SYS_io_uring_setup, libc::SYS_io_uring_enter, libc::SYS_io_uring_register, libc::SYS_io_setup,
    libc::SYS_kexec_load, libc::SYS_reboot, libc::SYS_swapon, libc::SYS_swapoff, libc::SYS_init_module, libc::SYS_finit_module,
    libc::SYS_delete_module, libc::SYS_acct, libc::SYS_quotactl, libc::SYS_syslog, libc::SYS_vhangup, libc::SYS_personality,
    libc::SYS_open_by_handle_at, libc::SYS_name_to_handle_at, libc::SYS_fanotify_init, libc::SYS_fanotify_mark,
    libc::SYS_settimeofday, libc::SYS_clock_settime, libc::SYS_clock_adjtime, libc::SYS_adjtimex, libc::SYS_sethostname,
    libc::SYS_setdomainname, libc::SYS_setgroups, libc::SYS_capset, libc::SYS_ioprio_set, libc::SYS_migrate_pages, libc::SYS_move_pages,
    libc::SYS_setxattr, libc::SYS_lsetxattr, libc::SYS_fsetxattr, libc::SYS_memfd_create,
    libc::SYS_shmget, libc::SYS_shmat, libc::SYS_shmctl, libc::SYS_msgget, libc::SYS_msgsnd, libc::SYS_semget, libc::SYS_mq_open,
    libc::SYS_splice, libc::SYS_vmsplice, libc::SYS_tee,
];
