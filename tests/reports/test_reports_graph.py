"""Pictures: nothing lies upon anything else, XML and TeX are sound whatever the names are, and the same comes out."""

import re
import shutil
import subprocess
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive.models import load, names
from reports.formula import Formula
from reports.graph import drawn
from reports.layout import BESIDE, Cell, layout
from reports.picture import Picture, Vertex, extent, picture
from reports.render import render_picture

NODES = 9
DOCS = Path(__file__).parents[2] / "docs"
LINES = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda pair: pair[0] < pair[1]))
NASTY = [
    "</svg>",
    "<script>alert(1)</script>",
    "&amp;",
    '"',
    "\x00\x1b",
    "\ud800",
    "\u202eabc",
    "50%_{",
    "x" * 300,
    "]]>",
]


def rectangles(found: Picture) -> list[tuple[float, float, float, float]]:
    """Left, above, right, below: of boxes and of labels."""
    boxes = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in found.boxes]
    for label in found.labels:
        width = extent(label.shown)
        left = label.x - width / 2 if label.centred else label.x
        boxes.append((left, label.y - 8, left + width, label.y + 8))
    return boxes


@settings(deadline=None, max_examples=40)
@given(lines=LINES, widths=st.lists(st.integers(1, 40), min_size=NODES, max_size=NODES))
def test_layers_follow_the_lines_and_cells_lie_apart(lines: set[tuple[int, int]], widths: list[int]) -> None:
    cells = [Cell(float(width), 2.0 * width) for width in widths]
    found = layout(cells, sorted(lines))
    assert found == layout(cells, sorted(lines))
    for (start, end), route in zip(sorted(lines), found.routes, strict=True):
        assert len(route) == found.layers[end] - found.layers[start] + 1 > 1
        assert (route[0], route[-1]) == (found.across[start], found.across[end])
    for one, other in combinations(range(NODES), 2):
        if found.layers[one] == found.layers[other]:
            first, second = sorted((one, other), key=found.across.__getitem__)
            apart = found.across[second] - cells[second].before - found.across[first] - cells[first].after
            assert apart >= BESIDE - 1e-6
    assert min(x - cell.before for x, cell in zip(found.across, cells, strict=True)) >= -1e-9
    assert max(x + cell.after for x, cell in zip(found.across, cells, strict=True)) <= found.extent + 1e-9


@settings(deadline=None, max_examples=30)
@given(lines=LINES, words=st.lists(st.text("abc", max_size=12), min_size=NODES, max_size=NODES))
@pytest.mark.parametrize("long", ["", "w" * 60])
def test_nothing_lies_upon_anything_else(lines: set[tuple[int, int]], words: list[str], long: str) -> None:
    vertices = [Vertex(Formula(w), Formula(w), Formula(w + long), not k) for k, w in enumerate(words)]
    found = picture("title", vertices, sorted(lines))
    for one, other in combinations(rectangles(found), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for left, above, right, below in rectangles(found):
        assert 0 <= left <= right <= found.width
        assert 0 <= above <= below <= found.height


def test_a_chain_is_straight_and_a_tree_has_no_crossings() -> None:
    cells = [Cell(9.0, 30.0 + 5 * k) for k in range(8)]
    found = layout(cells, [(0, 3), (1, 3), (2, 3), (3, 5), (4, 6), (5, 6), (6, 7)])
    assert found.layers == (0, 0, 0, 1, 2, 2, 3, 4)
    assert found.across[1] == pytest.approx(found.across[3]) == pytest.approx(found.across[5])
    assert found.across[0] < found.across[1] < found.across[2]
    assert found.across[4] < found.across[5]


def test_neighbours_change_places_to_avoid_a_crossing() -> None:
    found = layout([Cell(5.0, 5.0)] * 5, [(0, 3), (1, 2), (2, 4), (3, 4)])
    assert (found.across[0] < found.across[1]) == (found.across[3] < found.across[2])


@pytest.mark.parametrize("name", names())
def test_pictures_of_models(name: str) -> None:
    title, graph = load(name).title, dv.graph(name)
    found = drawn(title, graph)
    assert len(found.boxes) == len(graph.vertices)
    svg = render_picture(found, ".svg")
    assert svg == render_picture(drawn(title, dv.graph(name)), ".svg")
    root = ElementTree.fromstring(svg)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(words) == len(found.boxes) + len(found.labels)
    assert next(iter(root)).text == title


def test_the_edges_of_the_note() -> None:
    found = drawn("", dv.graph("computation_graph", at={"a": 5, "b": 3, "c": 2}))
    words = {(label.forward, label.shown.text) for label in found.labels}
    assert {(True, "u = 6"), (True, "v = 11"), (True, "J = 33")} <= words
    assert {(False, "∂J/∂a = 3"), (False, "∂J/∂u = 3"), (False, "∂J/∂b = 6"), (False, "∂J/∂c = 9")} <= words
    places = {label.shown.text: (label.x, label.y) for label in found.labels}
    assert places["u = 6"][0] == places["∂J/∂u = 3"][0]
    assert places["u = 6"][1] < places["∂J/∂u = 3"][1]
    assert [places[f"{name}"][0] for name in ("b = 3", "u = 6", "v = 11", "J = 33")] == sorted(
        places[name][0] for name in ("b = 3", "u = 6", "v = 11", "J = 33")
    )


def test_long_words_are_said_shortly() -> None:
    X, y = dv.matrix("X", *dv.sizes("n m")), dv.scalar("y")
    Z = dv.define("Z", dv.sin(X) + dv.cos(X) + dv.exp(X) + dv.tanh(X) * y + dv.sigmoid(X))
    found = drawn("", dv.graph(dv.define("J", dv.total(Z))))
    assert "Z(X, y)" in [box.shown.text for box in found.boxes]
    assert "∂J/∂X" in [label.shown.text for label in found.labels]
    assert all(len(label.shown.text) <= 70 for label in found.labels)


@pytest.mark.parametrize("word", NASTY)
def test_names_cannot_leave_their_place(word: str) -> None:
    a, W = dv.scalar(word), dv.matrix(word + "W", dv.size(word + "n"), 2)
    J = dv.define("J" + word, dv.total(dv.define(word + "Z", W + a)))
    found = drawn(word, dv.graph(J))
    root = ElementTree.fromstring(render_picture(found, ".svg").encode("utf-8"))
    assert {element.tag.partition("}")[2] for element in root.iter()} == {
        *("svg", "title", "style", "defs", "marker", "path", "rect", "text")
    }
    lines = render_picture(found, ".tex")
    assert lines.isascii()
    assert not re.search(r"(?<!\\)[%&#]", lines.partition(r"\begin{tikzpicture}")[2])


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")
def test_pictures_compile(tmp_path: Path) -> None:
    words = [word for word in NASTY if len(word) < 100]
    named = [dv.define(f"Z{word}", dv.matrix(word, dv.size("n" + word), 2)) for word in words[:6]]
    J = dv.define("J", sum((dv.total(name) for name in named[1:]), dv.total(named[0])))
    if subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, check=False).returncode:
        pytest.skip("there is no TikZ")
    (tmp_path / "graph.tex").write_text(render_picture(drawn("".join(words), dv.graph(J)), ".tex"), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "graph.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-2000:]
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", said)]
    assert max(too_wide, default=0) < 20


def test_the_pictures_in_the_documentation() -> None:
    """`derive graph`, as the page says, writes them."""
    page = (DOCS / "graph.md").read_text(encoding="utf-8")
    for line in re.findall(r"^derive graph (.*) -o .*\.svg$", page, re.MULTILINE):
        name, *numbers = re.split(r" --at ", line)
        at = dict(number.split("=") for number in numbers) or None
        svg = render_picture(drawn(load(name).title, dv.graph(name, at=at)), ".svg")
        assert (DOCS / f"{name}.svg").read_text(encoding="utf-8") == svg


def test_paths_are_connected() -> None:
    found = drawn("", dv.graph("two_layer_network"))
    boxes = {(round(box.x + box.width / 2, 6), round(box.y, 6)) for box in found.boxes}
    arrived = [(round(path.curves[-1][2][0], 6), round(path.curves[-1][2][1], 6)) for path in found.paths]
    assert sum(end in boxes for end in arrived) == len(found.paths) - 1  # what comes out at the end leads nowhere
    assert all(before[2][1] <= after[2][1] for path in found.paths for before, after in pairwise(path.curves))
