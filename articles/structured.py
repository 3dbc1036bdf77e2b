"""What search engines are told about a page, in schema.org's words (see developers.google.com/search, Article and ProfilePage)."""

from django.urls import reverse
from django.utils import timezone

from newsroom.http import absolute

# IPTC's words for digital sources, as schema.org has them.
MADE_BY = {"assisted": "CompositeWithTrainedAlgorithmicMedia", "generated": "TrainedAlgorithmicMedia"}


def publisher(site) -> dict:
    said = {
        "@type": "NewsMediaOrganization",
        "name": site.name,
        "url": absolute("/"),
        "correctionsPolicy": absolute(reverse("corrections")),
    }
    if site.logo:
        said["logo"] = {"@type": "ImageObject", "url": absolute(site.logo.url)}
    return said


def news_article(story, site) -> dict:
    said = {
        "@context": "https://schema.org",
        "@type": _kind(story),
        "mainEntityOfPage": absolute(story.get_absolute_url()),
        "url": absolute(story.get_absolute_url()),
        "headline": story.title,
        "inLanguage": story.language,
        "datePublished": moment(story.published_at),
        "dateModified": moment(story.revised_at or story.published_at),
        "author": [
            {"@type": "Person", "name": creator.name, "url": absolute(creator.get_absolute_url())}
            for creator in story.byline
        ],
        "publisher": publisher(site),
        "isAccessibleForFree": True,
    }
    if story.subtitle:
        said["description"] = story.subtitle
    if story.topic:
        said["articleSection"] = story.topic.name
    if tags := [tag.name for tag in story.tagged]:
        said["keywords"] = tags
    if story.cover:
        said["image"] = [absolute(story.cover.url)]
    return said | _labels(story) | _trust(story)


def _kind(story) -> str | list[str]:
    kinds = ["AdvertiserContentArticle"] if story.sponsor else []
    kinds += ["OpinionNewsArticle"] if story.is_opinion else []
    return kinds[0] if len(kinds) == 1 else kinds or "NewsArticle"


def _labels(story) -> dict:
    said = {}
    if story.sponsor:
        said["sponsor"] = {"@type": "Organization", "name": story.sponsor}
    if story.ai_use:
        said["digitalSourceType"] = f"https://schema.org/{MADE_BY[story.ai_use]}DigitalSource"
    return said


def _trust(story) -> dict:
    """What it rests on, and what was put right in it."""
    said = {}
    if cited := [source for source in story.sourced if source.name]:
        said["citation"] = [
            {"@type": "CreativeWork", "name": source.name, "url": source.url} if source.url else source.name
            for source in cited
        ]
    if story.corrected:
        said["correction"] = [
            {
                "@type": "CorrectionComment",
                "name": one.get_kind_display(),
                "text": one.text,
                "datePublished": moment(one.at),
                "url": absolute(f"{story.get_absolute_url()}#{one.anchor}"),
            }
            for one in story.corrected
        ]
    return said


def profile(creator, site) -> dict:
    person = {
        "@type": "Person",
        "name": creator.name,
        "url": absolute(creator.get_absolute_url()),
        "worksFor": publisher(site),
    }
    if creator.bio:
        person["description"] = creator.bio
    if creator.portrait:
        person["image"] = absolute(creator.portrait.url)
    if creator.website:
        person["sameAs"] = [creator.website]
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateCreated": moment(creator.created_at),
        "mainEntity": person,
    }


def website(site) -> dict:
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.name,
        "url": absolute(reverse("front")),
        "inLanguage": site.language,
        "publisher": publisher(site),
    }


def moment(value) -> str:
    """ISO 8601 with the zone, as the site tells time; a preview may have no date yet."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""
