"""Run a simulator: the common command-line options, and serving until the process is stopped.

When it listens, it prints one line of JSON, `{"event": "listening", "url": …}`, so that a caller that passed port 0
learns the port. SIGTERM and SIGINT stop it within a second, even with open requests or deliveries. It listens only on
loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from aiohttp import web

from infra.local.simulators.webhooks import RETRY_DELAYS_S, checked_webhook_url, is_loopback

SHUTDOWN_GRACE_S = 0.1  # for answers in progress; requests that a fault holds are cut off


def common_arguments(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options of both simulators."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--host", type=loopback_host, default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, required=True, help="0: take a free port and print it")
    parser.add_argument("--webhook-url", type=webhook_url, default=None, help="URL for events")
    parser.add_argument(
        "--webhook-retry-s",
        type=float,
        nargs="*",
        default=RETRY_DELAYS_S,
        metavar="SECONDS",
        help="pauses between delivery attempts",
    )
    return parser


def loopback_host(host: str) -> str:
    """Accept only a loopback host."""
    if not is_loopback(host):
        raise argparse.ArgumentTypeError(f"{host} is not a loopback address of this machine")
    return host


def webhook_url(url: str) -> str | None:
    """Accept only a loopback webhook URL; an empty one means none."""
    try:
        return checked_webhook_url(url or None)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def serve(application: web.Application, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(application, host=host, port=port))


async def _serve(application: web.Application, *, host: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_GRACE_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        shown_host = f"[{host}]" if ":" in host else host
        print(json.dumps({"event": "listening", "url": f"http://{shown_host}:{site.port}"}), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
