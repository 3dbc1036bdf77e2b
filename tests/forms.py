"""Reading a page and filling in its form as a browser would: every field as it stands, then what the person changes."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attributes})
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        SubElement(self.open[-1], tag, {name: value or "" for name, value in attributes})

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        children = list(self.open[-1])
        if children:
            children[-1].tail = (children[-1].tail or "") + data
        else:
            self.open[-1].text = (self.open[-1].text or "") + data


def page_of(response) -> Element:
    tree = _Tree()
    tree.feed(response.content.decode())
    return tree.root


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def text_of(response) -> str:
    return words_of(page_of(response).find(".//body"))


def having(page, name, part) -> list[Element]:
    """The elements in one of whose attributes `name` stands `part`."""
    return [element for element in page.iter() if part in element.get(name, "")]


def value_of(field):
    """What one field of a form sends: a list, empty for a box without its tick."""
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        chosen = chosen or (options[:1] if "multiple" not in field.attrib else [])
        return [option.get("value", option.text) for option in chosen]
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if "checked" in field.attrib else []
    return [] if field.get("type") in ("submit", "button", "file") else [field.get("value", "")]


def filled(response, form_id: str, **changes) -> dict:
    """What a browser would send; a change to None leaves the field out."""
    form = page_of(response).find(f".//form[@id='{form_id}']")
    data = {}
    for field in form.iter():
        if field.tag in ("input", "textarea", "select") and field.get("name"):
            data.setdefault(field.get("name"), []).extend(value_of(field))
    return {name: value for name, value in (data | changes).items() if value not in (None, [])}
