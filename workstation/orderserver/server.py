"""The reference order server as an object: start, stop, start again with the data kept.

server = OrderServer(ServerConfig(organization="pharmacy-1"))
address = server.start()            # https://127.0.0.1:<free port>, served by a thread of its own
server.load([Path("bundle.json")])
server.query("Task?status=requested")
server.stop()
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from workstation.file_words import in_words
from workstation.orderserver import exact_json
from workstation.orderserver.app import Wrapper, create_app
from workstation.orderserver.conditions import Conditions
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.context import Context
from workstation.orderserver.dialect import new_store
from workstation.orderserver.hints import Hints
from workstation.orderserver.instants import utc_now
from workstation.orderserver.listener import Listener, ServerNotStarted, bind
from workstation.orderserver.loader import Loader
from workstation.orderserver.report import LoadReport
from workstation.orderserver.search import find_pairs
from workstation.orderserver.store_snapshot import EMPTY, Snapshot
from workstation.orderserver.tls import TlsFiles, prepare_certificates
from workstation.orderserver.tokens import TokenIssuer


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """What a client needs: address, certificate to trust, id of the pharmacy's Organization."""

    url: str
    ca: Path
    organization: str


class OrderServer:
    """One server with its data. To be started and stopped by one thread at a time; the rest is safe."""

    def __init__(
        self,
        config: ServerConfig | None = None,
        *,
        clock: Callable[[], datetime] = utc_now,
        middleware: Sequence[Wrapper] = (),
    ) -> None:
        self.config = config or ServerConfig()
        self.conditions = Conditions(timedelta(seconds=self.config.index_lag_seconds))
        self.now = self.conditions.shifted(clock)
        """The server's time, its wrong clock included."""
        self.hints = Hints()
        self.store = new_store(self.config, self.now, self.hints.changed)
        self.tokens = TokenIssuer(timedelta(seconds=self.config.token_seconds), self.now)
        self._loader = Loader(self.store, self.config, self.now)
        self._context = Context(
            self.config, self.store, self.tokens, clock=self.now, conditions=self.conditions, hints=self.hints
        )
        self._app = create_app(self._context, middleware)
        self._newest_backup = EMPTY
        self._own_folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: TlsFiles | None = None
        self._port = self.config.port
        self._running: Listener | None = None
        self._loader.ensure_organization()

    def start(self) -> ServerAddress:
        """Begins to listen and returns when requests are answered; raises `ServerNotStarted`."""
        if self.is_running:
            return self.address
        try:
            files = self._files or prepare_certificates(self._folder(), self.config.host)
            listening = bind(self.config.host, self._port)
        except (OSError, ValueError) as error:
            if self._files is None:
                self._remove_own_folder()
            raise ServerNotStarted(_why_not(error)) from error
        self._files, self._port = files, listening.getsockname()[1]
        self.hints.open()
        listener = Listener(self._app, listening, files)
        listener.start()
        self._running = listener
        return self.address

    def stop(self) -> None:
        """Stops listening; data, port and certificates stay for the next start."""
        if self._running is not None:
            self._running.stop(self.hints.close)
            self._running = None

    def close(self) -> None:
        """Stops and removes the temporary certificate folder, if there is one."""
        self.stop()
        self._remove_own_folder()

    @property
    def is_running(self) -> bool:
        """Whether requests are being answered."""
        return self._running is not None and self._running.is_alive

    @property
    def address(self) -> ServerAddress:
        """Where the server is, or was before it stopped; raises RuntimeError before the first start."""
        if self._files is None:
            raise RuntimeError("the server was never started")
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        return ServerAddress(
            f"https://{host}:{self._port}{self.config.base_path}", self._files.ca, self.config.organization
        )

    def load(self, paths: Iterable[Path]) -> LoadReport:
        """Loads files of FHIR R4 resources; never raises for what is in them, the report says it."""
        return self._loader.load_files(paths)

    def load_document(self, document: Any, name: str = "document") -> LoadReport:
        """Loads one resource or Bundle given as JSON value."""
        return self._loader.load_documents([(name, document)])

    def register_client(self, client_id: str, jwk: Mapping[str, Any]) -> None:
        """Makes a SMART client known by its public key (JWK or JWKS); raises ValueError."""
        self.tokens.register(client_id, jwk)

    def backup(self) -> Snapshot:
        """A backup of all data, kept as the newest one, too. Tokens and registered clients are no data."""
        self._newest_backup = self.store.snapshot()
        return self._newest_backup

    def restore(self, snapshot: Snapshot | None = None) -> None:
        """Goes back to a backup (None: the newest; without one, to nothing); open searches are forgotten."""
        self.store.restore(self._newest_backup if snapshot is None else snapshot)
        self._context.pages.clear()

    def wipe(self) -> None:
        """Deletes all data as if the server were new: only the pharmacy's Organization is there again."""
        self.restore(EMPTY)
        self._loader.ensure_organization()

    def query(self, search: str) -> list[dict[str, Any]]:
        """Copies of all resources for a search such as `Task?status=requested`; works while stopped, too."""
        resource_type, _, parameters = search.partition("?")
        found = find_pairs(self.store, resource_type, parse_qsl(parameters, keep_blank_values=True))
        return [exact_json.loads(version.body) for version in found]

    def __enter__(self) -> Self:
        """Starts."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Stops for good."""
        self.close()

    def _folder(self) -> Path:
        if self.config.cert_dir is not None:
            return self.config.cert_dir
        if self._own_folder is None:
            self._own_folder = tempfile.TemporaryDirectory(prefix="order-server-")
        return Path(self._own_folder.name)

    def _remove_own_folder(self) -> None:
        if self._own_folder is not None:
            self._own_folder.cleanup()
            self._own_folder, self._files = None, None


def _why_not(error: OSError | ValueError) -> str:
    """A ValueError comes from certificates or from an address that none can be made for."""
    if isinstance(error, OSError):
        return f"{error.filename}: {in_words(error)}" if error.filename else in_words(error)
    return "its certificate cannot be made or read for this address"
