import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.addresses import SlugConverter, is_slug, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            "Syria Carries Out Preemptive Raids Against Islamic State",
            "syria-carries-out-preemptive-raids-against-islamic-state",
        ),
        ("Don’t stop — it’s 4 o'clock!", "dont-stop-its-4-oclock"),
        ("النخلة التي غيّرت مسار الطريق", "النخلة-التي-غيّرت-مسار-الطريق"),
        ("हिन्दी में कहानी", "हिन्दी-में-कहानी"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full-width"),
        ("E\u0301clair", "\u00e9clair"),
        ("!!!", ""),
        ("❤️ love", "love"),
        ("☀️", ""),
        ("i ♥️ you", "i-you"),
        ("a" * 150, "a" * 100),
        ("word " * 40, "-".join(["word"] * 20)),
    ],
)
def test_a_slug_keeps_the_letters_of_every_script(title, slug):
    assert slugify(title) == slug
    assert not slug or is_slug(slug)


def test_an_address_is_read_in_any_spelling_of_the_same_letters():
    assert SlugConverter().to_python("E\u0301CLAIR") == "\u00e9clair"
    for wrong in ("-a", "a b", "a/b", "a.b", "", "<a>", "a_b"):
        with pytest.raises(ValueError, match="slug"):
            SlugConverter().to_python(wrong)


@given(st.text(max_size=60))
def test_every_title_gives_an_address_that_is_found_or_none(title):
    slug = slugify(title)
    assert slug == "" or SlugConverter().to_python(slug) == slug
