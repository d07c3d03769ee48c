"""The command `overture`: `serve`, `check`, `questions ...`, `client ...` and `--version`.

Each subcommand imports its own modules, so that `serve` does not wait for those that check, print or export.
"""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from overture import __version__
from overture.setting_values import SettingsError, origin
from overture.settings import Settings, from_environment
from overture_common.standard_output import run_command

PLAIN_HTTP = """\
Everyone on this network who can reach this machine can now open the hub. It is plain http: sealed answers
stay sealed, but somebody in between could change the page itself before a phone gets it. Use it in a network
that you both trust, and https (docs/operating.md) for anything else."""


def main() -> int:
    """Run the command with the arguments of this process, and return its exit code."""
    return run_command(lambda: _run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["questions"]:
        from overture.questions import cli as questions_cli

        return questions_cli.run(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="overture", description="Two people, two phones, one code: answer apart, open together."
    )
    parser.add_argument("--version", action="version", version=f"overture {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True)
    serving = verbs.add_parser("serve", help="run the hub")
    serving.add_argument("--host", help="the address to listen on (HOST, 127.0.0.1)")
    serving.add_argument("--port", help="the port to listen on (PORT, 8000)")
    serving.add_argument("--workers", help="how many processes serve (WORKERS, 1)")
    verbs.add_parser("check", help="find out what is wrong with the settings, the engine and this machine")
    verbs.add_parser("questions", help="check, show, import or print question sets")
    phone = verbs.add_parser("client", help="the pages and files that phones get")
    what = phone.add_subparsers(dest="what", required=True)
    what.add_parser("manifest", help="print the list of them, with sizes and SHA-256 digests")
    exporting = what.add_parser("export", help="write them into a folder, for a static host apart from the hub")
    exporting.add_argument("folder", metavar="DIR", type=Path, help="an empty folder, or one that is not there yet")
    webcat = what.add_parser("webcat", help="print webcat.config.json, by which WEBCAT lists what was exported")
    for each in (exporting, webcat):
        each.add_argument("--hub", help="the address of the hub that the pages speak to (by default their own)")
    chosen = parser.parse_args(arguments)
    if chosen.verb == "client":
        return _print_manifest() if chosen.what == "manifest" else _for_elsewhere(chosen)
    if chosen.verb == "check":
        return check()
    return serve(chosen.host, chosen.port, chosen.workers)


def _print_manifest() -> int:
    from overture.site.manifest import client

    sys.stdout.buffer.write(client().manifest)
    return 0


def _for_elsewhere(chosen: argparse.Namespace) -> int:
    hub = "" if chosen.hub is None else origin(chosen.hub)
    if hub is None:
        print(
            f"--hub must be an address without a path, such as https://hub.example.org, but is '{chosen.hub}'. "
            "http is possible on this machine alone: elsewhere anybody on the way could change what comes.",
            file=sys.stderr,
        )
        return 1
    if chosen.what == "webcat":
        from overture.site.webcat import webcat_config

        sys.stdout.buffer.write(webcat_config(hub))
        return 0
    return _export(chosen.folder, hub)


def _export(folder: Path, hub: str) -> int:
    from overture.site.export import ExportError, export

    try:
        count = export(folder, hub)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} files are in {folder}. docs/elsewhere.md says how to serve them.")
    return 0


def serve(host: str | None, port: str | None, workers: str | None) -> int:
    """Run the hub until a signal stops it, and return the exit code.

    Args:
        host: The address to listen on, before that of the environment. Likewise `port` and `workers`.
    """
    from overture.logs import log_to_stderr
    from overture.process.limits import raise_open_files
    from overture.process.supervisor import ServeError, supervise
    from overture.store.embedded import EngineError

    try:
        settings = from_environment(host=host, port=port, workers=workers)
        log_to_stderr(settings)
        raise_open_files()
        asyncio.run(supervise(settings, lambda: _print_ready(settings)))
    except (SettingsError, ServeError, EngineError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check() -> int:
    """Print what was found, one line each.

    Returns:
        The exit code: 0 if nothing is wrong, else 1.
    """
    from overture.process.check import Level, findings

    # The findings say all that the parts of the hub would log.
    logging.getLogger("overture").setLevel(logging.CRITICAL)
    found = asyncio.run(findings())
    for finding in found:
        print(finding.line)
    return int(any(finding.level is Level.WRONG for finding in found))


def _print_ready(settings: Settings) -> None:
    own = "127.0.0.1" if settings.listens_everywhere else settings.host
    print(f"Overture is ready at {_address(own, settings.port)}", flush=True)
    # Behind a proxy phones have https and another address; and no person reads what is not a terminal.
    if settings.listens_beyond_this_machine and not settings.trusted_proxies and sys.stdout.isatty():
        from overture.process.network import address_on_the_network, qr_code

        print(f"\n{PLAIN_HTTP}", flush=True)
        reached = address_on_the_network() if settings.listens_everywhere else settings.host
        if reached is not None:
            url = _address(reached, settings.port)
            print(f"\nPhones on the same network open {url} or scan this:\n\n{qr_code(url)}", flush=True)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


if __name__ == "__main__":
    sys.exit(main())
