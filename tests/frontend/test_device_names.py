"""A signed-in device is called by what its owner would call it."""

import json
import subprocess
from pathlib import Path

import pytest

DEVICES = Path(__file__).resolve().parents[2] / "frontend" / "js" / "data" / "devices.js"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 11; Pixel 5) Chrome/141.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; U; Android 9) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36 OPR/60",
            "Opera, Android",
        ),
        ("curl/7.88.1", ""),
        ("", ""),
    ],
)
def test_a_device_has_its_browsers_and_its_systems_name(said: str, name: str) -> None:
    module = DEVICES.read_text()  # the function alone: the rest of its module needs a browser
    function = module[module.index("export function deviceName") :].removeprefix("export ")
    script = f"{function}; process.stdout.write(deviceName({json.dumps(said)}))"
    result = subprocess.run(["node", "--eval", script], capture_output=True, text=True, check=True, timeout=30)
    assert result.stdout == name
