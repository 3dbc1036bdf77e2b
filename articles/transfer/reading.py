"""From a file to lines of text: UTF-8 or nothing, whatever ends its lines."""

import re
import unicodedata
from pathlib import Path

from django.utils.translation import gettext as _

from articles.transfer.item import Refused

MOST_BYTES = 1_000_000
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins
SCRIPTS = {
    "ar": re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "he": re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]"),
}


def lines_of(path: Path) -> list[str]:
    """The lines of a text file without their ends. Raises Refused."""
    file, data = str(path), _bytes_of(path)
    _check_encoding(file, data)
    lines = LINE_END.split(data.decode("utf-8-sig"))
    if not lines[-1] and len(lines) > 1:
        lines.pop()  # the last line has an end like the others
    _check_lines(file, lines)
    return lines


def _check_encoding(file, data):
    if data.startswith(WIDE_MARKS):
        raise Refused(file, 1, _("This is UTF-16. Save the file as UTF-8 and try again."))
    if (zero := data.find(b"\0")) >= 0:
        raise Refused(file, _line(data, zero), _("This is a binary file, not text: a zero byte at %d.") % zero)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        words = {"byte": f"{data[error.start]:02x}", "offset": error.start}
        reason = _("This is not UTF-8: byte %(byte)s at %(offset)d. Save the file as UTF-8 and try again.")
        raise Refused(file, _line(data, error.start), reason % words) from None


def _bytes_of(path):
    try:
        if not path.is_file():
            raise Refused(str(path), 1, _("There is no such file."))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused(str(path), 1, _("The file cannot be read: %s.") % error) from None
    if len(data) > MOST_BYTES:
        raise Refused(str(path), 1, _("The file is larger than 1 MB; a story's text never is. Leave its pictures out."))
    return data


def _line(data: bytes, offset: int) -> int:
    return 1 + len(re.findall(rb"\r\n|\r|\n", data[:offset]))


def _check_lines(file, lines):
    if not any(line.strip() for line in lines):
        raise Refused(file, 1, _("The file is empty."))
    for number, line in enumerate(lines, 1):
        if found := CONTROL.search(line):
            code = f"U+{ord(found[0]):04X}"
            raise Refused(file, number, _("This is a binary file, not text: a control character, %s.") % code)


def language_by_letters(text: str) -> str:
    """'ar' or 'he' where most letters are Arabic or Hebrew, else nothing: other scripts tell too little."""
    letters = sum(unicodedata.category(character)[0] == "L" for character in text)
    for code, script in SCRIPTS.items():
        if letters and len(script.findall(text)) > letters / 2:
            return code
    return ""
