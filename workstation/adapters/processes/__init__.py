"""Work in a process of its own: framed messages over standard input and output, the same in a frozen bundle.

No fork and no multiprocessing: the worker is the same executable with a hidden sub-command. Secrets go over
the pipe, never over the command line or the environment.
"""

from workstation.adapters.processes.client import (
    Answer,
    WorkerClient,
    WorkerDied,
    WorkerLimits,
    WorkerTooSlow,
    worker_command,
)
from workstation.adapters.processes.server import Cancelled, Request, serve

__all__ = [
    "Answer",
    "Cancelled",
    "Request",
    "WorkerClient",
    "WorkerDied",
    "WorkerLimits",
    "WorkerTooSlow",
    "serve",
    "worker_command",
]
