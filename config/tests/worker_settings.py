"""The settings of Celery workers that tests start: the platform's own, and the works of jobs/tests."""

from config.settings import *  # noqa: F403
from config.settings import JOBS
from jobs.tests.names import NAMES

JOBS["WORKS"] |= NAMES
