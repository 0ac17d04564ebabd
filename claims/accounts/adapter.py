"""How allauth behaves here: nobody signs up alone, and nothing is built from a request's Host header."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up; links in mails start with BASE_URL; `next` stays in this house."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail address and password don’t go together. "
        "Check both, or ask for a new password.",
        "too_many_login_attempts": "Too many failed attempts for this address. "
        "Wait five minutes, or ask for a new password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of our own: every host is answered here, so a host proves nothing."""
        return bool(url) and url_has_allowed_host_and_scheme(url or "", allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.BASE_URL) + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings:index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Without the package's `current_site`, which would be whatever Host the request named."""
        own = {**context, "email": email, "base_url": settings.BASE_URL}
        self.render_mail(template_prefix, email, own).send()

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None
