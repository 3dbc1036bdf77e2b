"""What an editor's Markdown file becomes."""

import contextlib
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Creator, Story, Topic
from articles.transfer import markdown
from articles.transfer.item import Refused
from newsroom.models import Image
from tests.factories import a_creator, a_topic, the_site
from tests.pictures import a_jpeg

FRONT = "title: Eels\ncreator: Ines Varga"


@pytest.fixture
def imported(tmp_path, capsys):
    def bring_in(body="They leave.", front=FRONT, *options):
        file = tmp_path / "eels.md"
        file.write_text(f"---\n{front}\n---\n{body}", encoding="utf-8")
        call_command("import_stories", file, *options)
        imported.told = capsys.readouterr().out
        return Story.objects.order_by("-pk").first()

    imported = bring_in
    return bring_in


def test_headings_tables_code_and_strikethrough_survive(imported):
    body = imported("## One\n\n### Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```Python\nx < 1\n```\n\n~~gone~~").body
    assert "<h2>One</h2>" in body
    assert "<h3>Two</h3>" in body
    assert "<td>2</td>" in body
    assert '<pre><code class="language-python">x &lt; 1\n</code></pre>' in body
    assert "<s>gone</s>" in body


def test_other_heading_levels_move_and_the_editor_is_told(imported):
    body = imported("Text.\n\n# One\n\n##### Five").body
    assert "<h2>One</h2>" in body
    assert "<h3>Five</h3>" in body
    assert "Line 7: h1 became h2." in imported.told
    assert "Line 9: h5 became h3." in imported.told


def test_a_footnote_stands_where_it_is_called(imported):
    body = imported("They leave.[^1] All.^[At *once*.]\n\n[^1]: In autumn.\n[^2]: Never called.").body
    assert 'leave.<small class="footnote">In autumn.</small>' in body
    assert '<small class="footnote">At <em>once</em>.</small>' in body
    assert "[^2] is never called" in imported.told


def test_a_footnote_that_calls_itself_ends(imported):
    assert "See ." in imported("They leave.[^1]\n\n[^1]: See [^1].").body
    assert "inside a footnote left out" in imported.told


def test_a_picture_alone_is_a_figure_with_its_caption(imported, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/an eel.jpg").write_bytes(a_jpeg())
    body = imported('![An eel](<pictures/an eel.jpg> "At *night* & alone")').body
    image = Image.objects.get()
    assert body == (
        f'<figure><img src="{image.address}" alt="An eel"><figcaption>At *night* &amp; alone</figcaption></figure>\n'
    )
    assert image.alt == "An eel"


def test_html_is_cleaned_and_what_was_left_out_is_said(imported, tmp_path):
    (tmp_path / "eel.jpg").write_bytes(a_jpeg())
    body = imported(
        '<figure class="wide"><img alt="A > b" src=\'eel.jpg\' width=9></figure>\n\n'
        "<!-- <img src=none.jpg> -->\n\n<script>alert(1)</script>\n\n<font onclick=x>Kept.</font>"
    ).body
    assert Image.objects.get().address in body
    assert "alert" not in body
    assert "Kept." in body
    for sentence in ("inside: <script> (1)", "kept: <font> (1)", "width of <img>", "an HTML comment left out"):
        assert sentence in imported.told


@pytest.mark.parametrize(
    "address", ["https://example.org/eel.jpg", "//example.org/eel.jpg", "data:image/png;base64,AA"]
)
def test_a_picture_from_elsewhere_is_left_out_with_a_note(imported, address):
    body = imported(f'![An eel]({address} "At night")\n\nText. <img src="{address}" alt="x">').body
    assert "<img" not in body
    assert "<p>At night</p>" in body
    assert "Line 5: the picture" in imported.told
    assert "Line 7: the picture" in imported.told


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none.jpg", "no picture file"), ("eels.md", "not a picture"), ("../secret.jpg", "outside the folder")],
)
def test_a_picture_that_cannot_be_taken_refuses_the_file_by_line(imported, tmp_path, name, reason):
    (tmp_path.parent / "secret.jpg").write_bytes(a_jpeg())
    with pytest.raises(CommandError, match=rf"eels\.md:7: .*{reason}"):
        imported(f"They leave.\n\n![An eel]({name})")
    with pytest.raises(CommandError, match=rf"eels\.md:3: .*{reason}"):
        imported(front=f"title: Eels\ncover: {name}\ncover_alt: x")
    assert not Story.objects.exists()


def test_a_link_out_of_the_folder_is_not_followed(imported, tmp_path):
    (tmp_path.parent / "secret.jpg").write_bytes(a_jpeg())
    (tmp_path / "eel.jpg").symlink_to(tmp_path.parent / "secret.jpg")
    with pytest.raises(CommandError, match="outside the folder"):
        imported("![An eel](eel.jpg)")


def test_the_front_matter_fills_every_field(imported, tmp_path):
    (tmp_path / "eel.jpg").write_bytes(a_jpeg())
    story = imported(
        front="title: 'Eels: a count'\nsubtitle: At night\nslug: counting-eels\n"
        "creators:\n  - name: Ines Varga\n    bio: Walks.\n  - Tom Akande\ntopic: Science\ntags: [eels, Rivers, EELS]\n"
        "language: nb\nstatus: published\ndate: 2026-03-01T06:00:00+01:00\nupdated: 2026-03-02\n"
        "embargo: 2026-02-01 08:00\ncover: eel.jpg\ncover_alt: An eel\ncover_caption: Caught\ncover_credit: Print\nmood: 3"
    )
    assert (story.title, story.subtitle, story.slug) == ("Eels: a count", "At night", "counting-eels")
    assert [creator.name for creator in story.byline] == ["Ines Varga", "Tom Akande"]
    assert Creator.objects.get(name="Ines Varga").bio == "Walks."
    assert [tag.name for tag in story.tags.all()] == ["EELS", "Rivers"]
    assert (story.language, story.topic.name, story.state) == ("nb", "Science", "live")
    assert story.published_at == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert (story.cover, story.cover_alt) == (Image.objects.get(), "An eel")
    assert (story.cover_caption, story.cover_credit) == ("Caught", "Print")
    assert "unknown key 'mood'" in imported.told


def test_a_date_without_a_zone_is_in_the_sites_zone(imported):
    the_site(time_zone="Asia/Tokyo")
    story = imported(front=f"{FRONT}\nstatus: published\ndate: 2026-03-01 06:00\nupdated: 2026-03-02")
    assert story.published_at == datetime(2026, 2, 28, 21, tzinfo=UTC)
    assert story.revised_at == datetime(2026, 3, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("front", "state"),
    [
        ("", "draft"),
        ("status: draft", "draft"),
        ("status: review", "in_review"),
        ("status: published", "live"),
        ("status: withdrawn\ndate: 2026-03-01\nreason: Not ours.", "withdrawn"),
        ("status: scheduled\ndate: 2999-03-01", "scheduled"),
        ("status: published\ndate: 2999-03-01", "scheduled"),
    ],
)
def test_a_file_says_what_state_its_story_is_in(imported, front, state):
    assert imported(front=f"{FRONT}\n{front}").state == state


def test_publish_makes_a_draft_live_but_leaves_what_was_withdrawn(imported):
    assert imported("They leave.", f"{FRONT}\nstatus: draft", "--publish").is_live
    withdrawn = "title: Nets\ncreator: Tom\nstatus: withdrawn\nreason: Not ours."
    assert imported("They leave.", withdrawn, "--publish").state == "withdrawn"


@pytest.mark.parametrize(
    ("front", "line", "reason"),
    [
        ("title: Eels\nstatus: publised", 3, "no status"),
        ("title: Eels\ndate: soon", 3, "no moment"),
        ("title: Eels\nlanguage: klingon", 3, "language code"),
        ("title: Eels\nslug: 'Two words'", 3, "small letters"),
        ("title: Eels\ntags: {a: b}", 3, "not a list"),
        ("title: Eels\ntitle: Nets", 3, "said twice"),
        ("title: Eels\ntopic: [", 3, "not YAML"),
        ("- a", 2, "key: value"),
        ('title: "Eels\\0"', 2, "control character"),
        ("subtitle: Eels", 1, "no title"),
        (f"title: {'x' * 201}", 2, "201 characters, and at most 200"),
        (f"title: Eels\nsubtitle: {'x' * 401}", 3, "at most 400"),
        ("title: Eels\nstatus: scheduled", 3, "still to come"),
        ("title: Eels\nstatus: published", 1, "no creator"),
        (f"{FRONT}\nstatus: withdrawn", 1, "Say why"),
        (f"{FRONT}\nstatus: published\nembargo: 9990-01-01", 1, "embargo"),
    ],
)
def test_what_a_front_matter_gets_wrong_is_said_with_its_line(imported, front, line, reason):
    with pytest.raises(CommandError, match=rf"eels\.md:{line}: .*{reason}"):
        imported(front=front)
    assert not Story.objects.exists()
    assert not Creator.objects.exists()


def test_a_picture_without_words_cannot_be_published_and_its_line_is_named(imported, tmp_path):
    (tmp_path / "eel.jpg").write_bytes(a_jpeg())
    with pytest.raises(CommandError, match=r"eels\.md:7: A picture in the text has no alternative"):
        imported("One.\n\n![](eel.jpg)", FRONT, "--publish")
    assert not Image.objects.exists()
    assert not (tmp_path / "media").exists()


def test_a_first_heading_is_the_title_where_the_front_matter_has_none(imported):
    story = imported("# Eels, *again*\n\nThey leave.", "creator: Ines")
    assert (story.title, story.body) == ("Eels, again", "<p>They leave.</p>\n")


def test_known_names_are_used_and_a_bio_is_never_written_over(imported):
    ines, tom = a_creator("Inès Varga", bio="Hers."), a_creator("Tom Akande")
    topic = a_topic("Ökologie")
    imported(
        front="title: Eels\ntopic: ökologie\ncreators:\n- {name: INE\u0300S varga, bio: Other.}\n- {name: Tom Akande, bio: His.}"
    )
    ines.refresh_from_db()
    tom.refresh_from_db()
    assert (ines.bio, tom.bio) == ("Hers.", "His.")
    assert "another bio" in imported.told
    assert Topic.objects.get() == topic


def test_a_new_topic_comes_last_in_a_colour_of_its_own(imported):
    a_topic("Rivers", ink="local", position=4)
    imported(front="title: One\ntopic: Culture")
    imported(front="title: Two\ntopic: Ferries")
    assert list(Topic.objects.values_list("name", "ink", "position")) == [
        ("Rivers", "local", 4),
        ("Culture", "culture", 5),
        ("Ferries", "science", 6),
    ]


MARKS = st.sampled_from(
    ["# ", "> ", "- ", "[^1]", "[^1]: ", "<p>", "<!--", "<img src=x>", "![a](b)", "```", "\n\n", "| a |\n|-|\n"]
)


@given(st.lists(st.one_of(MARKS, st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20))))
def test_no_markdown_raises_anything_but_a_refusal(pieces):
    try:
        item = markdown.parse("/nowhere/eels.md", ["---", "title: Eels", "---", *"".join(pieces).split("\n")], UTC)
    except Refused:
        return
    assert item.title == "Eels"


@given(st.text(st.characters(codec="utf-8")))
def test_no_front_matter_raises_anything_but_a_refusal(front):
    with contextlib.suppress(Refused):
        markdown.parse("/nowhere/eels.md", ["---", *front.split("\n"), "---", "Text."], UTC)
