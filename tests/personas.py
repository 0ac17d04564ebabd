"""The people everybody knows. Ada checks, Ben edits, Eve runs the newsroom, Dev reads; Cleo works elsewhere."""

from __future__ import annotations

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, Role, User
from claims.accounts.newsrooms import create_newsroom
from claims.history.models import Handoff, JobState

PASSWORD = "correct horse battery"


def newsroom(name: str, slug: str, *, host: str, admin: str) -> Organisation:
    """A newsroom whose public pages are still to be made: most tests never look at them, and publishing makes them."""
    made = create_newsroom(
        name=name,
        slug=slug,
        admin_email=f"{admin.lower()}@{slug}.example",
        admin_name=admin,
        password=PASSWORD,
        public_host=host,
        base_url=f"http://{host}",
    )
    Handoff.objects.filter(organisation_id=made.pk, task="publishing.render_newsroom").update(
        state=JobState.DONE
    )
    return made


def person(organisation: Organisation, name: str, role: Role) -> Actor:
    """A member with this role, made once: a second call returns the same person."""
    email = f"{name.lower()}@{organisation.slug}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    if not Membership.objects.filter(user=user, organisation=organisation, ended_at=None).exists():
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, organisation)
