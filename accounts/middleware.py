"""Tells the services who asks, for as long as a request is answered; and whether a cookie counts still."""

from functools import cached_property

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from accounts import services
from accounts.both_servers import BothServers
from accounts.context import begin_request, end_request, speak_for
from accounts.models import User


class ClientMiddleware(BothServers):
    def before(self, request: HttpRequest) -> None:
        begin_request(request)

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # An asynchronous server answers each request in a context of its own, which ends with it.
        if not iscoroutinefunction(self):
            end_request()
        return response


class SessionsMiddleware(BothServers):
    """A cookie counts as long as its row among the sessions does, looked at when a view asks who it is."""

    def before(self, request: HttpRequest) -> None:
        cookie = Cookie(request)
        request.user = SimpleLazyObject(lambda: cookie.person)  # type: ignore[assignment]
        request.auser = sync_to_async(lambda: cookie.person)


class Cookie:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> User | AnonymousUser:
        """Whom Django takes it for, if it counts; one that does not is taken away."""
        user = get_user(self.request)
        if not isinstance(user, User):
            return AnonymousUser()
        try:
            session = services.browser_session(user=user, store=self.request.session)
        except services.SessionEnded:
            self.request.session.flush()
            return AnonymousUser()
        speak_for(user, session_id=session.pk)
        return user
