"""Mails to people about their accounts. A new password's mail is allauth's, its words are in templates/account."""

from __future__ import annotations

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string

from claims.accounts.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, link: str) -> bool:
    """One mail with the link. False, and a line in the log without the link, where it could not be handed over."""
    words = {"invitation": invitation, "newsroom": invitation.organisation, "link": link}
    try:
        send_mail(
            f"Join {invitation.organisation} on the Claim Workbench",
            render_to_string("accounts/email/invitation.txt", words),
            None,
            [invitation.email],
        )
    except OSError as error:
        log.warning("the mail of invitation %s was not sent: %s", invitation.uid, error)
        return False
    return True
