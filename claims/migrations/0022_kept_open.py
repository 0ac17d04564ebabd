"""A rating needs an outcome as long as it stands: what came out isn't taken back from under it."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION claims_prediction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('resolved_true', 'resolved_false', 'resolved_partly')
        AND (TG_OP = 'DELETE' OR NEW.claim_id <> OLD.claim_id
             OR NEW.state NOT IN ('resolved_true', 'resolved_false', 'resolved_partly'))
        AND EXISTS (
            SELECT 1 FROM claims_draft d JOIN claims_factcheck f ON f.id = d.fact_check_id
            JOIN claims_claim c ON c.id = f.claim_id
            WHERE c.id = OLD.claim_id AND c.kind IN ('prediction', 'promise') AND d.rating_id IS NOT NULL
        )
    THEN
        RAISE EXCEPTION 'a rating rests on this outcome: take the rating away first' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'prediction_rated';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER claims_prediction_guard BEFORE UPDATE OR DELETE ON claims_prediction
FOR EACH ROW EXECUTE FUNCTION claims_prediction_guard();

CREATE FUNCTION claims_factcheck_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE why text;
BEGIN
    IF NEW.claim_id <> OLD.claim_id
        AND EXISTS (SELECT 1 FROM claims_draft WHERE fact_check_id = NEW.id AND rating_id IS NOT NULL)
    THEN
        SELECT claims_rating_refusal(id, kind, is_ambiguous) INTO why FROM claims_claim WHERE id = NEW.claim_id;
        IF why IS NOT NULL THEN
            RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'draft_rating';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_factcheck_guard BEFORE UPDATE ON claims_factcheck
FOR EACH ROW EXECUTE FUNCTION claims_factcheck_guard();
"""

BACK = """
DROP TRIGGER claims_prediction_guard ON claims_prediction;
DROP FUNCTION claims_prediction_guard();
DROP TRIGGER claims_factcheck_guard ON claims_factcheck;
DROP FUNCTION claims_factcheck_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_snoozed_until")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
