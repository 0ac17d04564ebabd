"""Rows that are shown live leave a ripple: a line of their own, and a doorbell for whoever listens."""

from django.db import migrations, models


RIPPLES = """
CREATE FUNCTION claims_make_ripple() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_ripple (organisation_id, what, row_id, xid, at)
    VALUES (NEW.organisation_id, TG_ARGV[0], NEW.id, pg_current_xact_id()::text::bigint, clock_timestamp());
    PERFORM pg_notify('ripples', '');
    RETURN NULL;
END $$;

CREATE TRIGGER event_ripple AFTER INSERT ON claims_event
    FOR EACH ROW EXECUTE FUNCTION claims_make_ripple('event');
CREATE TRIGGER call_ripple AFTER UPDATE ON claims_providercall
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.outcome IS DISTINCT FROM NEW.outcome)
    EXECUTE FUNCTION claims_make_ripple('call');
CREATE TRIGGER handoff_ripple AFTER UPDATE ON claims_handoff
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.done IS DISTINCT FROM NEW.done)
    EXECUTE FUNCTION claims_make_ripple('handoff');
CREATE TRIGGER capture_ripple_made AFTER INSERT ON claims_capture
    FOR EACH ROW EXECUTE FUNCTION claims_make_ripple('capture');
CREATE TRIGGER capture_ripple AFTER UPDATE ON claims_capture
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION claims_make_ripple('capture');
"""

NO_RIPPLES = """
DROP TRIGGER event_ripple ON claims_event;
DROP TRIGGER call_ripple ON claims_providercall;
DROP TRIGGER handoff_ripple ON claims_handoff;
DROP TRIGGER capture_ripple_made ON claims_capture;
DROP TRIGGER capture_ripple ON claims_capture;
DROP FUNCTION claims_make_ripple();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_call_turns'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ripple',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.BigIntegerField()),
                ('what', models.CharField(max_length=12)),
                ('row_id', models.BigIntegerField()),
                ('xid', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_name_registered',
        ),
        migrations.AlterField(
            model_name='event',
            name='name',
            field=models.CharField(choices=[('newsroom.created', 'Newsroom Created'), ('newsroom.changed', 'Newsroom Changed'), ('person.invited', 'Person Invited'), ('invitation.revoked', 'Invitation Revoked'), ('membership.started', 'Membership Started'), ('membership.changed', 'Membership Changed'), ('membership.ended', 'Membership Ended'), ('token.issued', 'Token Issued'), ('token.revoked', 'Token Revoked'), ('article.submitted', 'Article Submitted'), ('article.changed', 'Article Changed'), ('article.archived', 'Article Archived'), ('article.restored', 'Article Restored'), ('article_version.added', 'Version Added'), ('capture.asked', 'Capture Asked'), ('capture.failed', 'Capture Failed'), ('snapshot.kept', 'Snapshot Kept'), ('snapshot.taken_down', 'Snapshot Taken Down'), ('source.changed', 'Source Changed'), ('suggestions.made', 'Suggestions Made'), ('suggestion.accepted', 'Suggestion Accepted'), ('suggestion.dismissed', 'Suggestion Dismissed'), ('dismissal.undone', 'Dismissal Undone'), ('acceptance.undone', 'Acceptance Undone'), ('claim.marked', 'Claim Marked'), ('claim.changed', 'Claim Changed'), ('claim.split', 'Claim Split'), ('claim.covered', 'Claim Covered'), ('claim.uncovered', 'Claim Uncovered'), ('claim.removed', 'Claim Removed'), ('claim.restored', 'Claim Restored'), ('claim.joined', 'Claim Joined'), ('appearance.added', 'Appearance Added'), ('appearance.moved', 'Appearance Moved'), ('appearance.placed', 'Appearance Placed'), ('appearance.left_out', 'Appearance Left Out'), ('appearance.unplaced', 'Appearance Unplaced'), ('appearance.removed', 'Appearance Removed'), ('anchors.carried', 'Anchors Carried'), ('prediction.changed', 'Prediction Changed'), ('prediction.resolved', 'Prediction Resolved'), ('checkpoint.added', 'Checkpoint Added'), ('checkpoint.settled', 'Checkpoint Settled'), ('checkpoint.changed', 'Checkpoint Changed'), ('checkpoint.removed', 'Checkpoint Removed'), ('matches.found', 'Matches Found'), ('match.decided', 'Match Decided'), ('match_decision.undone', 'Match Decision Undone'), ('evidence_run.started', 'Run Started'), ('evidence_run.merged', 'Run Merged'), ('evidence_run.cancelled', 'Run Cancelled'), ('evidence_run.paused', 'Run Paused'), ('evidence_run.resumed', 'Run Resumed'), ('provider_call.retried', 'Call Retried'), ('evidence.added', 'Evidence Added'), ('evidence.changed', 'Evidence Changed'), ('evidence.removed', 'Evidence Removed'), ('candidate.set_aside', 'Candidate Set Aside'), ('candidate.brought_back', 'Candidate Brought Back'), ('fact_check.opened', 'Fact Check Opened'), ('fact_check.moved', 'Fact Check Moved'), ('fact_check.assigned', 'Fact Check Assigned'), ('fact_check.declined', 'Fact Check Declined'), ('fact_check.reopened', 'Fact Check Reopened'), ('draft.started', 'Draft Started'), ('draft.saved', 'Draft Saved'), ('draft.cited', 'Draft Cited'), ('draft.uncited', 'Draft Uncited'), ('draft.restored', 'Draft Restored'), ('verdict.sent', 'Verdict Sent'), ('verdict.named', 'Verdict Named'), ('verdict.taken_back', 'Verdict Taken Back'), ('verdict.sent_back', 'Verdict Sent Back'), ('verdict.signed_off', 'Verdict Signed Off'), ('rating_scale.changed', 'Scale Changed'), ('publication.ordered', 'Publication Ordered'), ('publication.stopped', 'Publication Stopped'), ('publication.made', 'Publication Made'), ('publication.corrected', 'Publication Corrected'), ('publication.retracted', 'Publication Retracted'), ('publication.withdrawn', 'Publication Withdrawn'), ('correction.begun', 'Correction Begun'), ('correction.given_up', 'Correction Given Up')], max_length=60),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('name__in', ['newsroom.created', 'newsroom.changed', 'person.invited', 'invitation.revoked', 'membership.started', 'membership.changed', 'membership.ended', 'token.issued', 'token.revoked', 'article.submitted', 'article.changed', 'article.archived', 'article.restored', 'article_version.added', 'capture.asked', 'capture.failed', 'snapshot.kept', 'snapshot.taken_down', 'source.changed', 'suggestions.made', 'suggestion.accepted', 'suggestion.dismissed', 'dismissal.undone', 'acceptance.undone', 'claim.marked', 'claim.changed', 'claim.split', 'claim.covered', 'claim.uncovered', 'claim.removed', 'claim.restored', 'claim.joined', 'appearance.added', 'appearance.moved', 'appearance.placed', 'appearance.left_out', 'appearance.unplaced', 'appearance.removed', 'anchors.carried', 'prediction.changed', 'prediction.resolved', 'checkpoint.added', 'checkpoint.settled', 'checkpoint.changed', 'checkpoint.removed', 'matches.found', 'match.decided', 'match_decision.undone', 'evidence_run.started', 'evidence_run.merged', 'evidence_run.cancelled', 'evidence_run.paused', 'evidence_run.resumed', 'provider_call.retried', 'evidence.added', 'evidence.changed', 'evidence.removed', 'candidate.set_aside', 'candidate.brought_back', 'fact_check.opened', 'fact_check.moved', 'fact_check.assigned', 'fact_check.declined', 'fact_check.reopened', 'draft.started', 'draft.saved', 'draft.cited', 'draft.uncited', 'draft.restored', 'verdict.sent', 'verdict.named', 'verdict.taken_back', 'verdict.sent_back', 'verdict.signed_off', 'rating_scale.changed', 'publication.ordered', 'publication.stopped', 'publication.made', 'publication.corrected', 'publication.retracted', 'publication.withdrawn', 'correction.begun', 'correction.given_up'])), name='event_name_registered'),
        ),
        migrations.AddIndex(
            model_name='ripple',
            index=models.Index(fields=['xid'], name='ripple_xid'),
        ),
        migrations.AddIndex(
            model_name='ripple',
            index=models.Index(fields=['at'], name='ripple_at'),
        ),
        migrations.RunSQL(RIPPLES, NO_RIPPLES),
    ]
