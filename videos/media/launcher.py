"""Locks itself into the sandbox, then becomes the program that it was asked to run.

Run as `python -I -S launcher.py '<json>'`. Standard library only, and little of it: this is the start-up cost
of every piece of media work. Our own probing child calls `lock_down` too, after importing its decoders.
"""
# ruff: noqa: PTH110, PTH112, S606 - pathlib would double the start-up time

import ctypes
import errno
import json
import os
import resource
import signal
import struct
import sys

LAYERS = ("landlock", "namespace", "seccomp")  # each stands without the others
OFF = "SANDBOX_OFF"  # the variable that names layers to leave out

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

# The same numbers on every architecture (asm-generic), since Linux 5.13.
SYS_LANDLOCK_CREATE_RULESET = 444
SYS_LANDLOCK_ADD_RULE = 445
SYS_LANDLOCK_RESTRICT_SELF = 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1

# https://docs.kernel.org/userspace-api/landlock.html
FS_EXECUTE = 1 << 0
FS_WRITE_FILE = 1 << 1
FS_READ_FILE = 1 << 2
FS_READ_DIR = 1 << 3
FS_REMOVE_DIR = 1 << 4
FS_REMOVE_FILE = 1 << 5
FS_MAKE_DIR = 1 << 7
FS_MAKE_REG = 1 << 8
FS_TRUNCATE = 1 << 14
FS_IOCTL_DEV = 1 << 15
FS_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many of the lowest bits exist
FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV
# No symbolic links, devices, pipes or sockets: whoever later opens the output must find a plain file.
FS_WORK = (
    FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_TRUNCATE
    | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG
)  # fmt: skip
NET_BIND_TCP, NET_BIND_AND_CONNECT_TCP = 0b01, 0b11
SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

# https://docs.kernel.org/userspace-api/seccomp_filter.html: the filter runs over this structure.
CALL_NUMBER_AT, ARCHITECTURE_AT = 0, 4
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC = 1, 1
X32_CALLS = 0x40000000  # the same calls under other numbers
# By machine: its number for the kernel, the call that sets a filter, and the calls that nobody needs here:
# socket, socketpair; ptrace, process_vm_readv, process_vm_writev, kcmp, pidfd_getfd; mount, umount2,
# pivot_root, unshare, setns; bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl; and
# io_uring_setup, which can do what was just refused.
MACHINES = {
    "x86_64": (0xC000003E, 317, (
        41, 53, 101, 310, 311, 312, 438, 165, 166, 155, 272, 308, 321, 298, 323, 248, 249, 250, 425,
    )),
    "aarch64": (0xC00000B7, 277, (
        198, 199, 117, 270, 271, 272, 438, 40, 39, 41, 97, 268, 280, 241, 282, 217, 218, 219, 425,
    )),
}  # fmt: skip

SOCKETS = 2  # the first of these calls

LIMITS = {
    "memory": resource.RLIMIT_AS,
    "cpu_seconds": resource.RLIMIT_CPU,
    "file_bytes": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
}


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def libc() -> ctypes.CDLL:
    """Give the C library with errno kept."""
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill us when the parent dies, and stop at once if that has already happened."""
    if sys.platform != "linux":
        return
    libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(125)


def lower_limits(limits: dict[str, int]) -> None:
    """Set the resource limits that are named in LIMITS, forbid core dumps, and step back in the CPU queue."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, kind in LIMITS.items():
        _, ceiling = resource.getrlimit(kind)
        value = limits[name] if ceiling == resource.RLIM_INFINITY else min(limits[name], ceiling)
        resource.setrlimit(kind, (value, value))
    os.nice(limits["nice"])


def landlock_abi() -> int:
    """Give the kernel's Landlock version, or 0 when it has none."""
    if sys.platform != "linux":
        return 0
    version: int = libc().syscall(SYS_LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    return max(version, 0)


def restrict_files_and_network(
    *, read: list[str], execute: list[str], write: list[str], may_connect: bool = False
) -> bool:
    """Allow the named files and folders only, and no TCP. False when the kernel has no Landlock."""
    abi = landlock_abi()
    if abi == 0:
        return False
    handled = (1 << FS_RIGHTS_BY_ABI.get(abi, 16)) - 1
    ruleset = _create_ruleset(handled, abi, NET_BIND_TCP if may_connect else NET_BIND_AND_CONNECT_TCP)
    reading = FS_READ_FILE | FS_READ_DIR
    for path in read:
        _allow(ruleset, path, reading & handled)
    for path in execute:
        _allow(ruleset, path, (reading | FS_EXECUTE) & handled)
    for path in write:
        _allow(ruleset, path, FS_WORK & handled)
    _call(SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return True


def _create_ruleset(handled: int, abi: int, network: int) -> int:
    rules = _Ruleset(
        handled,
        network if abi >= 4 else 0,
        SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
    )
    # Older kernels know a shorter structure, but take a longer one whose unknown part is zero.
    return _call(SYS_LANDLOCK_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    if not os.path.exists(path):  # /lib64 and the like are not everywhere
        return
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = rights if os.path.isdir(path) else rights & FS_OF_FILES
        rule = _PathBeneath(allowed, descriptor)
        _call(SYS_LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result: int = libc().syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"system call {number}: {os.strerror(code)}")
    return result


def leave_network() -> bool:
    """Move into a network of our own, in which there is nothing. False where this is not allowed.

    It stops what Landlock does not know: datagrams. Without the rights for it we first become nobody's root;
    the kernel grants that to a process of one thread only.
    """
    if sys.platform != "linux":
        return False
    unshare = libc().unshare
    return any(unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def refuse_calls(*, may_connect: bool = False) -> bool:
    """Have the kernel refuse the calls of MACHINES. False where it has no filters, or the machine no list."""
    machine = MACHINES.get(os.uname().machine)
    if sys.platform != "linux" or machine is None:
        return False
    architecture, setting, calls = machine
    refused = calls[SOCKETS:] if may_connect else calls
    steps = [(LOAD, 0, 0, ARCHITECTURE_AT), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE)]
    steps += [(LOAD, 0, 0, CALL_NUMBER_AT), (AT_LEAST, len(refused) + 1, 0, X32_CALLS)]
    steps += [(EQUAL, len(refused) - place, 0, call) for place, call in enumerate(refused)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    program = _Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    threads = SECCOMP_FILTER_FLAG_TSYNC
    done: int = libc().syscall(setting, SECCOMP_SET_MODE_FILTER, threads, ctypes.byref(program))
    return done == 0


def forbid_new_privileges() -> None:
    """Make setuid programs useless from here on; the kernel also wants this before Landlock."""
    if sys.platform == "linux":
        libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def lock_down(spec: dict[str, object]) -> None:
    """Put every layer around this process. `spec` holds parent, limits, read, execute and write.

    With `may_connect` it keeps the network, to connect to servers; it still may be none itself.

    Layers that SANDBOX_OFF names are left out; sandbox.py decides whether the others are enough.
    """
    off = os.environ.get(OFF, "").split(",")
    # Who fetches from the internet may connect, and nothing more; all else has no network at all.
    may_connect = bool(spec.get("may_connect"))
    if "namespace" not in off and not may_connect:
        leave_network()
    die_with_parent(spec["parent"])  # type: ignore[arg-type]
    forbid_new_privileges()
    lower_limits(spec["limits"])  # type: ignore[arg-type]
    if "landlock" not in off:
        restrict_files_and_network(
            read=spec["read"],  # type: ignore[arg-type]
            execute=spec["execute"],  # type: ignore[arg-type]
            write=spec["write"],  # type: ignore[arg-type]
            may_connect=may_connect,
        )
    if "seccomp" not in off:
        refuse_calls(may_connect=may_connect)


def main() -> None:
    spec = json.loads(sys.argv[1])
    # Python ignores these two, and a program inherits what is ignored.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(spec["folder"])
    lock_down(spec)
    os.execve(spec["argv"][0], spec["argv"], spec["environment"])


if __name__ == "__main__":
    main()
