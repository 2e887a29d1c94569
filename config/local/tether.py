"""Ties a program to the process that starts it, then becomes that program.

Runs as a script of its own, `python -I -S tether.py PARENT SIGNAL GATE DISGUISE UID GID PROGRAM [WORD...]`:
setting these bonds between fork and exec of a process with threads may deadlock.
GATE is a pipe from which one byte is read before the program begins, or -1.
DISGUISE is how a program that refuses to run as root is started by root:
    none       as whoever we are
    namespace  in a user namespace in which we look like UID: files stay ours, closed folders stay closed
    drop       really as UID, with the one capability that lets it pass folders which only root may enter
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

# linux/prctl.h, linux/sched.h, linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def call(name: str, *arguments: object) -> None:
    """Calls a function of the C library; raises OSError when it reports a failure."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def enter_namespace(uid: int, gid: int) -> None:
    """Makes the process look like uid:gid to itself, while it stays who it is to the rest of the system."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    call("unshare", CLONE_NEWUSER)
    # The kernel lets an own group map be written only after setgroups has been given up: user_namespaces(7).
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(line, encoding="ascii")


def drop_to(uid: int, gid: int) -> None:
    """Becomes uid:gid and keeps only the capability to pass folders that are closed to it."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setresuid(uid, uid, uid)
    bit = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(
        bit, bit, bit, 0, 0, 0
    )  # effective, permitted, inheritable; low words, high words
    call("capset", ctypes.byref(header), ctypes.byref(sets))
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def await_leave(gate: int) -> None:
    """Waits until our process group has been written down: nothing may run that nobody would sweep up."""
    if not os.read(gate, 1):
        sys.exit("the process that asked for this program was killed")
    os.close(gate)


def main() -> None:
    """Sets the bonds and replaces itself by the program."""
    parent, death_signal, gate, disguise, uid, gid, *program = sys.argv[1:]
    if disguise == "namespace":
        enter_namespace(int(uid), int(gid))
    elif disguise == "drop":
        drop_to(int(uid), int(gid))
    if sys.platform == "linux":
        # Last, because a change of user clears it: prctl(2).
        call("prctl", PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the process that asked for this program is gone")
    if int(gate) >= 0:
        await_leave(int(gate))
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and exec would pass that on
        signal.signal(number, signal.SIG_DFL)
    os.execvp(program[0], program)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
