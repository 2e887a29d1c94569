"""API keys, as they are asked for and told."""

from typing import Any

from rest_framework import serializers

from accounts.models import ApiKey
from accounts.services import keys
from accounts.services.scopes import SCOPES

SCOPE_CHOICES = [(scope, str(words)) for scope, words in SCOPES.items()]


class BudgetField(serializers.DecimalField):
    """Credits, to six decimals."""

    def __init__(self, **options: Any) -> None:
        shape = {"max_digits": 15, "decimal_places": 6, "min_value": 0, "coerce_to_string": False}
        super().__init__(**{**shape, **options})


class ApiKeyAskedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPE_CHOICES), min_length=1, max_length=50)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, help_text="Null: never.")
    budget = BudgetField(
        required=False, allow_null=True, help_text="The credits that its work may cost in all. Null: no cap."
    )


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """One key. `spent`, `budget` and `left` are credits; without a budget the last two are null."""

    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPE_CHOICES))
    spent = serializers.SerializerMethodField()
    budget = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "last_used_address",
            "spent",
            "budget",
            "left",
        )

    def get_spent(self, row: ApiKey) -> float:
        return self._spending(row)["spent"]

    def get_budget(self, row: ApiKey) -> float | None:
        return self._spending(row)["budget"]

    def get_left(self, row: ApiKey) -> float | None:
        return self._spending(row)["left"]

    def _spending(self, row: ApiKey) -> keys.Spending:
        """Asked once for a whole list, by the view."""
        found: keys.Spending = self.context["spending"].get(row.pk, keys.NOTHING)
        return found


class ApiKeyMadeSerializer(ApiKeySerializer):
    """A new key, with the secret that is told this once."""

    key = serializers.CharField()

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")
