"""Comments as finished HTML: each made once for all who see it the same way, and joined to threads as strings."""

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comments.threads import Thread
from newsroom.fragments import fragments, manner
from newsroom.html import drawn, joined

ITEM, ITEM_END = drawn("<li>"), drawn("</li>\n")
REPLIES, REPLIES_END = drawn('<ol class="replies">\n'), drawn("</li></ol>\n")


def comment(comment, viewer, alone=False, prefix="") -> SafeString:
    """One comment, marked by its viewer. `alone`: say whom it answers; `prefix`: of its id, where it stands twice."""

    def make():
        context = {"comment": comment, "viewer": viewer, "alone": alone, "prefix": prefix}
        return get_template("comments/_comment.html").render(context)

    key = (viewer.sees, comment.facts, alone and comment.answers, prefix)
    return fragments.get(key, make)


def threads(section) -> SafeString:
    """The threads of a page, each an item with the answers that are shown in lists of their own."""
    return joined(piece for thread in section.paging for piece in _thread(thread, section))


def _thread(thread: Thread, section):
    root = thread.root
    yield format_html('<li id="t{}">', root.pk)
    yield comment(root, section.viewer, alone=section.picks)
    for step in thread.steps:
        yield from (REPLIES_END for _list in step["ends"])
        if reply := step.get("comment"):
            yield REPLIES if step["begins"] else ITEM_END if step["follows"] else drawn("")
            yield ITEM
            yield comment(reply, section.viewer, alone=reply.is_deep)
    if thread.more and not section.picks and not section.thread:
        yield _unfold(thread, section)
    yield ITEM_END


def _unfold(thread, section):
    facts = {"address": section.address, "root": thread.root.pk, "more": thread.more}
    template = get_template("comments/_unfold.html")
    return fragments.get((manner(), "unfold", *facts.values()), lambda: template.render(facts))
