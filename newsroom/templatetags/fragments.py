"""`{% finished facts more %} … {% endfinished %}`: a part of a page that is made once for the same facts.

The facts must name all that stands in between; language and time zone are added here. Where the first fact is None, the
part is not the same for others and is made anew.
"""

from itertools import count

from django import template

from newsroom.fragments import fragments, manner

register = template.Library()
NUMBERS = count()  # each place in a template has one of its own, in this process


class Finished(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist, facts):
        self.nodelist, self.facts, self.number = nodelist, facts, next(NUMBERS)

    def render(self, context):
        facts = [fact.resolve(context) for fact in self.facts]
        if facts and facts[0] is None:
            return self.nodelist.render(context)
        key = (manner(), self.number, *facts)
        return fragments.get(key, lambda: self.nodelist.render(context))


@register.tag
def finished(parser, token):
    facts = [parser.compile_filter(fact) for fact in token.split_contents()[1:]]
    nodelist = parser.parse(["endfinished"])
    parser.delete_first_token()
    return Finished(nodelist, facts)
