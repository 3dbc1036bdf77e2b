from django.urls import path

from articles import corrections_feed, feeds, sitemaps
from articles.views import chain, corrections, history, lists, preview, search, story

urlpatterns = [
    path("", lists.front, name="front"),
    path("stories/", lists.archive, name="archive"),
    path("stories/<name:slug>/", story.story, name="story"),
    path("stories/<name:slug>/history/", history.history, name="history"),
    path("stories/<name:slug>/history/<number:number>/", history.version, name="version"),
    path("stories/<name:slug>/history/<number:number>..<number:other>/", history.compared, name="versions_compared"),
    path("stories/<name:slug>/history/<number:number>.json", chain.version, name="version_json"),
    path("stories/<name:slug>/history.json", chain.chain, name="history_json"),
    path("preview/<str:token>/", preview.preview, name="preview"),
    path("creators/", lists.creators, name="creators"),
    path("creators/<name:slug>/", lists.creator, name="creator"),
    path("creators/<name:slug>/feed.rss", feeds.CreatorFeed(), name="creator_feed"),
    path("topics/<name:slug>/", lists.topic, name="topic"),
    path("topics/<name:slug>/feed.rss", feeds.TopicFeed(), name="topic_feed"),
    path("tags/<name:slug>/", lists.tag, name="tag"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/feed.rss", corrections_feed.CorrectionsFeed(), name="corrections_rss"),
    path("search/", search.search, name="search"),
    path("feeds/stories.rss", feeds.StoriesFeed(), name="stories_rss"),
    path("feeds/stories.atom", feeds.StoriesAtomFeed(), name="stories_atom"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<name>.xml", sitemaps.section, name="sitemap_section"),
]
