"""A spec as rules and groups of react-querybuilder, and back: asked of the browser's own module, in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.forms import forms
from smartcom_kernel.core import plain_yaml
from tests.conformance.blocks import example_of
from tests.house.house import ROOT

FRONTEND = ROOT / "widgets" / "frontend"
ESBUILD = FRONTEND / "node_modules" / ".bin" / "esbuild"
DEMO = ROOT / "smartcom_kernel" / "demo" / "definitions" / "segments"
SHIPPED = [plain_yaml.load(file.read_text(encoding="utf-8"))["condition"] for file in sorted(DEMO.glob("*.yml"))]
ASKED = """
import { createInterface } from "node:readline";
import { findPath, getPathOfID, isRuleGroup, move, update } from "react-querybuilder";
import { specPath, stepped, toQuery, toSpec } from "./src/segment_builder/query";

const held = (node) => (isRuleGroup(node) ? node.rules : []);
const paths = (node, path) => [path, ...held(node).flatMap((one, at) => paths(one, [...path, at]))];
const nodes = (query) => paths(query, []).map((path) => findPath(path, query));
const told = (forms, query) => ({
  spec: toSpec(forms, query),
  places: paths(query, []).map((path) => [specPath(forms, query, path), toSpec(forms, findPath(path, query))]),
  rules: nodes(query).filter((node) => !isRuleGroup(node)).map((rule) => rule.value),
});

const pressed = (forms, query, path, by, most) => {
  const id = "what is moved";
  let moved = update(query, "id", id, path);
  for (let steps = 0; steps < most; steps++) {
    const at = getPathOfID(id, moved);
    const goal = at.length > 0 && stepped(forms, moved, at, by);
    if (!goal) return { moved, steps };
    moved = move(moved, at, goal);
  }
  return { moved, steps: most };
};

let forms;
createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (forms === undefined) return void (forms = asked);
  const query = toQuery(forms, asked.spec);
  const [from, to] = [asked.from, asked.to].map((place) => paths(query, [])[place % paths(query, []).length]);
  const below = isRuleGroup(findPath(to, query)) ? [...to, 0] : [...to.slice(0, -1), to.at(-1) + 1];
  const by = { up: -1, down: 1 }[asked.way];
  const goal = by === undefined ? below : from.length > 0 && stepped(forms, query, from, by);
  const moved = goal ? move(query, from, goal, { clone: asked.clone }) : query;
  const end = asked.again ? pressed(forms, query, from, by, asked.again) : { moved, steps: 1 };
  console.log(JSON.stringify({ asked: told(forms, query), moved: told(forms, end.moved), steps: end.steps }));
});
"""
"""What stands in one place goes below another, as by dragging, or up or down, as by keyboard."""

Ask = Callable[..., dict[str, Any]]

CONDITION: list[Any] = [example_of(CONDITIONS[kind]) for kind in CONDITIONS]
UNFINISHED: list[Any] = [
    {}, {"kind": "tag"}, {"kind": "gone", "since": 1}, {"kind": "all"}, {"kind": "any", "of": []}, {"kind": "not"},
    {"kind": "not", "of": None}, {"of": [], "kind": "all"}, {"kind": "all", "of": {"kind": "tag"}},
    {"kind": "not", "of": []}, {"kind": "any", "of": [None, "tag", 3, [], {}]},
    {"kind": "all", "since": 1, "of": [{"kind": "tag"}], "until": 2},
]  # fmt: skip
leaves = st.sampled_from(CONDITION + UNFINISHED)
specs: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            lambda kind, of: {"kind": kind, "of": of}, st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)
        ),
        st.builds(lambda of: {"kind": "not", "of": of}, inner),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """What the module says of a spec and of one in which something was moved."""
    node = shutil.which("node")
    if node is None or not ESBUILD.exists():
        pytest.skip("there is no Node here to run the browser's module in")
    script = _bundled(tmp_path_factory.mktemp("query") / "asked.cjs")
    process = subprocess.Popen([node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    sent, heard = process.stdin, process.stdout

    def asked(spec: Any, **move: Any) -> dict[str, Any]:
        print(json.dumps({"spec": spec, "from": 0, "to": 0, **move}), file=sent, flush=True)
        answer: dict[str, Any] = json.loads(heard.readline())
        return answer

    print(json.dumps(forms()), file=sent, flush=True)
    with process:
        yield asked
        sent.close()


def _bundled(script: Path) -> Path:
    command = [str(ESBUILD), "--bundle", "--platform=node", "--loader=ts", "--log-level=error", f"--outfile={script}"]
    subprocess.run(command, input=ASKED, cwd=FRONTEND, check=True, text=True)
    return script


def same(one: Any, other: Any) -> bool:
    """Equal to the order of keys: the YAML of both is the same."""
    return json.dumps(one) == json.dumps(other)


def at(spec: Any, path: list[str | int]) -> Any:
    return reduce(lambda inside, step: inside[step], path, spec)


def whole(told: dict[str, Any]) -> bool:
    """Whether the path of everything in the query leads to just that in the spec."""
    return all(same(at(told["spec"], path), spec) for path, spec in told["places"] if told["spec"] is not None)


@pytest.mark.parametrize("spec", [None, *CONDITION, *UNFINISHED, *SHIPPED], ids=json.dumps)
def test_every_kind_and_every_unfinished_condition_comes_back_as_it_was(ask: Ask, spec: Any) -> None:
    told = ask(spec)["asked"]
    assert same(told["spec"], spec)
    assert whole(told)


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(specs, st.integers(0, 20), st.integers(0, 20), st.sampled_from([None, "up", "down"]), st.booleans())
def test_whatever_is_moved_every_condition_stays_and_its_path_leads_to_it(
    ask: Ask, spec: Any, from_: int, to: int, way: str | None, clone: bool
) -> None:
    told = ask(spec, **{"from": from_, "to": to, "way": way, "clone": clone})
    before, moved = told["asked"], told["moved"]
    assert same(before["spec"], spec)
    assert whole(before)
    assert whole(moved)
    left = [json.dumps(rule) for rule in moved["rules"]]
    for rule in before["rules"]:
        left.remove(json.dumps(rule))
    assert Counter(left) <= Counter(json.dumps(rule) for rule in before["rules"]) if clone else left == []
    again = ask(moved["spec"])["asked"]
    assert same(again["spec"], moved["spec"])
    assert sorted(map(json.dumps, again["rules"])) == sorted(map(json.dumps, moved["rules"]))


def depth(spec: Any) -> int:
    inner = spec.get("of") if isinstance(spec, dict) else None
    held = inner if isinstance(inner, list) else [] if inner is None else [inner]
    return 1 + max(map(depth, held), default=0)


@settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(specs, st.integers(0, 20), st.sampled_from(["up", "down"]))
def test_a_condition_that_is_moved_again_and_again_comes_to_an_end_and_nests_nothing(
    ask: Ask, spec: Any, from_: int, way: str
) -> None:
    """By keyboard the button is pressed until it rests; whatever is moved keeps on being what is moved."""
    told = ask(spec, **{"from": from_, "way": way, "again": 60})
    assert told["steps"] < 60
    assert depth(told["moved"]["spec"]) <= max(depth(spec), 1)


def test_nothing_is_carried_across_a_not(ask: Ask) -> None:
    one, other = ({"kind": "tag", "name": name} for name in ("one", "other"))
    negated = {"kind": "not", "of": {"kind": "all", "of": [other]}}
    spec = {"kind": "all", "of": [one, negated]}
    assert ask(spec, **{"from": 1, "way": "down", "again": 60})["moved"]["spec"] == {
        "kind": "all",
        "of": [negated, one],
    }
    assert ask(spec, **{"from": 4, "way": "up", "again": 60})["moved"]["spec"] == spec
