"""Words that occur on the map, for the search to suggest. Written only by `activities.summaries.words`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class SearchWord(models.Model):
    """A word, the number of entries that have it, and its trigrams, padded with two spaces and one."""

    word = models.CharField(max_length=40, primary_key=True)
    entries = models.IntegerField()
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        indexes = [GinIndex(fields=["trigrams"], name="search_word_trigrams")]


class SearchWordState(models.Model):
    """A single row, with the number of the Change up to which the words are complete: `built_through`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    built_through = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_search_word_state")]
