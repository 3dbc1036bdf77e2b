"""What one page of a discussion shows: a bounded number of comments in a fixed number of queries, however many there are."""

from dataclasses import dataclass, field

from django.db.models.expressions import RawSQL

from comments import paths
from comments.models import Comment
from newsroom.paging import page_of

THREADS = 20
ON_A_PAGE = 40
SORTS = {"newest": ["-path"], "oldest": ["path"], "liked": ["-like_count", "-path"]}
DEEPEST = 10_000


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
            *(SORTS[sort] if sort != "newest" else ["-picked_at"])
        )
        paging = page_of(found, request, size=THREADS, query="&".join([*query, "only=picks"]), deepest=DEEPEST)
        paging.rows = [Thread(comment) for comment in paging.rows]
        return paging
    roots = comments.filter(parent__isnull=True).order_by(*SORTS[sort])
    paging = page_of(roots, request, size=THREADS, query="&".join(query), deepest=DEEPEST)
    threads = [Thread(root) for root in paging.rows]
    _answer(story, threads)
    paging.rows = threads
    return paging


def of_comment(comment, request):
    """One page of a comment and all below it. The thread's own page if the comment begins one."""
    found = Comment.objects.filter(story=comment.story_id).visible().below(comment.path).with_people().order_by("path")
    paging = page_of(found, request, size=ON_A_PAGE, query=f"thread={comment.pk}")
    thread = Thread(comment, paging.rows)
    paging.rows = [thread]
    return paging


def page_within_thread(comment) -> int:
    """On which page of its thread a comment stands."""
    if not comment.parent_id:
        return 1
    root = paths.root(comment.path)
    before = Comment.objects.filter(story=comment.story_id, path__gt=root, path__lt=comment.path).visible()
    return before.count() // ON_A_PAGE + 1


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
    parts, values = [], []
    for thread, number in zip(threads, given, strict=True):
        if number:
            parts.append(RANGE)
            path = thread.root.path
            values += [story.pk, path, path + paths.AFTER, number]
    if not parts:
        return
    by_root = {thread.root.path: thread for thread in threads}
    chosen = Comment.objects.filter(pk__in=RawSQL(" UNION ALL ".join(parts), values)).with_people()
    for reply in chosen.order_by("path"):
        by_root[paths.root(reply.path)].replies.append(reply)


RANGE = (
    "SELECT id FROM (SELECT id FROM comments_comment"
    " WHERE story_id = %s AND path > %s AND path < %s AND visible ORDER BY path LIMIT %s) AS part"
)
