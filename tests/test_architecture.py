"""Holds the shape of the house: who imports whom, who owns the dangerous libraries, what no template contains."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Imports go right only.
ARROWS = {
    "newsroom": {"newsroom"},
    "articles": {"articles", "newsroom"},
    "comments": {"comments", "articles", "newsroom"},
}
OWNERS = {"bleach": "newsroom/html.py", "PIL": "newsroom/images.py", "crawlerdetect": "newsroom/agents.py"}
# Where a word of the other app's is meant as something else, with the reason.
MAY_SAY_COMMENT = {
    "articles/structured.py": "names of schema.org",
    "articles/transfer/demo.py": "the last line of the demo newsroom's pages",
    "articles/transfer/pasted.py": "the heading that ends a pasted story page",
    "articles/transfer/tokens.py": "HTML comments",
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "signals", "core", "common", "misc"}


def modules(*folders, migrations=False):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


def name(path):
    return path.relative_to(ROOT).as_posix()


def imported(path):
    """The modules a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)} imports relatively"
            yield node.module
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            yield from (argument.value for argument in node.args if isinstance(argument, ast.Constant))


def templates(*, admin=False):
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file() and (admin or "admin" not in path.relative_to(ROOT).parts):
            yield path


def without_comments(path):
    return re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("app", ARROWS)
def test_imports_go_right_only(app):
    for path in modules(app, migrations=True):
        for module in imported(path):
            package = module.partition(".")[0]
            if package in ARROWS:
                assert package in ARROWS[app], f"{name(path)} imports {module}"
            assert package != "tests", f"{name(path)} imports {module}"


def test_stories_know_nothing_of_what_readers_answer():
    said = set()
    for path in modules("articles"):
        for node in ast.walk(ast.parse(path.read_text())):
            words = [
                value
                for field in ("id", "attr", "name", "arg", "module", "value")
                if isinstance(value := getattr(node, field, None), str)
            ]
            if any("comment" in word.lower() for word in words):
                said.add(name(path))
    assert said <= set(MAY_SAY_COMMENT)


@pytest.mark.parametrize("library", OWNERS)
def test_a_dangerous_library_has_one_owner(library):
    users = {
        name(path)
        for path in modules("newsroom", "articles", "comments", migrations=True)
        if any(module.partition(".")[0] == library for module in imported(path))
    }
    assert users == {OWNERS[library]}


def test_only_the_cleaner_says_that_html_can_be_trusted():
    """Its type may be named in annotations; only html.py makes one."""
    trusting = set()
    for path in modules("newsroom", "articles", "comments"):
        for node in ast.walk(ast.parse(path.read_text())):
            made = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if made in ("SafeString", "SafeText") or getattr(node, "id", getattr(node, "attr", "")) == "mark_safe":
                trusting.add(name(path))
    assert trusting <= {"newsroom/html.py"}


def test_no_template_trusts_html_by_itself():
    for path in templates(admin=True):
        text = without_comments(path)
        assert not re.search(r"\|\s*safe(seq)?\b", text), name(path)
        assert not re.search(r"{%\s*autoescape\s+off", text), name(path)


def test_public_templates_have_no_inline_script_or_style():
    for path in templates():
        text = without_comments(path)
        assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=", text, re.I), name(path)
        for tag in re.findall(r"<script[^>]*>", text, re.I):
            assert "src=" in tag or "application/ld+json" in tag, f"{name(path)}: {tag}"
        assert not re.search(r"(src|action|srcset)\s*=\s*[\"']?(https?:)?//", text, re.I), (
            f"{name(path)} loads from elsewhere"
        )


def test_no_module_has_a_name_that_says_nothing():
    for path in modules("newsroom", "articles", "comments", "tests", migrations=True):
        assert not EMPTY_NAMES & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}, name(path)


def test_the_checks_see_something():
    assert sum(1 for _ in modules("newsroom", "articles")) > 20
    assert sum(1 for _ in templates()) > 20
    assert "newsroom.http" in set(imported(ROOT / "newsroom/accounts.py"))
