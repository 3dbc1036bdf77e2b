"""Lists of words: what is found in a text, however it is disguised, and what is not."""

import random
from time import thread_time

import pytest
from django.core.exceptions import ValidationError

from comments import markdown_words
from comments.spelling import places
from comments.wordlist import LONGEST, WordList, check_words, compile_list

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def found(words, text):
    """The pieces of the text that were found; each stands where it is said to stand."""
    matches = compile_list(words).find(text)
    for match in matches:
        assert text[match.start : match.end] == match.text
        assert match.word in words.split("\n")
    return [match.text for match in matches]


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        # Latin: case, accents, ligatures, wide letters
        ("spam", "Spam, SPAM; spám 👍spam👍", ["Spam", "SPAM", "spám", "spam"]),
        ("Cliché", "a cliche, a CLICHE\u0301!", ["cliche", "CLICHE\u0301"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("fish", "ﬁsh and ｆｉｓｈ and 𝐟𝐢𝐬𝐡", ["ﬁsh", "ｆｉｓｈ", "𝐟𝐢𝐬𝐡"]),
        ("İstanbul", "istanbul", ["istanbul"]),
        ("don't", "I don’t.", ["don’t"]),
        ("spam", "«spam»—spam/spam_spam", ["spam", "spam", "spam", "spam"]),
        ("œuf", "OEUF œuf", ["OEUF", "œuf"]),
        (
            "kıro\nløgner\nkłamca*",
            "KIRO kiro KİRO; logner; KLAMCA, kłamcami",
            [
                "KIRO",
                "kiro",
                "KİRO",
                "logner",
                "KLAMCA",
                "kłamcami",
            ],
        ),
        ("fish", "ꜰɪꜱʜ 🅵🅸🆂🅷 🅕🅘🅢🅗 ƒish", ["ꜰɪꜱʜ", "🅵🅸🆂🅷", "🅕🅘🅢🅗", "ƒish"]),
        # several words, beginnings
        ("buy now", "Buy\n  NOW! buy-now", ["Buy\n  NOW", "buy-now"]),
        ("now\nbuy now", "buy now, now", ["buy now", "now"]),
        ("casino*", "casinos, Casino, online-casinobonus", ["casinos", "Casino", "casinobonus"]),
        # signs for letters
        ("spam", "sp4m $pam 5p@m! (sp@m)", ["sp4m", "$pam", "5p@m", "sp@m"]),
        ("idiot", "1d10t !diot id|ot", ["1d10t", "!diot", "id|ot"]),
        ("kill", "k1ll ki11 k!l|", ["k1ll", "ki11", "k!l|"]),
        ("buy now", "8uy n0w", ["8uy n0w"]),
        ("casino*", "c4s1n0bonus", ["c4s1n0bonus"]),
        ("covid19\n1488", "covid19 14 1488", ["covid19", "1488"]),
        ("a$$", "what an a$$", ["a$$"]),
        # unseen characters, repeated letters, letter by letter
        ("spam", "s\u200bp\u00ada\u2060m s\ufe0fpam", ["s\u200bp\u00ada\u2060m", "s\ufe0fpam"]),
        ("spam", "spaaaam sssspam sp4444m", ["spaaaam", "sssspam", "sp4444m"]),
        ("asshole", "aaasssshooole", ["aaasssshooole"]),
        ("spam*", "spaaaamming", ["spaaaamming"]),
        ("spam", "s p a m, s.p.a.m s-p-a-m s_p_4_m", ["s p a m", "s.p.a.m", "s-p-a-m", "s_p_4_m"]),
        ("spam", "I s p a m u", ["s p a m"]),
        ("spam", "S P A M! s.p.a.m!! ¡s-p-a-m!", ["S P A M", "s.p.a.m", "s-p-a-m"]),
        # look-alikes of another alphabet, both ways
        ("spam", "sраm ѕpam spαm", ["sраm", "ѕpam", "spαm"]),
        ("спам", "СПАМ cпaм сп4м", ["СПАМ", "cпaм", "сп4м"]),
        ("λόγος", "ΛΟΓΟΣ λογοσ", ["ΛΟΓΟΣ", "λογοσ"]),
        ("дурак*", "Дураки дурааааки", ["Дураки", "дурааааки"]),
        # scripts with marks
        ("كلب", "كَلْبٌ كـــلب", ["كَلْبٌ", "كـــلب"]),
        ("احمق", "أحمق", ["أحمق"]),
        ("علی", "علي", ["علي"]),
        ("כלב", "כֶּלֶב", ["כֶּלֶב"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("바보*", "바보야 바보", ["바보야", "바보"]),
        # scripts without spaces: within the text
        ("สแปม", "นี่คือสแปมนะ", ["สแปม"]),
        ("ບໍ່ດີ", "ມັນບໍ່ດີຫຼາຍ", ["ບໍ່ດີ"]),
        ("法轮功", "我爱法轮功。法 轮 功 法法法轮功", ["法轮功", "法 轮 功", "法法法轮功"]),
        ("スパム", "これはスパムです ｽﾊﾟﾑ", ["スパム", "ｽﾊﾟﾑ"]),
        ("ばか", "おばかさん", ["ばか"]),
        ("混蛋", "你这混.蛋啊 混-蛋 混·蛋 混*蛋", ["混.蛋", "混-蛋", "混·蛋", "混*蛋"]),
        ("加QQ群", "快加QQ群吧", ["加QQ群"]),
        ("spam", "我爱spam真的 我sp@m的", ["spam", "sp@m"]),
    ],
)
def test_a_word_is_found_in_any_script_and_disguise(words, text, said):
    assert found(words, text) == said


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ass", "class, Essex, assess, passage, as, a s"),
        ("ass", "c l a s s"),
        ("sex", "Essex Sussex sextant"),
        ("god", "good"),
        ("good", "god"),
        ("hor", "hør"),
        ("sik", "sık sık"),
        ("ss", "iPhone 5s, the 50s"),
        ("aa\nhi\nno", "A4 h1 n0"),
        ("100", "1000 10"),
        ("buy now", "buy. It is now. nowbuy"),
        ("casino*", "acasino"),
        ("cop", "сор"),  # Cyrillic throughout
        ("spam", "wow!s pam spa m"),
        ("كلب", "كلبي"),
        ("किताब", "किताबें"),
        ("कल", "कुल"),
        ("바보", "바보야"),
        ("바*", "밥"),
        ("ハム", "バム"),
        ("法轮功", "法。轮。大功"),
        ("混蛋", "很混。蛋在，很混，蛋在，很混 蛋在。他.们很混，真的不好，你们知道这件事情，那个蛋.糕"),
        ("c++", "the letter c"),
        ("spam", "😀🅰️👨‍👩‍👧"),
    ],
)
def test_what_only_looks_like_it_is_not_found(words, text):
    assert found(words, text) == []


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        ("spam", "sp**a**m *sp*am `sp`am ***sp**a*m", ["sp**a**m", "sp*am", "sp`am", "sp**a*m"]),
        ("spam", "sp&#97;m &#x73;pam s&zwnj;pam", ["sp&#97;m", "&#x73;pam", "s&zwnj;pam"]),
        ("spam", "s[pa](https://a.example)m, [sp](https://a.example)am", ["s[pa](https://a.example)m", "sp](https://a.example)am"]),
        ("spam", "spam **spam** spa*m*", ["spam", "spam", "spa*m"]),
        ("buy now", "buy n**o**w, b**u**y now", ["buy n**o**w", "b**u**y now"]),
        ("ham\nspam", "sp[a](https://ham.example)m", ["sp[a](https://ham.example)m", "ham"]),
        ("法轮功", "我爱法**轮**功啊", ["法**轮**功"]),
        ("हिन्दी", "यह हिन्**दी** है", ["हिन्**दी"]),
        ("buy now", "b**u**y. Far from here n**o**w", []),
        ("ass", "cl**a**ss, R&amp;D, AT&T;", []),
        ("spam", "*" * 5000 + "[" + "](" * 50 + "&#x110000; &nosuch;", []),
    ],
)  # fmt: skip
def test_markdown_takes_no_word_apart(words, text, said):
    matches = markdown_words.find(compile_list(words), text)
    assert [match.text for match in matches] == said
    for match in matches:
        assert text[match.start : match.end] == match.text


def test_the_entry_is_named_as_the_editor_wrote_it():
    matches = compile_list("# advertising\n\n  Buy Now \nCASINO*").find("buy n0w at casinos")
    assert [match.word for match in matches] == ["Buy Now", "CASINO*"]


def test_an_entry_that_is_typed_so_goes_before_one_that_may_be():
    assert [match.word for match in compile_list("hør\nhor").find("hor, hør")] == ["hor", "hør"]


def test_of_entries_that_look_alike_the_one_that_is_said_is_named():
    assert [match.word for match in compile_list("ball\nbail\ncool\ncol").find("b4il b4ll cooool")] == [
        "bail", "ball", "cool",
    ]  # fmt: skip


def test_a_list_says_which_of_its_lines_can_never_be_found():
    check_words("# !!!\n\nspam\ncasino*\n法轮功\n14/88")
    with pytest.raises(ValidationError) as wrong:
        check_words("spam\n!!!\n*\nsp*m\nbuy now*\n" + "a" * (LONGEST + 1))
    assert [message.partition(",")[0] for message in wrong.value.messages] == [f"Line {at}" for at in range(2, 7)]
    assert "“!!!”" in wrong.value.messages[0]
    assert compile_list("!!!\n*").find("!!! *") == []


def test_any_text_can_be_read():
    for text in ("", "\0\ud800", "ﷺ" * 50, "\u0301", "!", "\u200b" * 9, "|||| !!!!", "i̇"):
        assert compile_list("spam\nbuy now\n法轮功\ncasino*").find(text) == []


# Nobody can make it slow


def long(make):
    text = ""
    while len(text) < 5000:
        text += make()
    return text[:5000]


def a_word(least=3, most=10):
    return "".join(random.choices(ALPHABET, k=random.randint(least, most)))


def lists():
    han = [chr(0x4E00 + at) for at in range(3000)]
    words = [a_word() for _ in range(10_000)]
    beginnings = [a_word(length, length) + "*" for length in range(2, 100) for _ in range(102)]
    phrases = [" ".join(a_word(2, 6) for _ in range(random.randint(2, 6))) for _ in range(10_000)]
    inside = ["".join(random.sample(han, random.randint(2, 6))) for _ in range(10_000)]
    nested = ["哈" * length for length in range(1, 99)] + [
        "哈" * (at // 100 + 1) + han[at % 3000] for at in range(9900)
    ]
    alike = ["a" * one + "s" * other + end for one in range(1, 70) for other in range(1, 70) for end in ("", "*")]
    return [
        words,
        beginnings,
        phrases,
        inside,
        nested,
        alike,
        words[::4] + beginnings[::4] + phrases[::4] + inside[::4],
    ]


def texts():
    signs = ["a1$ ", "5h! ", "p@|n ", "b00b "]
    return [
        long(lambda: a_word() + " "),
        long(lambda: a_word(10, 10)),
        long(lambda: random.choice(ALPHABET) + " "),
        "a " * 2500,
        "@$!|1" * 1000,
        long(lambda: random.choice(signs)),
        long(lambda: "a" * random.randint(1, 6) + "5" * random.randint(1, 6) + " "),
        "a" + "\u0301" * 4999,
        "ि" * 5000,
        "ﷺ" * 5000,
        "哈" * 5000,
        long(lambda: chr(0x4E00 + random.randrange(3000))),
        long(lambda: random.choice(["сpam ", "раypal ", "аss "])),
        long(lambda: "*".join(random.choices(ALPHABET, k=2)) + " "),
        long(lambda: "*".join(random.choices(ALPHABET, k=2)) + " " + random.choice(ALPHABET) + " "),
        long(lambda: a_word(2, 5) + "*" + a_word(2, 5) + " "),
        "[a](b)" * 830,
        long(lambda: ".".join(chr(0x4E00 + random.randrange(3000)) for _letter in "12")),
        "&#97;" * 1000,
    ]


def test_neither_the_list_nor_the_text_makes_it_slow():
    """At most 5 ms for 10,000 words and 5,000 characters on a quiet machine; here with slack for a busy one."""
    random.seed(5)
    for words in lists():
        begun = thread_time()
        word_list = WordList(words)
        assert thread_time() - begun < 1.5
        for text in texts():
            assert min(seconds(word_list, text) for _time in range(5)) < 0.015, (words[:3], text[:20])


def seconds(word_list, text):
    """Of this thread, whatever else the machine does."""
    places.cache_clear()
    begun = thread_time()
    markdown_words.find(word_list, text)
    return thread_time() - begun
