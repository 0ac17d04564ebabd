"""A correction can change who said it and when; a withdrawal has its day, for the public list of corrections."""

from django.db import migrations, models

# A correction that is being written when this is installed says what readers see now.
OPEN_CORRECTIONS = """
UPDATE claims_draft d SET claimant = said.claimant, claimed_on = said.claimed_on FROM (
    SELECT draft.id, coalesce(r.claimant_name, w.name, '') AS claimant,
        CASE WHEN r.id IS NULL THEN c.claimed_on ELSE r.claimed_on END AS claimed_on
    FROM claims_draft draft
    JOIN claims_factcheck f ON f.id = draft.fact_check_id
    JOIN claims_claim c ON c.id = f.claim_id
    LEFT JOIN claims_claimant w ON w.id = c.claimant_id
    LEFT JOIN claims_publication p ON p.fact_check_id = f.id
    LEFT JOIN claims_publishedversion v ON v.publication_id = p.id
        AND v.n = (SELECT max(n) FROM claims_publishedversion WHERE publication_id = p.id)
    LEFT JOIN claims_verdictrevision r ON r.id = v.revision_id
    WHERE draft.correction_kind <> ''
) said WHERE said.id = d.id;
"""
WITHDRAWN = """
UPDATE claims_publication p SET withdrawn_at = coalesce(
    (SELECT max(e.at) FROM claims_event e WHERE e.organisation_id = p.organisation_id AND e.subject_type = 'Publication'
        AND e.subject_uid = p.uid AND e.name = 'publication.withdrawn'),
    p.created_at)
WHERE p.state = 'withdrawn';
"""
# The day it was said is part of what a public verdict is about.
CLAIM_GUARD = """
CREATE OR REPLACE FUNCTION claims_claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.same_as_id IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM claims_claim WHERE id = NEW.same_as_id AND same_as_id IS NOT NULL)
            OR (TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM claims_claim WHERE same_as_id = NEW.id)) THEN
            RAISE EXCEPTION 'a claim that is covered by another can''t cover one' USING
                ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_same_as_flat';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NOT DISTINCT FROM OLD.frozen_at
            AND (NEW.statement, NEW.kind, NEW.claimant_id, NEW.claimed_on, NEW.quantities, NEW.times)
                IS DISTINCT FROM
                (OLD.statement, OLD.kind, OLD.claimant_id, OLD.claimed_on, OLD.quantities, OLD.times) THEN
            RAISE EXCEPTION 'the wording of a published claim changes only through a correction' USING
                ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_frozen';
        END IF;
        IF (NEW.kind <> OLD.kind OR NEW.is_ambiguous <> OLD.is_ambiguous)
            AND claims_rating_refusal(NEW.id, NEW.kind, NEW.is_ambiguous) IS NOT NULL
            AND EXISTS (SELECT 1 FROM claims_draft d JOIN claims_factcheck f ON f.id = d.fact_check_id
                        WHERE f.claim_id = NEW.id AND d.rating_id IS NOT NULL) THEN
            RAISE EXCEPTION 'a rated claim can''t become %: take the rating away first',
                CASE WHEN NEW.is_ambiguous THEN 'ambiguous' ELSE NEW.kind END
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_kept_open_unrated';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
# Whom a place names may follow a correction where the copy itself was taken away since: its words are not touched.
PLACES = """
DROP TRIGGER claims_appearance_quote_stands ON claims_appearance;
CREATE TRIGGER claims_appearance_quote_stands
BEFORE INSERT OR UPDATE OF version_id, start, "end", quote ON claims_appearance
FOR EACH ROW EXECUTE FUNCTION claims_quote_stands_in_version();
"""
TOLD = """
CREATE FUNCTION claims_told_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stood claims_verdictrevision;
BEGIN
    SELECT r.* INTO stood FROM claims_publishedversion v
    JOIN claims_publication p ON p.id = v.publication_id
    JOIN claims_verdictrevision r ON r.id = v.revision_id
    WHERE p.fact_check_id = NEW.fact_check_id ORDER BY v.n DESC LIMIT 1;
    IF stood.id IS NOT NULL AND (
        (NEW.claimant_name, NEW.claimed_on) IS DISTINCT FROM (stood.claimant_name, stood.claimed_on)
        OR EXISTS (
            SELECT 1 FROM unnest(ARRAY['subject', 'measure', 'comparator', 'threshold', 'unit', 'probability',
                'horizon_on', 'criteria', 'resolution_source']) AS fact
            WHERE coalesce(NEW.claim_fields #>> ARRAY['prediction', fact], '')
                <> coalesce(stood.claim_fields #>> ARRAY['prediction', fact], '')))
    THEN
        RAISE EXCEPTION 'a % changes neither who said it, nor when, nor what a forecast says', NEW.correction_kind USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revision_told';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_verdictrevision_told BEFORE INSERT ON claims_verdictrevision FOR EACH ROW
WHEN (NEW.purpose = 'sent' AND NEW.correction_kind IN ('typo', 'clarification'))
EXECUTE FUNCTION claims_told_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_known_kinds")]

    operations = [
        migrations.AddField(
            "draft",
            "claimant",
            models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField("draft", "claimed_on", models.DateField(blank=True, null=True)),
        migrations.AddField("publication", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(OPEN_CORRECTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(WITHDRAWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "publication",
            models.CheckConstraint(
                condition=models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False))
                | (
                    models.Q(("state", "withdrawn"), _negated=True) & models.Q(("withdrawn_at__isnull", True))
                ),
                name="publication_withdrawn_at",
            ),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["organisation", "-withdrawn_at"],
                name="publication_withdrawn",
            ),
        ),
        migrations.AddIndex(
            "publishedversion",
            models.Index(
                condition=models.Q(("correction__isnull", False)),
                fields=["organisation", "-published_at", "-id"],
                name="published_version_corrected",
            ),
        ),
        migrations.RunSQL(CLAIM_GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
