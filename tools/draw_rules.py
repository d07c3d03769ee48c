"""Draw the transition tables as Mermaid diagrams into docs/rules.md: `.venv/bin/python -m tools.draw_rules`.

A test compares the page with what this draws, so that the diagram cannot fall behind the table.
"""

from collections.abc import Iterable
from pathlib import Path

from overture.core.transitions import MOVING, PAIRING, ROUND, SCENE

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
START, END = "<!-- drawn by tools/draw_rules.py -->", "<!-- end of the drawing -->"


def diagrams() -> str:
    """The diagrams with their headings, as they stand between the two marks of the page."""
    pairing = [
        f"    {_state(stage)} --> {_state(after)}: {seat.value} {kind.__struct_config__.tag}"
        for stage, row in PAIRING.items()
        for (seat, kind), after in row.items()
    ]
    pairing.insert(0, "    empty --> joining: someone joins")
    rounds = [
        f"    {_state(stage)} --> {_state(after)}: {kind.__struct_config__.tag}"
        for stage, row in ROUND.items()
        for kind, stages in row.items()
        for after in stages
    ]
    scene = [
        f"    {stage} --> {after}: {kind.__struct_config__.tag}"
        for stage, row in SCENE.items()
        for kind, stages in row.items()
        for after in stages
    ]
    moving = [
        f"    {_state(stage)} --> {_state(after)}: {who}: {kind.__struct_config__.tag}"
        for stage, row in MOVING.items()
        for (who, kind), stages in row.items()
        for after in stages
    ]
    moving.insert(1, "    offered --> asked: a phone asks")
    return (
        f"\n### Seat B\n\n{_diagram('empty', pairing)}\n### One round of a section\n\n{_diagram('unanswered', rounds)}"
        f"\n### The scene\n\n{_diagram('none', scene)}"
        f"\n### A seat that moves to another phone\n\n{_diagram('none', moving)}"
    )


def page(text: str) -> str:
    """The page with the drawing replaced."""
    before, rest = text.split(START)
    after = rest.split(END)[1]
    return f"{before}{START}\n{diagrams()}{END}{after}"


def _diagram(first: str, lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {_state(first)}", *lines, "```", ""])


def _state(name: str) -> str:
    return name.replace("-", "_")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
