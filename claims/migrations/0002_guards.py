"""What the database itself refuses, whoever asks: see the docstrings of the tables concerned."""

from __future__ import annotations

from django.db import migrations

from claims.accounts.composite_keys import add_composite_keys

FROZEN = (
    "claims_event",
    "claims_blob",
    "claims_articleversion",
    "claims_verdictrevision",
    "claims_citation",
    "claims_signoff",
    "claims_sendback",
    "claims_publishedversion",
    "claims_correction",
)

FUNCTIONS = """
CREATE FUNCTION claims_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A kept copy never changes; a takedown alone may null its text and blob, once, with a date and a reason.
CREATE FUNCTION claims_snapshot_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL AND NEW.removal_reason <> ''
        AND NEW.text IS NULL AND NEW.blob_id IS NULL
        AND (NEW.id, NEW.organisation_id, NEW.uid, NEW.source_id, NEW.requested_url, NEW.final_url, NEW.captured_at,
             NEW.text_sha256, NEW.characters, NEW.extractor, NEW.blocks)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.organisation_id, OLD.uid, OLD.source_id, OLD.requested_url, OLD.final_url, OLD.captured_at,
             OLD.text_sha256, OLD.characters, OLD.extractor, OLD.blocks)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a kept copy is never changed or deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION claims_quote_in_copy(copy_id bigint, first integer, past integer, words text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT first >= 0 AND past > first AND past <= length(text) AND substr(text, first + 1, past - first) = words
    FROM claims_snapshot WHERE id = copy_id
$$;

-- Evidence and citations: the words stand in the kept copy at the stored offsets.
CREATE FUNCTION claims_quote_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF claims_quote_in_copy(NEW.snapshot_id, NEW.start, NEW."end", NEW.quote) IS NOT TRUE THEN
        RAISE EXCEPTION 'these words do not stand in the kept copy at % to %', NEW.start, NEW."end"
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_stands';
    END IF;
    RETURN NEW;
END $$;

-- Suggestions and appearances: the same, through the article version; without a place there is nothing to prove.
CREATE FUNCTION claims_quote_stands_in_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE copy_id bigint;
BEGIN
    IF NEW.start IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT snapshot_id INTO copy_id FROM claims_articleversion WHERE id = NEW.version_id;
    IF claims_quote_in_copy(copy_id, NEW.start, NEW."end", NEW.quote) IS NOT TRUE THEN
        RAISE EXCEPTION 'these words do not stand in the article version at % to %', NEW.start, NEW."end"
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_stands';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
            AND (NEW.statement, NEW.kind, NEW.claimant_id, NEW.quantities, NEW.times)
                IS DISTINCT FROM (OLD.statement, OLD.kind, OLD.claimant_id, OLD.quantities, OLD.times) THEN
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

-- Why a claim may not be rated now; null where it may.
CREATE FUNCTION claims_rating_refusal(the_claim bigint, claim_kind text, ambiguous boolean) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN ambiguous THEN 'an ambiguous claim can''t be rated'
        WHEN claim_kind IN ('prediction', 'promise') AND NOT EXISTS (
            SELECT 1 FROM claims_prediction WHERE claim_id = the_claim
            AND state IN ('resolved_true', 'resolved_false', 'resolved_partly'))
        THEN 'an open ' || claim_kind || ' gets no rating before it has come out'
    END
$$;

CREATE FUNCTION claims_draft_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE why text;
BEGIN
    IF NEW.rating_id IS NOT NULL THEN
        SELECT claims_rating_refusal(c.id, c.kind, c.is_ambiguous) INTO why
        FROM claims_factcheck f JOIN claims_claim c ON c.id = f.claim_id WHERE f.id = NEW.fact_check_id;
        IF why IS NOT NULL THEN
            RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'draft_rating';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE why text; kind_now text;
BEGIN
    SELECT c.kind, claims_rating_refusal(c.id, c.kind, c.is_ambiguous) INTO kind_now, why
    FROM claims_factcheck f JOIN claims_claim c ON c.id = f.claim_id WHERE f.id = NEW.fact_check_id;
    IF NEW.claim_kind <> kind_now THEN
        RAISE EXCEPTION 'the revision says % but the claim is %', NEW.claim_kind, kind_now
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revision_kind';
    END IF;
    IF NEW.rating_id IS NOT NULL AND why IS NOT NULL THEN
        RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revision_rating';
    END IF;
    IF NOT NEW.made_by_id = ANY (NEW.author_ids) AND array_length(NEW.author_ids, 1) IS NULL THEN
        RAISE EXCEPTION 'a revision names its authors' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revision_authors';
    END IF;
    RETURN NEW;
END $$;

-- A citation is copied from evidence of the same claim that was there when the verdict says it was known.
CREATE FUNCTION claims_citation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_evidence e
        JOIN claims_verdictrevision r ON r.id = NEW.revision_id
        JOIN claims_factcheck f ON f.id = r.fact_check_id
        WHERE e.id = NEW.evidence_id AND e.claim_id = f.claim_id AND e.at <= r.known_as_of
        AND (e.snapshot_id, e.start, e."end", e.quote) = (NEW.snapshot_id, NEW.start, NEW."end", NEW.quote)
    ) THEN
        RAISE EXCEPTION 'a citation is evidence on this claim, added no later than the verdict is known as of' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'citation_evidence';
    END IF;
    RETURN NEW;
END $$;

-- Two keys: nobody who wrote a revision signs it, and only the newest sent one, while the case is in review.
CREATE FUNCTION claims_sign_off_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE revision claims_verdictrevision; newest bigint;
BEGIN
    SELECT * INTO revision FROM claims_verdictrevision WHERE id = NEW.revision_id;
    IF NEW.by_id = revision.made_by_id OR NEW.by_id = ANY (revision.author_ids) THEN
        RAISE EXCEPTION 'an author can''t sign off the verdict' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_off_by_somebody_else';
    END IF;
    SELECT id INTO newest FROM claims_verdictrevision
    WHERE fact_check_id = revision.fact_check_id AND purpose = 'sent' ORDER BY n DESC LIMIT 1;
    IF newest IS DISTINCT FROM NEW.revision_id THEN
        RAISE EXCEPTION 'only the newest sent revision can be signed off' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_off_newest';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM claims_membership WHERE user_id = NEW.by_id AND organisation_id = NEW.organisation_id
        AND ended_at IS NULL AND role IN ('editor', 'admin')
    ) THEN
        RAISE EXCEPTION 'only an editor of this newsroom signs off' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_off_editor';
    END IF;
    RETURN NEW;
END $$;

-- What is published is one signed revision of this very case; a correction carries the signed kind and note.
CREATE FUNCTION claims_published_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE revision claims_verdictrevision;
BEGIN
    SELECT * INTO revision FROM claims_verdictrevision WHERE id = NEW.revision_id;
    IF NOT EXISTS (SELECT 1 FROM claims_signoff WHERE id = NEW.sign_off_id AND revision_id = NEW.revision_id) THEN
        RAISE EXCEPTION 'only a signed revision is published' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_signed';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM claims_publication WHERE id = NEW.publication_id
                   AND fact_check_id = revision.fact_check_id) THEN
        RAISE EXCEPTION 'the revision belongs to another case' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_own_revision';
    END IF;
    IF NEW.n <> 1 + (SELECT count(*) FROM claims_publishedversion WHERE publication_id = NEW.publication_id) THEN
        RAISE EXCEPTION 'published versions are numbered without a gap' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_number';
    END IF;
    IF NEW.correction_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM claims_correction c WHERE c.id = NEW.correction_id AND c.publication_id = NEW.publication_id
        AND c.kind = revision.correction_kind AND c.note = revision.correction_note
    ) THEN
        RAISE EXCEPTION 'a correction carries the kind and note that were signed' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_correction';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = [
    *(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claims_refuse_change()"
        for table in FROZEN
    ),
    "CREATE TRIGGER claims_snapshot_frozen BEFORE UPDATE OR DELETE ON claims_snapshot "
    "FOR EACH ROW EXECUTE FUNCTION claims_snapshot_frozen()",
    *(
        f"CREATE TRIGGER {table}_quote_stands BEFORE INSERT OR UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claims_quote_stands()"
        for table in ("claims_evidence", "claims_citation")
    ),
    *(
        f"CREATE TRIGGER {table}_quote_stands BEFORE INSERT OR UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claims_quote_stands_in_version()"
        for table in ("claims_suggestion", "claims_appearance")
    ),
    "CREATE TRIGGER claims_claim_guard BEFORE INSERT OR UPDATE ON claims_claim "
    "FOR EACH ROW EXECUTE FUNCTION claims_claim_guard()",
    "CREATE TRIGGER claims_draft_guard BEFORE INSERT OR UPDATE ON claims_draft "
    "FOR EACH ROW EXECUTE FUNCTION claims_draft_guard()",
    "CREATE TRIGGER claims_verdictrevision_guard BEFORE INSERT ON claims_verdictrevision "
    "FOR EACH ROW EXECUTE FUNCTION claims_revision_guard()",
    "CREATE TRIGGER claims_citation_guard BEFORE INSERT ON claims_citation "
    "FOR EACH ROW EXECUTE FUNCTION claims_citation_guard()",
    "CREATE TRIGGER claims_signoff_guard BEFORE INSERT ON claims_signoff "
    "FOR EACH ROW EXECUTE FUNCTION claims_sign_off_guard()",
    "CREATE TRIGGER claims_publishedversion_guard BEFORE INSERT ON claims_publishedversion "
    "FOR EACH ROW EXECUTE FUNCTION claims_published_version_guard()",
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in TRIGGERS),
        migrations.RunPython(add_composite_keys, migrations.RunPython.noop),
    ]
