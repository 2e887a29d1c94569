"""What happened to my account."""

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView

from accounts import services
from accounts.api.base import current_user
from accounts.models import AuditEvent
from accounts.serializers import AuditEventSerializer


class ActivityView(ListAPIView[AuditEvent]):
    """What happened to my account, newest first."""

    schema_tags = ("accounts",)
    serializer_class = AuditEventSerializer

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return services.activity_of(user=current_user(self.request))
