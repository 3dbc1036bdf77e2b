"""What one page of a discussion shows: a bounded number of comments in a fixed number of queries, however many there are."""

from dataclasses import dataclass, field
from functools import partial

from django.db import models
from django.db.models.expressions import RawSQL

from comments import paths
from comments.models import Comment
from newsroom.paging import page_of
from newsroom.prepared import Given, prepared

THREADS = 20
ON_A_PAGE = 40
SORTS = {"newest": ["-path"], "oldest": ["path"], "liked": ["-like_count", "-path"]}
DEEPEST = 10_000
LEADING_UP = 9  # comments shown above the one that a permalink leads to, where its thread has several pages

PATH, INTEGER = models.CharField(), models.IntegerField()
STORY = Given("story", models.BigAutoField())


@dataclass
class Thread:
    """A comment and the answers that are shown with it, depth first."""

    root: Comment
    replies: list = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many shown answers stand only on the thread's own page."""
        return max(0, self.root.reply_count - sum(reply.is_published for reply in self.replies))

    @property
    def steps(self):
        """The replies, each with the lists and items that end or begin before it; at last those that are still open."""
        depth = 0
        for reply in self.replies:
            true = reply.level - self.root.level
            level = max(1, min(true, DEEPEST_INDENT, depth + 1))
            reply.is_deep = level != true
            yield {"comment": reply, "begins": level > depth, "ends": range(depth - level), "follows": level <= depth}
            depth = level
        yield {"ends": range(depth)}


DEEPEST_INDENT = 2  # the thread itself and two levels below it: three in all


def of_story(story, request, sort="newest", picks=False):
    """One page of threads; with `picks`, the picked comments alone. Raises Http404 for a page that does not exist."""
    comments = Comment.objects.filter(story=story).visible().with_people()
    query = [] if sort == "newest" else [f"sort={sort}"]
    if picks:
        found = comments.filter(picked_at__isnull=False).order_by(
            *(SORTS[sort] if sort != "newest" else ["-picked_at", "-path"])
        )
        paging = page_of(found, request, size=THREADS, query="&".join([*query, "only=picks"]), deepest=DEEPEST)
        paging.rows = [Thread(comment) for comment in paging.rows]
        return paging
    roots = comments.filter(parent__isnull=True).order_by(*SORTS[sort])
    first = partial(_first_roots, sort, story=story.pk)
    paging = page_of(roots, request, size=THREADS, query="&".join(query), deepest=DEEPEST, first=first)
    threads = [Thread(root) for root in paging.rows]
    _answer(story, threads)
    paging.rows = threads
    return paging


@prepared
def _first_roots(sort):
    roots = Comment.objects.filter(story=STORY, parent__isnull=True).visible().for_page()
    return roots.order_by(*SORTS[sort])[: THREADS + 1]


def of_comment(comment, request):
    """One page of a comment and all below it. The thread's own page if the comment begins one."""
    found = Comment.objects.filter(story=comment.story_id).visible().below(comment.path).with_people().order_by("path")
    paging = page_of(found, request, size=ON_A_PAGE, query=f"thread={comment.pk}")
    thread = Thread(comment, paging.rows)
    paging.rows = [thread]
    return paging


def place_within_thread(comment) -> str:
    """What the page of its thread comes `after` on which a comment stands; empty for the first page."""
    root = paths.root(comment.path)
    before = Comment.objects.filter(story=comment.story_id, path__gt=root, path__lt=comment.path).visible()
    nearest = before.order_by("-path").values_list("path", flat=True)[:ON_A_PAGE]
    return nearest[LEADING_UP] if len(nearest) == ON_A_PAGE else ""


def shares(counts: list[int], places: int) -> list[int]:
    """How many answers of each thread are shown: `places` in all, evenly, so that no thread crowds out the others."""
    given = [0] * len(counts)
    while places > 0:
        wanting = [index for index, count in enumerate(counts) if count > given[index]]
        if not wanting:
            break
        step = max(1, places // len(wanting))
        for index in wanting[:places]:
            more = min(step, counts[index] - given[index], places)
            given[index] += more
            places -= more
    return given


def _answer(story, threads):
    """Give each thread its first answers: one query, an index range for each."""
    given = shares([thread.root.reply_count for thread in threads], ON_A_PAGE - len(threads))
    asked = [(thread.root.path, number) for thread, number in zip(threads, given, strict=True) if number]
    if not asked:
        return
    by_root = {thread.root.path: thread for thread in threads}
    values = {f"begin_{part}": path for part, (path, _number) in enumerate(asked)}
    values |= {f"end_{part}": path + paths.AFTER for part, (path, _number) in enumerate(asked)}
    values |= {f"most_{part}": number for part, (_path, number) in enumerate(asked)}
    seen = {thread.root.pk: thread.root for thread in threads}
    for reply in _replies(len(asked), story=story.pk, **values):
        by_root[paths.root(reply.path)].replies.append(reply)
        if reply.parent_id in seen:  # what is answered stands before its answers
            reply.parent = seen[reply.parent_id]
        seen[reply.pk] = reply


@prepared
def _replies(parts):
    """The first answers of so many threads: an index range for each."""
    given = []
    for part in range(parts):
        given += [STORY, Given(f"begin_{part}", PATH), Given(f"end_{part}", PATH), Given(f"most_{part}", INTEGER)]
    chosen = RawSQL(" UNION ALL ".join([RANGE] * parts), given)
    return Comment.objects.filter(pk__in=chosen).for_page().order_by("path")


RANGE = (
    "SELECT id FROM (SELECT id FROM comments_comment"
    " WHERE story_id = %s AND path > %s AND path < %s AND visible ORDER BY path LIMIT %s) AS part"
)
