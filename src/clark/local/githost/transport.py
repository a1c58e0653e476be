"""Clone and push over HTTP: the stateless half of Git's smart protocol, run by git itself.

https://git-scm.com/docs/gitprotocol-http
"""

import os
import re
import subprocess
import tempfile
import threading
import zlib
from collections.abc import Iterator
from typing import IO

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from clark.local.githost.git import environment
from clark.local.githost.repository import Repository

SERVICES = ("git-upload-pack", "git-receive-pack")
LARGEST = 512 * 1024 * 1024  # bytes of one request, unpacked
CHUNK = 64 * 1024
PATIENCE = 600  # seconds that one git process may take
PROTOCOL = re.compile(r"[a-z0-9=:]{1,64}")


def advertise(repository: Repository, request: Request) -> Response:
    """Answer `GET info/refs?service=…`. Raises `BadRequest` for anything but the two services."""
    service = request.args.get("service", "")
    if service not in SERVICES:
        raise BadRequest("Only the smart protocol is spoken here.")
    said = subprocess.run(
        [
            "git",
            service.removeprefix("git-"),
            "--stateless-rpc",
            "--advertise-refs",
            str(repository.path),
        ],
        capture_output=True,
        check=True,
        cwd="/",
        env=_environment(request),
        timeout=PATIENCE,
    ).stdout
    greeting = f"# service={service}\n"
    first = f"{len(greeting) + 4:04x}{greeting}0000".encode()
    return _response(service, "advertisement", iter([first + said]))


def serve(repository: Repository, service: str, request: Request) -> Response:
    """Answer `POST git-upload-pack` or `git-receive-pack`, streaming git's answer."""
    body = _received(request)
    process = subprocess.Popen(
        ["git", service.removeprefix("git-"), "--stateless-rpc", str(repository.path)],
        stdin=body,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what matters git tells the other side
        cwd="/",
        env=_environment(request),
    )
    body.close()
    return _response(service, "result", _output(process))


def _output(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101
    clock = threading.Timer(PATIENCE, process.kill)
    clock.daemon = True
    clock.start()
    try:
        while chunk := os.read(process.stdout.fileno(), CHUNK):
            yield chunk
    finally:
        clock.cancel()
        process.stdout.close()  # git ends when nobody listens
        process.wait()


def _received(request: Request) -> IO[bytes]:
    """The body, unpacked, in a file that git can read at its own pace."""
    packed = request.headers.get("Content-Encoding", "") in {"gzip", "x-gzip"}
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body = tempfile.TemporaryFile()  # noqa: SIM115
    size = 0
    try:
        while chunk := request.stream.read(CHUNK):
            pending = chunk
            while pending:
                content = unpack.decompress(pending, CHUNK) if unpack else pending
                pending = unpack.unconsumed_tail if unpack else b""
                size += len(content)
                if size > LARGEST:
                    raise RequestEntityTooLarge
                body.write(content)
    except zlib.error as error:
        body.close()
        raise BadRequest("The body is not what its encoding says.") from error
    except RequestEntityTooLarge:
        body.close()
        raise
    body.seek(0)
    return body


def _environment(request: Request) -> dict[str, str]:
    wanted = request.headers.get("Git-Protocol", "")
    return environment() | ({"GIT_PROTOCOL": wanted} if PROTOCOL.fullmatch(wanted) else {})


def _response(service: str, what: str, content: Iterator[bytes]) -> Response:
    return Response(
        content,
        content_type=f"application/x-{service}-{what}",
        headers={"Cache-Control": "no-cache, max-age=0, must-revalidate"},
    )
