"""What the desk's scripts say, so that it is translated with everything else."""

from django.utils.translation import gettext as _


def editor_words() -> dict:
    return {
        "text": _("Text"),
        "toolbar": _("Formatting"),
        "more": _("More"),
        "heading2": _("Heading"),
        "heading3": _("Smaller heading"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "link": _("Link"),
        "quote": _("Quote"),
        "pullQuote": _("Pull quote"),
        "source": _("Source of a quote"),
        "bullets": _("List"),
        "numbers": _("Numbered list"),
        "picture": _("Picture"),
        "footnote": _("Footnote: the selected words become the note"),
        "divider": _("Divider"),
        "strike": _("Struck out"),
        "sub": _("Subscript"),
        "sup": _("Superscript"),
        "code": _("Code"),
        "codeBlock": _("Code block"),
        "table": _("Table"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "change": _("Change picture"),
        "linkTitle": _("Link"),
        "address": _("Address"),
        "addressHelp": _("As in https://example.org/ or /about/"),
        "addressWrong": _("An address begins with https://, http://, mailto:, / or #."),
        "hint": _("Said when pointed at (optional)"),
        "unlink": _("Remove the link"),
        "tableTitle": _("Table"),
        "caption": _("Caption"),
        "rows": _("Rows"),
        "columns": _("Columns"),
        "addRow": _("Add a row"),
        "addColumn": _("Add a column"),
        "removeRow": _("Remove this row"),
        "removeColumn": _("Remove this column"),
        "removeTable": _("Remove the table"),
        "headerRow": _("Headings on or off in this row"),
        "cardTitle": _("Link card"),
        "cardWords": _("Title"),
        "cardNote": _("Below the title"),
        "cardPlain": _("Make it a plain link"),
        "cardChange": _("Change card"),
        "done": _("Done"),
        "cancel": _("Cancel"),
    }


def picture_words() -> dict:
    return {
        "title": _("Pictures"),
        "search": _("Search by what they show, caption or credit"),
        "upload": _("Upload a picture"),
        "uploading": _("Uploading…"),
        "failed": _("The picture did not arrive. Try again."),
        "listFailed": _("The pictures could not be listed. Try again."),
        "known": _("This picture was here already."),
        "none": _("No pictures found."),
        "more": _("Show older pictures"),
        "choose": _("Choose a picture"),
        "remove": _("Remove"),
        "wordsTitle": _("Picture"),
        "alt": _("Alternative text"),
        "altHelp": _("What the picture shows. A story cannot be published without it."),
        "caption": _("Caption"),
        "credit": _("Credit"),
        "wide": _("Wide: reaches into the margin"),
        "done": _("Done"),
        "other": _("Other picture"),
        "cancel": _("Cancel"),
        "untitled": _("No words yet"),
    }


def focal_words() -> dict:
    return {
        "help": _("Click on what matters most, or drag the mark there. It stays in sight where the picture is cut."),
        "mark": _("Focal point"),
        "value": _("{x} per cent from the left, {y} per cent from the top"),
        "crops": _("How it is cut"),
        "list": _("In lists, 3:2"),
        "square": _("Portrait, 1:1"),
        "wide": _("Wide, 2:1"),
    }
