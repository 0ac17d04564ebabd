"""Addresses under /desk/settings/: people, keys for programs, the newsroom itself."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from claims.accounts import settings_pages as pages

app_name = "settings"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="settings:people"), name="index"),
    path("people/", pages.people, name="people"),
    path("people/invite/", pages.invite_person, name="invite"),
    path("people/invitations/<str:uid>/revoke/", pages.revoke_open_invitation, name="revoke_invitation"),
    path("people/<str:uid>/role/", pages.change_persons_role, name="change_role"),
    path("people/<str:uid>/deactivate/", pages.deactivate_person, name="deactivate"),
    path("keys/", pages.keys, name="keys"),
    path("keys/new/", pages.issue_key, name="issue_key"),
    path("keys/<str:uid>/revoke/", pages.revoke_key, name="revoke_key"),
    path("working/", pages.working, name="working"),
    path("newsroom/", pages.newsroom, name="newsroom"),
]
