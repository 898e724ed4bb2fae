"""A real SLURM cluster on one machine, for tests: every daemon listens on 127.0.0.1 only.

By hand: `python one_machine_slurm.py up FOLDER`, then `export SLURM_CONF=FOLDER/etc/slurm.conf`,
and `python one_machine_slurm.py down FOLDER` at the end, which removes the folder.
"""

import contextlib
import getpass
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

DAEMONS = ("munged", "mariadbd", "slurmdbd", "slurmctld", "slurmd")
SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin"
NODES = ("n1", "n2", "n3", "n4")
GPUS = 4  # a node
PORTS = {  # beyond the base port
    **{"slurmctld": 0, "slurmdbd": 2, "mariadbd": 3},
    **{node: 11 + number for number, node in enumerate(NODES)},
}

SLURM_CONF = """
ClusterName=onemachine
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[slurmctld]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
# A requeued job waits until its old credential has expired.
AuthInfo=socket={folder}/run/munge.socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdPidFile={folder}/run/slurmd.%n.pid
SlurmdLogFile={folder}/log/slurmd.%n.log
SlurmdSpoolDir={folder}/spool/%n
SlurmdParameters=config_overrides
# No cgroups: memory is sampled every second, and a job that uses too much is killed for it.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
MaxArraySize=2001
MinJobAge=300
KillWait=5
ReturnToService=2
SlurmdTimeout=10
MessageTimeout=10
TCPTimeout=5
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort={ports[slurmdbd]}
AccountingStoragePass={folder}/run/munge.socket
AccountingStorageTRES=gres/gpu
AccountingStorageEnforce=associations,limits,qos
{nodes}
PartitionName=DEFAULT Nodes=ALL MaxTime=1-00:00:00 DefaultTime=00:10:00 DefMemPerCPU=100 State=UP
PartitionName=main Default=YES PriorityTier=10
PartitionName=low PriorityTier=1 PreemptMode=REQUEUE GraceTime=5
PartitionName=urgent PriorityTier=100 PreemptMode=OFF
"""
NODE = (
    "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=8 Boards=1 "
    "SocketsPerBoard=1 CoresPerSocket=8 ThreadsPerCore=1 RealMemory=50000 Gres=gpu:{gpus} "
    "State=UNKNOWN"
)
SLURMDBD_CONF = """
AuthType=auth/munge
AuthInfo=socket={folder}/run/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort={ports[slurmdbd]}
SlurmUser={user}
LogFile={folder}/log/slurmdbd.log
PidFile={folder}/run/slurmdbd.pid
CommunicationParameters=NoInAddrAny
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={ports[mariadbd]}
StorageUser=slurm
StoragePass={password}
StorageLoc=accounting
"""
DATABASE = """
CREATE DATABASE IF NOT EXISTS accounting;
CREATE USER IF NOT EXISTS 'slurm'@'127.0.0.1' IDENTIFIED BY '{password}';
GRANT ALL ON accounting.* TO 'slurm'@'127.0.0.1';
"""
# The quality of service 'few' lets a user have five jobs in the queue.
ACCOUNTS = (
    "add cluster onemachine",
    "add qos few set MaxSubmitJobsPerUser=5",
    "add account test Cluster=onemachine",
    "add user {user} Account=test Cluster=onemachine",
    "modify user {user} set DefaultAccount=test",
    "modify user {user} set QOS=normal,few DefaultQOS=normal",
)


class OneMachineSlurm:
    """The daemons of one cluster, all of whose files are in `folder`."""

    def __init__(self, folder: Path, port: int = 17817) -> None:
        self.folder = folder.resolve()
        self.ports = {name: port + offset for name, offset in PORTS.items()}
        self.user = getpass.getuser()
        self.environment = {
            **os.environ,
            "PATH": f"{os.environ['PATH']}:{SYSTEM_PATH}",
            "SLURM_CONF": str(self.folder / "etc/slurm.conf"),
        }

    @staticmethod
    def missing() -> list[str]:
        """Daemons that are not installed."""
        path = f"{os.environ['PATH']}:{SYSTEM_PATH}"
        return [daemon for daemon in DAEMONS if shutil.which(daemon, path=path) is None]

    # ---- up and down ---------------------------------------------------------------------------

    def up(self) -> None:
        self._configure()
        self._start_munge()
        self._start_database()
        self.start_accounting()
        for command in ACCOUNTS:
            self.run("sacctmgr", "--immediate", "--quiet", *command.format(user=self.user).split())
        self.start_controller()
        for node in NODES:
            self.start_node(node)

    def down(self) -> None:
        """End the jobs, the daemons and the folder."""
        with contextlib.suppress(subprocess.SubprocessError):
            self.run("scancel", f"--user={self.user}", timeout=10)
            self.run("scancel", "--signal=KILL", "--full", f"--user={self.user}", timeout=10)
            self.wait_until(lambda: not self.run("squeue", "--noheader", timeout=10), 15)
        names = [f"slurmd.{node}" for node in NODES]
        for name in (*names, "slurmctld", "slurmdbd", "mariadbd", "munged"):
            self.stop(name)
        shutil.rmtree(self.folder)

    def _configure(self) -> None:
        for name in ("etc", "log", "run", "state", "dev", "database"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for node in NODES:
            (self.folder / "spool" / node).mkdir(parents=True, exist_ok=True)
        host = socket.gethostname().partition(".")[0]
        self.password = secrets.token_hex(16)
        facts = {**vars(self), "host": host}
        nodes = [
            NODE.format(name=name, host=host, port=self.ports[name], gpus=GPUS) for name in NODES
        ]
        self._write("slurm.conf", SLURM_CONF.format(**facts, nodes="\n".join(nodes)))
        self._write("slurmdbd.conf", SLURMDBD_CONF.format(**facts), mode=0o600)
        self._write("cgroup.conf", "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n")
        for gpu in range(GPUS):  # slurmd wants character devices; links to one will do
            (self.folder / f"dev/gpu{gpu}").symlink_to("/dev/null")
        gpus = f"NodeName={','.join(NODES)} Name=gpu File={self.folder}/dev/gpu[0-{GPUS - 1}]"
        self._write("gres.conf", f"AutoDetect=off\n{gpus}\n")

    def _write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = self.folder / "etc" / name
        path.write_text(text)
        path.chmod(mode)

    def _start_munge(self) -> None:
        key = self.folder / "etc/munge.key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o600)
        run, log = self.folder / "run", self.folder / "log"
        self._daemon(
            "munged", "--force", f"--key-file={key}", f"--socket={run}/munge.socket",
            f"--pid-file={run}/munged.pid", f"--log-file={log}/munged.log",
            f"--seed-file={run}/munge.seed",
        )  # fmt: skip
        self._wait("munged", "munge", "--no-input", "--socket", f"{run}/munge.socket")

    def _start_database(self) -> None:
        data, run, log = (self.folder / name for name in ("database", "run", "log"))
        self.run(
            "mariadb-install-db", "--no-defaults", f"--user={self.user}", f"--datadir={data}",
            "--auth-root-authentication-method=normal", "--skip-test-db", timeout=60,
        )  # fmt: skip
        with (log / "mariadbd.log").open("w") as output:
            subprocess.Popen(
                [
                    "mariadbd", "--no-defaults", f"--user={self.user}", f"--datadir={data}",
                    f"--socket={run}/mysql.sock", f"--pid-file={run}/mariadbd.pid",
                    "--bind-address=127.0.0.1", f"--port={self.ports['mariadbd']}",
                    "--skip-name-resolve", "--skip-log-bin", "--innodb-buffer-pool-size=64M",
                    "--innodb-lock-wait-timeout=900", "--innodb-flush-log-at-trx-commit=0",
                ],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        client = ["--no-defaults", f"--socket={run}/mysql.sock", "--user=root"]
        self._wait("mariadbd", "mariadb-admin", *client, "ping")
        statements = DATABASE.format(password=self.password)
        self.run("mariadb", *client, f"--execute={statements}")

    def start_accounting(self) -> None:
        self._daemon("slurmdbd")
        self._wait("slurmdbd", "sacctmgr", "--noheader", "list", "cluster")

    def start_controller(self) -> None:
        self._daemon("slurmctld")
        self._wait("slurmctld", "scontrol", "ping")

    def start_node(self, node: str) -> None:
        self._daemon("slurmd", "-N", node)
        usable = ("idle", "mix", "alloc", "comp")
        self.wait_until(lambda: self.node_state(node).startswith(usable), 30)

    # ---- what tests do to it -------------------------------------------------------------------

    def run(self, *command: str, timeout: float = 30) -> str:
        """Output of a command on the cluster."""
        answer = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=timeout
        )
        if answer.returncode:
            raise subprocess.SubprocessError(f"{' '.join(command)}: {answer.stderr}")
        return answer.stdout

    def node_state(self, node: str) -> str:
        return self.run("sinfo", "--noheader", "--partition=main", f"--nodes={node}", "--format=%t")

    def kill_node(self, node: str) -> None:
        """End the node's slurmd and all that it started, at once, as a power cut would."""
        jobs = [process for process in psutil.process_iter() if self._runs_on(node, process)]
        steps = {step for job in jobs if (step := _step_of(job))}
        for process in (psutil.Process(self.pid(f"slurmd.{node}")), *steps, *jobs):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def _runs_on(self, node: str, process: psutil.Process) -> bool:
        """Whether this cluster has started the process on the node; all are this machine."""
        asked = {"SLURM_CONF": self.environment["SLURM_CONF"], "SLURMD_NODENAME": node}
        try:
            return asked.items() <= process.environ().items()
        except psutil.Error:
            return False

    def start_dead_nodes(self) -> None:
        for node in NODES:
            if not psutil.pid_exists(self.pid(f"slurmd.{node}")):
                self.start_node(node)

    def pid(self, name: str) -> int:
        return int((self.folder / f"run/{name}.pid").read_text())

    def stop(self, name: str) -> None:
        """End a daemon, by the id that it wrote down."""
        with contextlib.suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
            process = psutil.Process(self.pid(name))
            if process.name().startswith(name.partition(".")[0][:15]):
                process.terminate()
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(10)
                if process.is_running():
                    process.kill()

    def wait_until(self, condition: Callable[[], object], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"gave up waiting after {seconds} s")
            time.sleep(0.1)

    def _daemon(self, *command: str) -> None:
        """Start a daemon, which detaches itself."""
        with (self.folder / f"log/{command[0]}.out").open("a") as output:
            subprocess.run(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, check=True, timeout=20,
            )  # fmt: skip

    def _wait(self, daemon: str, *probe: str) -> None:
        def answers() -> bool:
            try:
                self.run(*probe, timeout=5)
            except subprocess.SubprocessError:
                return False
            return True

        try:
            self.wait_until(answers, 30)
        except TimeoutError as error:
            log = self.folder / f"log/{daemon}.log"
            raise RuntimeError(f"{daemon} did not come up; see {log}") from error


def _step_of(process: psutil.Process) -> psutil.Process | None:
    """The slurmstepd that started the process, if it still runs."""
    try:
        parent = process.parent()
        return parent if parent and parent.name().startswith("slurmstepd") else None
    except psutil.NoSuchProcess:
        return None


if __name__ == "__main__":
    verb, place = sys.argv[1:]
    {"up": OneMachineSlurm.up, "down": OneMachineSlurm.down}[verb](OneMachineSlurm(Path(place)))
