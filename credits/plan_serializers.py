from typing import Any

from rest_framework import serializers

from credits.limits import Quota, Use
from credits.models import Feature, Pack, Plan, Purchase, Subscription
from credits.pricing import to_credits


class LimitsSerializer(serializers.ModelSerializer[Plan]):
    """Null is no limit."""

    class Meta:
        model = Plan
        fields = Feature.values


class PlanSerializer(serializers.ModelSerializer[Plan]):
    id = serializers.CharField(source="code")
    monthly_credits = serializers.SerializerMethodField()
    price = serializers.IntegerField(help_text="For a month, in cents.")
    limits = LimitsSerializer(source="*")

    class Meta:
        model = Plan
        fields = ("id", "name", "description", "monthly_credits", "price", "currency", "limits")

    def get_monthly_credits(self, plan: Plan) -> float:
        return to_credits(plan.monthly)


class PackSerializer(serializers.ModelSerializer[Pack]):
    id = serializers.CharField(source="code")
    credits = serializers.SerializerMethodField()
    price = serializers.IntegerField(help_text="Cents.")

    class Meta:
        model = Pack
        fields = ("id", "name", "credits", "price", "currency")

    def get_credits(self, pack: Pack) -> float:
        return to_credits(pack.micro)


class TopUpSerializer(serializers.Serializer[Any]):
    pack_id = serializers.CharField(max_length=40)


class StartedSerializer(serializers.Serializer[Purchase]):
    """A purchase that has begun. Nothing to visit: it is done (`paid`), or staff will look at it."""

    checkout_url = serializers.CharField(source="address", help_text="Where it is paid; may be empty.")
    topup_id = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(source="state", choices=Purchase.State.choices)


class ChooseSerializer(serializers.Serializer[Any]):
    plan_id = serializers.CharField(max_length=40)


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    plan = PlanSerializer()

    class Meta:
        model = Subscription
        fields = ("plan", "status", "period_start", "period_end", "cancel_at_period_end")


class ChosenSerializer(serializers.Serializer[Any]):
    subscription = SubscriptionSerializer()
    purchase = StartedSerializer(allow_null=True)


class UseSerializer(serializers.Serializer[Use]):
    limit = serializers.IntegerField(source="allowed", allow_null=True, help_text="Null is no limit.")
    used = serializers.IntegerField()
    remaining = serializers.SerializerMethodField()
    reset_date = serializers.DateTimeField(source="resets_at", allow_null=True)
    warning = serializers.BooleanField(source="is_near", help_text="80 % are used.")

    def get_remaining(self, use: Use) -> int | None:
        return None if use.allowed is None else max(use.allowed - use.used, 0)


class FeaturesSerializer(serializers.Serializer[Any]):
    videos = UseSerializer()
    summaries = UseSerializer()
    narration_minutes = UseSerializer()
    chat_messages = UseSerializer()
    storage_bytes = UseSerializer()
    upload_bytes = UseSerializer()
    concurrent_jobs = UseSerializer()


class QuotaSerializer(serializers.Serializer[Quota]):
    """Credits of the month, and the limits of the plan."""

    plan = serializers.CharField()
    limit = serializers.FloatField(help_text="Credits of a month.")
    used = serializers.FloatField(help_text="Charged in this month, or set aside.")
    remaining = serializers.FloatField()
    reset_date = serializers.DateTimeField()
    warning = serializers.BooleanField(help_text="80 % are used.")
    features = FeaturesSerializer()

    def to_representation(self, quota: Quota) -> dict[str, Any]:
        amounts = {name: to_credits(getattr(quota, name)) for name in ("limit", "used", "remaining")}
        features = {use.feature.value: UseSerializer(use).data for use in quota.features}
        end = serializers.DateTimeField().to_representation(quota.resets_at)
        told = {"plan": quota.plan, **amounts, "reset_date": end, "warning": quota.is_near}
        return {**told, "features": features}
