"""Small line plots as SVG without a library: a frame, a logarithmic axis and a legend."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

_WIDTH, _HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 250, 34, 42
# Okabe and Ito's palette, safe for colour-blind readers
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MOST_POINTS = 240


@dataclass(frozen=True)
class Curve:
    name: str
    points: Sequence[tuple[float, float]]


def plot(path: Path, title: str, x_name: str, y_name: str, curves: Sequence[Curve]) -> None:
    """Write one plot; y is logarithmic from 1, and 0 is drawn on the axis."""
    x_most = max(x for curve in curves for x, _ in curve.points)
    y_most = max(10.0, *(y for curve in curves for _, y in curve.points))
    decades = math.ceil(math.log10(y_most))
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def place(x: float, y: float) -> str:
        across = _LEFT + x / x_most * (right - _LEFT)
        up = math.log10(max(1.0, y)) / decades * (bottom - _TOP)
        return f"{across:.1f},{bottom - up:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="11"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>',
    ]
    for decade in range(decades + 1):
        y = float(place(0, 10**decade).split(",")[1])
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10**decade:,}</text>')
    for step in range(5):
        x = x_most * step / 4
        at = place(x, 1).split(",")[0]
        parts.append(f'<text x="{at}" y="{bottom + 16}" text-anchor="middle">{x:.0f}</text>')
    parts.append(
        f'<text x="{right}" y="{bottom + 32}" text-anchor="end">{escape(x_name)}; {escape(y_name)} upwards</text>'
    )
    for number, curve in enumerate(curves):
        colour = _COLOURS[number % len(_COLOURS)]
        every = max(1, len(curve.points) // _MOST_POINTS)
        points = " ".join(place(x, y) for x, y in curve.points[::every])
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        top = _TOP + 16 * number + 8
        parts.append(f'<path d="M{right + 14} {top}h18" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{right + 38}" y="{top + 4}">{escape(curve.name)}</text>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")
