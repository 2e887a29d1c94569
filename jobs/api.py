import uuid
from collections.abc import Sequence

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from credits.pricing import Quote
from jobs import services
from jobs.filters import JobFilter
from jobs.models import Job
from jobs.serializers import DryRunSerializer, JobSerializer, dry_run

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key with the same request is done once and answered the same; with another: 409.",
)
DRY_RUN = OpenApiParameter(
    "dryRun",
    OpenApiTypes.BOOL,
    OpenApiParameter.QUERY,
    description="Validate and price only; nothing runs and nothing is charged.",
)
JOB_ANSWERS = {
    202: OpenApiResponse(JobSerializer, description="The job is queued."),
    200: OpenApiResponse(DryRunSerializer, description="What it would cost (`dryRun=true`)."),
}
job_making = extend_schema(parameters=[IDEMPOTENCY_KEY, DRY_RUN], responses=JOB_ANSWERS)


def idempotency_key(request: Request) -> str:
    return request.headers.get("Idempotency-Key", "")[:200]


def accepted(job: Job) -> Response:
    """202 with the job, and where to ask for it."""
    return Response(
        JobSerializer(job).data, status=status.HTTP_202_ACCEPTED, headers={"Location": f"/api/jobs/{job.pk}"}
    )


def quoted(quote: Quote, *, seconds: float, notes: Sequence[str] = ()) -> Response:
    return Response(dry_run(quote, seconds=seconds, notes=notes))


def jobs_of(request: Request, category: str | None) -> QuerySet[Job]:
    """The jobs that the asking user may see, of one category when the address names one."""
    jobs = Job.objects.for_user(current_user(request))
    return jobs.filter(category=category) if category else jobs


@extend_schema_view(get=extend_schema(parameters=JobFilter.parameters()))
class JobListView(ListAPIView[Job]):
    """My jobs, newest first."""

    schema_tags = ("jobs",)
    serializer_class = JobSerializer
    category: str | None = None

    def get_queryset(self) -> QuerySet[Job]:
        return JobFilter.apply(self.request, jobs_of(self.request, self.category))


class JobDetailView(RetrieveAPIView[Job]):
    """One of my jobs."""

    schema_tags = ("jobs",)
    serializer_class = JobSerializer
    lookup_url_kwarg = "job_id"
    category: str | None = None

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_of(self.request, self.category)


class JobCancelView(APIView):
    schema_tags = ("jobs",)

    @extend_schema(request=None, responses={200: JobSerializer})
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        """Cancels a waiting job at once and asks a running one to stop."""
        job = services.cancel(user=current_user(request), job_id=job_id)
        return Response(JobSerializer(job).data)


class JobRetryView(APIView):
    schema_tags = ("jobs",)

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        """Does a failed or cancelled job again, as a new job."""
        return accepted(services.retry(user=current_user(request), job_id=job_id))
