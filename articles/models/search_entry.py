"""The place of a story or a creator in the search index. The words themselves are kept as each engine needs them."""

from django.db import models


class SearchEntry(models.Model):
    """Written by articles.search.index only. Deleted with its subject, and on SQLite a trigger takes the words along.

    Whoever changes this table on SQLite has to make that trigger again: Django rebuilds tables without them.
    """

    place = models.BigAutoField(primary_key=True)
    story = models.OneToOneField("articles.Story", models.CASCADE, null=True, related_name="+")
    creator = models.OneToOneField("articles.Creator", models.CASCADE, null=True, related_name="+")
    head = models.TextField()

    def __str__(self):
        return str(self.place)


class SearchLanguage(models.Model):
    """A language that some story has or had: what people ask for is stemmed in each."""

    code = models.CharField(max_length=12, primary_key=True)

    def __str__(self):
        return self.code
