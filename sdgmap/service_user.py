"""The user of the embedded servers, its folders, and the commands it runs."""

import contextlib
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

from sdgmap.processes import tail

SERVICE_USER = "sdgmap-db"


class EmbeddedError(RuntimeError):
    """An embedded server cannot start. The message says why and what to do."""


def service_user() -> pwd.struct_passwd | None:
    """The user the servers run as: ourselves (None), or one made for them since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVICE_USER)
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false"]
    try:
        subprocess.run([*command, SERVICE_USER], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or error
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the user {SERVICE_USER} could not be created ({reason}). "
            "Run as an ordinary user, or set DATABASE_URL and BROKER_URL."
        ) from error
    return pwd.getpwnam(SERVICE_USER)


def own_folder(folder: Path, *, owner: pwd.struct_passwd | None) -> None:
    """Create `folder` with mode 0700. Trust authentication depends on it, so a folder of another user is refused."""
    uid = owner.pw_uid if owner else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()) or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} was not created by SDG Map. Check it, then remove it.") from None
        if owner and found.st_uid != uid:  # killed between mkdir and chown
            os.chown(folder, owner.pw_uid, owner.pw_gid)


def make_reachable(program: Path, home: Path) -> None:
    """As root: let the servers' user pass through the folders above (search only) and read the program."""
    if not service_user():
        return
    for folder in (*program.resolve().parents, *home.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            print(f"  chmod o+x {folder}, so that {SERVICE_USER} can reach {program.name}", file=sys.stderr)
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    if not program.stat().st_mode & stat.S_IROTH:  # installed under a strict umask
        subprocess.run(["chmod", "-R", "o+rX", str(program)], check=True)


def run_as_service(command: list[str], home: Path, *, tolerate: bool = False) -> None:
    """Run a server's program as its own user, with nothing of our environment. Output goes to a file under `home`:
    a pipe would stay open in the server that it leaves behind."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(home), "TMPDIR": str(home)}
    user = service_user()
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (home / "last-command.log").open("w") as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=home,
            umask=0o077,
            start_new_session=True,
            check=False,
            **identity,
        )
    if done.returncode and not tolerate:
        raise EmbeddedError(f"{Path(command[0]).name} failed:\n{tail(home / 'last-command.log')}")
