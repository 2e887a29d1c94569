"""A person's own texts, found by their meaning."""

import uuid

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Now
from pgvector.django import HalfVectorField, HnswIndex, VectorField

from accounts.models import User
from ai.models.catalogue import ModelSpec

# An index serves vectors of one length; these are the lengths that models have. Others are looked through.
INDEXED_DIMENSIONS = (384, 768, 1024, 1536, 3072)


def near_indexes(name: str) -> tuple[HnswIndex, ...]:
    """One index a length over `vector`, in half precision: half the size, and up to 4000 numbers."""
    return tuple(
        HnswIndex(
            OpClass(Cast("vector", HalfVectorField(dimensions=each)), name="halfvec_cosine_ops"),
            name=f"{name}_near_{each}",
            condition=Q(dimensions=each),
            m=16,
            ef_construction=64,
        )
        for each in INDEXED_DIMENSIONS
    )


class EmbeddedTextQuerySet(models.QuerySet["EmbeddedText"]):
    def for_user(self, user: User) -> "EmbeddedTextQuerySet":
        return self.filter(user=user)


class EmbeddedText(models.Model):
    """A piece of a person's text, and where it lies by its meaning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="embedded_texts")
    document_id = models.UUIDField(help_text="What it is a piece of.")
    number = models.PositiveIntegerField(help_text="Which piece, from 0.")
    text = models.TextField()
    letters = models.PositiveIntegerField()
    metadata = models.JSONField(default=dict, blank=True)
    spec = models.ForeignKey(ModelSpec, models.SET_NULL, null=True, related_name="+")
    space = models.CharField(max_length=240, help_text="Only vectors of one space can be compared.")
    dimensions = models.PositiveIntegerField()
    vector = VectorField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EmbeddedTextQuerySet.as_manager()

    score: float  # filled in by a search

    class Meta:
        ordering = ("-created_at", "document_id", "number")
        indexes = (
            models.Index(fields=("user", "space"), name="ai_texts_by_space"),
            models.Index(fields=("user", "-created_at"), name="ai_texts_by_age"),
            *near_indexes("ai_texts"),
        )

    def __str__(self) -> str:
        return self.text[:60]
