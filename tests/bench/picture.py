"""Where the time and the memory go, as a picture: an SVG that needs nothing else.

Here: bars of the stages and the line of memory over time.  Not here: measuring.
"""

from collections.abc import Sequence
from html import escape

from watched import Sample, Stage, Watched

WIDTH, ROW, LEFT, RIGHT, TOP = 960, 22, 260, 220, 60
LINE_HEIGHT = 160
SHORTEST_SECONDS = 0.05


def drawn(title: str, watched: Watched) -> str:
    """The picture of one command: above how long each stage takes and how much processor time, below memory over time."""
    stages = [stage for stage in watched.stages if stage.seconds >= SHORTEST_SECONDS]
    bars = TOP + len(stages) * ROW
    height = bars + LINE_HEIGHT + 70
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        _text(16, 24, title, ' font-size="15"'),
        _text(16, 44, "dark: seconds by the clock; light: seconds of processor time, of all processes together"),
        *_bars(stages),
        *_memory(watched, bars + 40),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(words)}</text>'


def _bars(stages: Sequence[Stage]) -> list[str]:
    longest = max(max(stage.seconds, stage.processor) for stage in stages)
    parts = []
    for number, stage in enumerate(stages):
        y = TOP + number * ROW
        light, dark = ((WIDTH - LEFT - RIGHT) * value / longest for value in (stage.processor, stage.seconds))
        told = f"{stage.seconds:.1f} s, {stage.processor:.1f} s, {stage.memory:,.0f} MB"
        parts += [
            _text(LEFT - 8, y + 14, stage.name, ' text-anchor="end"'),
            f'<rect x="{LEFT}" y="{y + 2}" width="{light:.1f}" height="{ROW - 6}" fill="#a9c8e8"/>',
            f'<rect x="{LEFT}" y="{y + 6}" width="{dark:.1f}" height="{ROW - 14}" fill="#1f4e79"/>',
            _text(LEFT + max(light, dark) + 6, y + 14, told),
        ]
    return parts


def _memory(watched: Watched, top: float) -> list[str]:
    """The line of memory, with a mark where each stage ends."""
    across = (WIDTH - LEFT - 20) / max(watched.seconds, 1)
    up = LINE_HEIGHT / max(watched.memory, 1)
    floor = top + LINE_HEIGHT
    points = " ".join(_point(sample, across, floor, up) for sample in watched.samples)
    marks = [
        f'<line x1="{LEFT + stage.end * across:.1f}" y1="{top}" x2="{LEFT + stage.end * across:.1f}" y2="{floor}" stroke="#ddd"/>'
        for stage in watched.stages
    ]
    return [
        *marks,
        f'<polyline points="{points}" fill="none" stroke="#b03a2e" stroke-width="1.5"/>',
        _text(LEFT - 8, top + 10, f"{watched.memory:,.0f} MB", ' text-anchor="end"'),
        _text(LEFT - 8, floor, "memory", ' text-anchor="end"'),
        _text(WIDTH - 20, floor + 18, f"{watched.seconds:.0f} s", ' text-anchor="end"'),
    ]


def _point(sample: Sample, across: float, floor: float, up: float) -> str:
    return f"{LEFT + sample.at * across:.1f},{floor - sample.memory * up:.1f}"
