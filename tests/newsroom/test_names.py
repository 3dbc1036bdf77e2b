"""Names: whatever a person is called, but not the house, not its staff, and nothing that cannot be read."""

import pytest
from django.core.exceptions import ValidationError

from newsroom.names import NameField, skeleton
from tests.factories import a_person, an_editor, the_site


def refusal(name, person=None) -> str:
    """Why a name is refused: the error's code, or '' for a name that is taken."""
    field = NameField()
    field.person = person
    try:
        field.clean(name)
    except ValidationError as error:
        return error.error_list[0].code
    return ""


@pytest.mark.parametrize(
    "name",
    [
        "Ada Penhallow",
        "李",
        "李小龍",
        "ليلى حسن",
        "Владимир Панов",
        "Ελένη",
        "नीलम",
        "Nguyễn Thị Ánh",
        "O’Neill-Smith, Jr.",
        "M. v. d. Berg",
        "Stephen Staffordshire",
        "Teamster Tom",
        "می‌خواهم",
        "Agent 47",
        "ශ්‍රී ජයවර්ධන",
        "র‍্যাচেল দাস",
        "രാജ്‌കുമാർ",
        "राज्‌कुमार",
        "ကျော်",
        "အောင်ကျော်",
        "Leopold Staff",
        "برويز مشرف",
    ],
)
def test_people_are_called_many_things(name):
    assert refusal(name) == ("min_length" if len(name) < 2 else "")


@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "ADMINISTRATOR",
        "The Editor",
        "Editors",
        "Аԁміп",  # no Latin letter
        "édïtor",
        "E d i t o r",
        "e.d.i.t.o.r",
        "EDIT0R",
        "5taff",
        "ＡＤＭＩＮ",
        "𝓔𝓭𝓲𝓽𝓸𝓻",
        "Estuary",
        "The Estuary",
        "The Estuary Team",
        "EstuaryTeam",
        "Estuary-Support",
        "Moderator of The Estuary",
        "Site Admin",
        "Chief Editor",
        "Editorial Team",
        "Admin 1",
        "Admin¹",
        "Adminʼ",
        "ᴇᴅɪᴛᴏʀ",
        "ꓮꓓꓟꓲꓠ",
        "ɛditor",
        "Eđitor",
    ],
)
def test_nobody_speaks_for_the_house(name):
    the_site(name="The Estuary")
    assert refusal(name) == "imitates"


def test_nobody_takes_the_name_of_somebody_who_works_here():
    editor = an_editor(name="Lene Moss")
    for name in ("Lene Moss", "lene moss", "LENE  MOSS", "Lene M0ss", "Léne-Moss", "lene_moss"):
        assert refusal(name) == "imitates", name
    assert refusal("Lene Mossberg") == ""
    assert refusal("Lene Moss", person=editor) == ""
    assert refusal("The Editor", person=editor) == ""


def test_two_readers_may_share_a_name():
    a_person(name="Ada Penhallow")
    assert refusal("Ada Penhallow") == ""


def test_an_office_in_the_language_of_the_site_is_one_too():
    from django.utils.translation import gettext, override

    with override("ar"):
        assert refusal(gettext("editor")) == "imitates"


@pytest.mark.parametrize(
    "name", ["✓✓", "Ada ✓", "A\u202eda", "A\u200bda", "Ada\u00adPen", "<b>Ada</b>", "12", "..", "Z̸̡̛̩̦͚͊̓a"]
)
def test_signs_and_unseen_characters_are_no_part_of_a_name(name):
    assert refusal(name) == "unreadable"


def test_spaces_are_put_in_order():
    assert NameField().clean("  Ada \t Penhallow\u00a0 ") == "Ada Penhallow"
    assert NameField().clean("Ame\u0301lie") == "Amélie"


def test_a_name_is_neither_short_nor_long():
    assert refusal("A") == "min_length"
    assert refusal("A" * 61) == "max_length"
    assert refusal("") == "required"


def test_what_looks_the_same_has_one_skeleton():
    assert len({skeleton(name) for name in ("Editor", "ЕDIТОR", "éd1t0r", "e.d.i.t.o.r")}) == 1
    assert skeleton("Ada") != skeleton("Ida")


@pytest.mark.parametrize("name", ["Аdmin", "Мoderаtоr", "Εditor", "Lеne Mоss", "ᎪdmIN", "ꮪupport", "ᗩdmin"])
def test_one_word_has_the_letters_of_one_alphabet(name):
    assert refusal(name) == "unreadable"


@pytest.mark.parametrize(
    "name", ["ㅤㅤ", "\uffa0\uffa0", "\u115f\u1160", "Nora Quill\u3164", "\u200c\u200dab", "ab" + "\u200c" * 6]
)
def test_what_nobody_sees_makes_no_name_and_no_other_name(name):
    assert refusal(name) == "unreadable"


@pytest.mark.parametrize("name", ["山田Taro", "Анна Smith", "김Minsu", "Ёлка", "ΑΣ Παπαδόπουλος"])
def test_words_of_different_alphabets_stand_beside_each_other(name):
    assert refusal(name) == ""
