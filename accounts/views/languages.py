"""Which language the pages speak: the browser's cookie says, which is set by choice and at sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import User
from accounts.services.profile import update_profile


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """The language named in the form, for this browser and, of a signed-in person, for their account."""
    language = request.POST.get("language", "")
    user = request.user
    if isinstance(user, User) and language in dict(settings.LANGUAGES) and check_for_language(language):
        update_profile(user=user, changes={"locale": language})
    return set_language(request)
