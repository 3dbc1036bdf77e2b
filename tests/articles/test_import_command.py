"""What an editor is told by `manage.py import_stories`, and what is stored."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles.models import Address, Creator, Story
from newsroom.models import Image
from tests.factories import a_creator, a_story
from tests.pictures import a_jpeg

PAGE = "Counting eels\nAt night\n\nThey leave.\nAll of them.\nAbout the Creator\nInes Varga\nWalks.\n\nComments\nHm."


@pytest.fixture
def told(capsys):
    """Run the command; answer its words."""

    def run(*arguments):
        call_command("import_stories", *arguments)
        return capsys.readouterr().out

    return run


@pytest.fixture
def page(tmp_path):
    def write(text=PAGE, name="page.txt"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in apps.get_models() if model.objects.exists()}


def test_a_story_comes_in_as_a_draft_unless_it_is_to_be_published(told, page):
    assert "created: /stories/counting-eels/ (draft)" in told(page())
    assert "created: /stories/eels/ (live)" in told(page(PAGE.replace("Counting eels", "Eels")), "--publish")


def test_a_second_import_changes_nothing_and_says_so(told, page):
    told(page(), "--publish", "--topic", "Science")
    before = everything()
    words = told(page(), "--publish", "--topic", "Science")
    assert "already here: /stories/counting-eels/, nothing changed" in words
    assert "Here already: 1. Nothing changed." in words
    assert everything() == before
    assert Story.objects.get().versions.count() == 1


def test_a_changed_file_changes_nothing_but_the_editor_hears_of_it(told, page):
    told(page())
    words = told(page(PAGE.replace("All of them.", "Most of them.")))
    assert "nothing changed" in words
    assert "The file differs in: text." in words
    assert "All of them." in Story.objects.get().body


def test_a_story_whose_address_or_creator_was_changed_here_is_still_known(told, page):
    told(page(), "--publish")
    story = Story.objects.get()
    story.slug = "other-eels"
    story.save()
    assert "already here: /stories/other-eels/" in told(page())
    Creator.objects.update(name="I. Varga")
    assert "already here: /stories/other-eels/" in told(page())


def test_another_creators_story_of_the_same_title_is_kept_apart(told, page):
    a_story(title="Counting eels", creators=[a_creator("Tom Akande")])
    words = told(page())
    assert "Not to be confused with /stories/counting-eels/, by Tom Akande" in words
    assert "created: /stories/counting-eels-2/" in words
    assert "already here: /stories/counting-eels-2/" in told(page())
    other = page("---\ntitle: Eels\nslug: counting-eels\ncreator: Lene\n---\nThey leave.", "other.md")
    with pytest.raises(CommandError, match=r"other\.md:3: /stories/counting-eels/ is another story"):
        told(other)


def test_a_dry_run_lists_every_line_and_stores_nothing(told, page, tmp_path):
    (tmp_path / "eel.jpg").write_bytes(a_jpeg())
    illustrated = page("---\ntitle: Nets\ncreator: Tom\n---\nThey mend.\n\n![A net](eel.jpg)", "nets.md")
    before = everything()
    words = told(page(f"{PAGE}\n"), illustrated, "--dry-run", "--publish", "--topic", "Science")
    for line in ("1  title  ", "2  subtitle  ", "3  blank", "4  paragraph  ", "7  creator  ", "11  page furniture  "):
        assert f" {line}" in words
    assert " 12  " not in words
    assert "would create: /stories/counting-eels/ (live)" in words
    assert "Would create: 2. Here already: 0. Nothing was stored." in words
    assert everything() == before
    assert not (tmp_path / "media").exists()


BROKEN = {
    "binary": (b"Eels\n\nThey\0leave.", 3, "binary"),
    "control characters": (b"Eels\n\n\x1b[1mThey leave.", 3, "binary"),
    "picture": (a_jpeg(), 1, "binary|not UTF-8"),
    "empty": (b"", 1, "empty"),
    "blank": (b" \n\n", 1, "empty"),
    "no title": (b"\nThey leave.", 1, "no title"),
    "divider first": (b"---\nThey leave.", 1, "no title"),
    "furniture only": (b"Comments\nHm.", 1, "no title"),
    "latin-1": ("Eels\r\n\r\nÅl".encode("latin-1"), 3, "not UTF-8: byte c5 at 8"),
    "latin-1 behind a mark": (b"\xef\xbb\xbfEels\n\n\xc5l", 3, "not UTF-8: byte c5 at 9"),
    "utf-16": ("Eels\n\nThey leave.".encode("utf-16"), 1, "UTF-16"),
    "too long a title": (b"x" * 201 + b"\n\nThey leave.", 1, "201 characters, and at most 200"),
    "too long a subtitle": (b"Eels\n" + b"x" * 401, 2, "401 characters, and at most 400"),
    "too large": (b"Eels\n\n" + b"x" * 1_000_000, 1, "larger than 1 MB"),
    "no name": (b"Eels\n\nThey leave.\nAbout the Creator\n", 4, "no name"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_ends_with_file_line_and_reason_and_nothing_is_stored(told, page, kind):
    text, line, reason = BROKEN[kind]
    before = everything()
    with pytest.raises(CommandError, match=rf"broken\.txt:{line}: .*({reason})(.|\n)*Nothing was stored"):
        told(page(), page(text, "broken.txt"), "--publish")
    assert everything() == before


def test_a_story_that_cannot_be_published_takes_the_others_back_too(told, page, tmp_path):
    (tmp_path / "eel.jpg").write_bytes(a_jpeg())
    good = page("---\ntitle: Nets\ncreator: Tom\n---\nThey mend.\n\n![A net](eel.jpg)", "nets.md")
    with pytest.raises(CommandError, match=r"bare\.txt:1: .*no creator"):
        told(good, page("Eels\n\nThey leave.", "bare.txt"), "--publish")
    assert not Story.objects.exists()
    assert not Creator.objects.exists()
    assert not Address.objects.exists()
    assert not Image.objects.exists()
    assert not (tmp_path / "media").exists()


def test_all_broken_files_are_named_at_once(told, page):
    with pytest.raises(CommandError, match=r"(?s)a\.txt:1: .*b\.txt:1: .*no such file"):
        told(page(b"", "a.txt"), page().parent / "b.txt")


def test_the_exit_status_of_a_broken_file_is_one(told, page):
    with pytest.raises(CommandError) as refused:
        told(page(b""))
    assert refused.value.returncode == 1
