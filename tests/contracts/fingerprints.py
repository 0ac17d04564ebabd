"""What a newsroom's rows look like now: to prove that nothing changed."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from claims.accounts.models import Organisation

OF_NO_NEWSROOM = {"claims_slot", "claims_user", "claims_organisation"}
BUT_FOR = {"claims_membership": "to_jsonb(t) - 'looked_at' - 'looked_before_at'"}
"""What of a row counts, where not all does: looking at Today notes when, and changes nothing."""


def fingerprint(newsroom: Organisation) -> dict[str, tuple[int, str]]:
    """For every table of ours: how many rows the newsroom has in it, and a hash over all of them."""
    tables = sorted(model._meta.db_table for model in apps.get_app_config("claims").get_models())
    parts = [
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(({shown})::text, '|' ORDER BY t.id), '')) "
        f'FROM "{table}" t WHERE organisation_id = {newsroom.pk}'
        for table in tables
        for shown in [BUT_FOR.get(table, "t")]
        if table not in OF_NO_NEWSROOM
    ]
    parts.append(
        "SELECT 'claims_organisation', count(*), md5(coalesce(string_agg(t::text, '|'), '')) "
        f"FROM claims_organisation t WHERE id = {newsroom.pk}"
    )
    parts.append(
        # Not last_login: signing in is no change.
        "SELECT 'claims_user', count(*), md5(coalesce(string_agg("
        "(u.id, u.email, u.name, u.password, u.is_active)::text, '|' ORDER BY u.id), '')) FROM claims_user u "
        f"JOIN claims_membership m ON m.user_id = u.id WHERE m.organisation_id = {newsroom.pk}"
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}
