"""Bar 6: comments by signed-in readers, moderated and durably stored. What was posted is taken back afterwards."""

import json
from contextlib import contextmanager
from secrets import token_hex

from tests.bench import yardsticks
from tests.bench.load import Load, Subject, lua
from tests.bench.processes import Trouble
from tests.bench.report import Row
from tests.bench.servers import BROWSER, fetch, web

READERS = 64
AT_ONCE = 64
# Every text is different, so that no rule takes one for a copy; what was acknowledged is written down by its address.
POSTS = """
local at, file = 0, @FILE and io.open(@FILE, "a")
local keys, tokens, paths = @KEYS, @TOKENS, @PATHS
math.randomseed(tonumber("@MARK", 16) % 2147483647)
local function word()
  local letters = {}
  for place = 1, math.random(3, 8) do letters[place] = string.char(96 + math.random(26)) end
  return table.concat(letters)
end
function request()
  at = at + 1
  local who, headers = at % #keys + 1, {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  headers["Cookie"] = "sessionid=" .. keys[who]
  headers["Origin"] = "http://" .. wrk.headers["Host"]
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  local said = "Number+" .. at .. "+of+@MARK:"
  for _ = 1, 12 do said = said .. "+" .. word() end
  said = said .. "+*watch*."
  return wrk.format("POST", paths[at % #paths + 1], headers, "csrfmiddlewaretoken=" .. tokens[who] .. "&body=" .. said)
end
"""
NOTE = """
function response(status, headers, body)
  file:write(status == 302 and (headers["location"] or headers["Location"]) or "/refused/" .. status, "\\n")
  file:flush()
end
"""


class Posts:
    """Posts to the discussions of these stories by many readers, one text never twice."""

    def __init__(self, site):
        self.people = site.ask("readers", READERS)

    def load(self, server, stories, connections=1, file=None):
        script = POSTS + (NOTE if file else "")
        for name, value in {
            "@KEYS": lua([key for key, _token in self.people]),
            "@TOKENS": lua([token for _key, token in self.people]),
            "@PATHS": lua([self.discussion(story) for story in stories]),
            "@FILE": json.dumps(str(file)) if file else "nil",
        }.items():
            script = script.replace(name, value)
        return Marked(server.port, [self.discussion(stories[0])], BROWSER, connections, script)

    @staticmethod
    def discussion(story):
        return f"{story}comments/"

    def one(self, server, story):
        """The answer to one post. Raises Trouble where it is not shown at once."""
        key, token = self.people[0]
        own = {"Cookie": f"sessionid={key}", "Origin": f"http://127.0.0.1:{server.port}"}
        own["Content-Type"] = "application/x-www-form-urlencoded"
        body = f"csrfmiddlewaretoken={token}&body=One+by+{token_hex(8)}."
        answer = fetch(server.port, self.discussion(story), BROWSER | own, "POST", body)
        if answer.status != 302 or not answer.header("Location").startswith("/comments/"):
            raise Trouble(f"a comment posted to {story} was answered {answer.status} {answer.header('Location')}")
        return answer


class Marked(Load):
    """A load whose runs never say the same."""

    def run(self, seconds, clean=True):
        script = self.script.replace("@MARK", token_hex(6))
        return Load(self.port, self.paths, self.headers, self.connections, script).run(seconds, clean)


@contextmanager
def posts(site):
    newest = site.ask("newest_comment")
    site.ask("haste", "allow")
    try:
        yield Posts(site)
    finally:
        site.ask("take_back", newest)
        site.ask("haste", "mind")


def comments(bench):
    stories = bench.site.places["story_plain"]
    with posts(bench.site) as said, web(bench.site) as site:
        found = said.one(site, stories[0])
        with yardsticks.granian(found, bench.folder, "D") as d:
            taken = bench.take({
                "post": bench.subject(said.load(site, stories), site),
                "D": Subject(Load(d.port, ["/"]), (d.pid,)),
            })  # fmt: skip
        return [
            Row(6, "posting a comment, to D", taken.ratio("post", "D"), beside=taken.figures("post"),
                ceiling=15 if bench.site.is_embedded else None),
            Row(6, "posts stored a CPU second", 1000 / taken.middle("post", "cpu_ms"), ""),
            *_at_once(bench, said, site, stories),
        ]  # fmt: skip


def _at_once(bench, said, site, stories):
    """None of those that were acknowledged may be missing, and none refused."""
    file = bench.folder / "acknowledged"
    file.write_text("")
    told = said.load(site, stories, AT_ONCE, file).run(3 * bench.seconds, clean=False)
    answers = file.read_text().split()
    shown = [address for address in answers if address.startswith("/comments/")]
    file.write_text("\n".join(shown) + "\n")
    lost = len(shown) - len(set(shown)) + (bench.site.ask("lost", file) if shown else 0)
    beside = {"p50": told.p50, "p99": told.p99}
    return [
        Row(6, f"errors among {len(answers)} posts at c = {AT_ONCE}", len(answers) - len(shown) + told.broken, "", 0),
        Row(6, f"lost of {len(shown)} acknowledged at c = {AT_ONCE}", lost, "", 0, beside=beside),
    ]
