"""What a claim is and how a forecast stands decide what may be said of them: nothing but the known words gets in."""

from django.db import migrations

KINDS = "'statistic', 'event', 'quote', 'causal', 'promise', 'prediction', 'opinion'"
STATES = (
    "'open', 'due', 'resolved_true', 'resolved_false', 'resolved_partly', 'ambiguous', 'annulled', 'superseded'"
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_kept_open")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE claims_claim ADD CONSTRAINT claim_kind_known CHECK (kind IN ({KINDS}));"
            f"ALTER TABLE claims_prediction ADD CONSTRAINT prediction_state_known CHECK (state IN ({STATES}));",
            "ALTER TABLE claims_claim DROP CONSTRAINT claim_kind_known;"
            "ALTER TABLE claims_prediction DROP CONSTRAINT prediction_state_known;",
        )
    ]
