"""Corrections of typos, and readers' requests for corrections."""

import claims.lib.uids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from claims.accounts.composite_keys import add_composite_keys


FUNCTION = """
CREATE FUNCTION claims_typo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_publishedversion v
        JOIN claims_publication p ON p.id = v.publication_id
        JOIN claims_verdictrevision r ON r.id = v.revision_id
        WHERE p.fact_check_id = NEW.fact_check_id
        AND v.n = (SELECT max(n) FROM claims_publishedversion WHERE publication_id = p.id)
        AND btrim(r.conclusion) = btrim(NEW.conclusion) AND r.rating_label = NEW.rating_label
        AND r.sources_exception = ''
    ) THEN
        RAISE EXCEPTION 'a typo''s correction on fewer than two origins changes neither rating nor conclusion' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revision_typo';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_verdictrevision_typo BEFORE INSERT ON claims_verdictrevision FOR EACH ROW
WHEN (NEW.purpose = 'sent' AND NEW.correction_kind = 'typo' AND NEW.origins < 2 AND NEW.sources_exception = '')
EXECUTE FUNCTION claims_typo_guard();
"""
WORDS_FROZEN = """
CREATE FUNCTION claims_request_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.organisation_id, NEW.uid, NEW.number, NEW.publication_id, NEW.version, NEW.about, NEW.words, NEW.shown_by,
        NEW.received_at, NEW.due_on, NEW.secret_hash, NEW.form_hash)
        IS DISTINCT FROM
       (OLD.id, OLD.organisation_id, OLD.uid, OLD.number, OLD.publication_id, OLD.version, OLD.about, OLD.words, OLD.shown_by,
        OLD.received_at, OLD.due_on, OLD.secret_hash, OLD.form_hash)
        OR NEW.name NOT IN (OLD.name, '') OR NEW.contact NOT IN (OLD.contact, '')
    THEN
        RAISE EXCEPTION 'what a reader wrote is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_request_words BEFORE UPDATE ON claims_correctionrequest FOR EACH ROW
EXECUTE FUNCTION claims_request_words();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0017_public_checks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="verdictrevision",
            name="revision_two_origins",
        ),
        migrations.AddConstraint(
            model_name="verdictrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "sent"), _negated=True),
                    ("origins__isnull", True),
                    ("origins__gte", 2),
                    models.Q(("sources_exception", ""), _negated=True),
                    ("correction_kind__in", ["retraction", "typo"]),
                    _connector="OR",
                ),
                name="revision_two_origins",
            ),
        ),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=claims.lib.uids.new_uid, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField(blank=True, null=True)),
                ('about', models.CharField(blank=True, max_length=500)),
                ('words', models.TextField()),
                ('shown_by', models.CharField(blank=True, max_length=2000)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('contact', models.CharField(blank=True, max_length=254)),
                ('received_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('secret_hash', models.CharField(max_length=64)),
                ('form_hash', models.CharField(max_length=64)),
                ('outcome', models.CharField(blank=True, choices=[('corrected', 'We corrected it'), ('stands', 'It stands as it is'), ('not_ours', 'This is not about a check of ours'), ('no_request', 'This asks for no correction')], max_length=12)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_name_registered',
        ),
        migrations.AddField(
            model_name='publishedversion',
            name='reviewer_name',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AlterField(
            model_name='event',
            name='name',
            field=models.CharField(choices=[('newsroom.created', 'Newsroom Created'), ('newsroom.changed', 'Newsroom Changed'), ('person.invited', 'Person Invited'), ('invitation.revoked', 'Invitation Revoked'), ('membership.started', 'Membership Started'), ('membership.changed', 'Membership Changed'), ('membership.ended', 'Membership Ended'), ('token.issued', 'Token Issued'), ('token.revoked', 'Token Revoked'), ('article.submitted', 'Article Submitted'), ('article.changed', 'Article Changed'), ('article.archived', 'Article Archived'), ('article.restored', 'Article Restored'), ('article_version.added', 'Version Added'), ('capture.asked', 'Capture Asked'), ('capture.archive_asked', 'Capture Archive Asked'), ('capture.failed', 'Capture Failed'), ('snapshot.kept', 'Snapshot Kept'), ('snapshot.taken_down', 'Snapshot Taken Down'), ('source.changed', 'Source Changed'), ('source_list.imported', 'Source List Imported'), ('file.imported', 'File Imported'), ('file_import.undone', 'File Import Undone'), ('suggestions.made', 'Suggestions Made'), ('suggestion.accepted', 'Suggestion Accepted'), ('suggestion.dismissed', 'Suggestion Dismissed'), ('dismissal.undone', 'Dismissal Undone'), ('acceptance.undone', 'Acceptance Undone'), ('claim.marked', 'Claim Marked'), ('claim.changed', 'Claim Changed'), ('claim.split', 'Claim Split'), ('claim.covered', 'Claim Covered'), ('claim.uncovered', 'Claim Uncovered'), ('claim.removed', 'Claim Removed'), ('claim.restored', 'Claim Restored'), ('claim.joined', 'Claim Joined'), ('appearance.added', 'Appearance Added'), ('appearance.moved', 'Appearance Moved'), ('appearance.placed', 'Appearance Placed'), ('appearance.left_out', 'Appearance Left Out'), ('appearance.unplaced', 'Appearance Unplaced'), ('appearance.removed', 'Appearance Removed'), ('anchors.carried', 'Anchors Carried'), ('prediction.changed', 'Prediction Changed'), ('prediction.resolved', 'Prediction Resolved'), ('checkpoint.added', 'Checkpoint Added'), ('checkpoint.settled', 'Checkpoint Settled'), ('checkpoint.changed', 'Checkpoint Changed'), ('checkpoint.removed', 'Checkpoint Removed'), ('matches.found', 'Matches Found'), ('match.decided', 'Match Decided'), ('match_decision.undone', 'Match Decision Undone'), ('evidence_run.started', 'Run Started'), ('evidence_run.merged', 'Run Merged'), ('evidence_run.cancelled', 'Run Cancelled'), ('evidence_run.paused', 'Run Paused'), ('evidence_run.resumed', 'Run Resumed'), ('provider_call.retried', 'Call Retried'), ('evidence.added', 'Evidence Added'), ('evidence.changed', 'Evidence Changed'), ('evidence.removed', 'Evidence Removed'), ('candidate.set_aside', 'Candidate Set Aside'), ('candidate.brought_back', 'Candidate Brought Back'), ('origin.split', 'Origin Split'), ('origin.merged', 'Origin Merged'), ('origin_decision.undone', 'Origin Decision Undone'), ('outside_capture.asked', 'Witness Asked'), ('outside_capture.made', 'Witness Made'), ('outside_capture.failed', 'Witness Failed'), ('fact_check.opened', 'Fact Check Opened'), ('fact_check.moved', 'Fact Check Moved'), ('fact_check.assigned', 'Fact Check Assigned'), ('fact_check.declined', 'Fact Check Declined'), ('fact_check.reopened', 'Fact Check Reopened'), ('draft.started', 'Draft Started'), ('draft.saved', 'Draft Saved'), ('draft.cited', 'Draft Cited'), ('draft.uncited', 'Draft Uncited'), ('draft.restored', 'Draft Restored'), ('verdict.sent', 'Verdict Sent'), ('verdict.named', 'Verdict Named'), ('verdict.taken_back', 'Verdict Taken Back'), ('verdict.sent_back', 'Verdict Sent Back'), ('verdict.signed_off', 'Verdict Signed Off'), ('comment.made', 'Comment Made'), ('comment.accepted', 'Comment Accepted'), ('comment.resolved', 'Comment Resolved'), ('comment.reopened', 'Comment Reopened'), ('rating_scale.changed', 'Scale Changed'), ('publication.ordered', 'Publication Ordered'), ('publication.stopped', 'Publication Stopped'), ('publication.made', 'Publication Made'), ('publication.corrected', 'Publication Corrected'), ('publication.retracted', 'Publication Retracted'), ('publication.withdrawn', 'Publication Withdrawn'), ('publication.seen_wrong', 'Publication Seen Wrong'), ('source_note.made', 'Source Noted'), ('source_note.settled', 'Source Note Settled'), ('source_note.reopened', 'Source Note Reopened'), ('correction.begun', 'Correction Begun'), ('correction.given_up', 'Correction Given Up'), ('webhook.added', 'Webhook Added'), ('webhook.changed', 'Webhook Changed'), ('webhook.secret_changed', 'Webhook Secret Changed'), ('webhook.switched_off', 'Webhook Switched Off'), ('webhook.removed', 'Webhook Removed'), ('webhook.tried', 'Webhook Tried'), ('delivery.replayed', 'Delivery Replayed'), ('correction_request.received', 'Request Received'), ('correction_request.assigned', 'Request Assigned'), ('correction_request.answered', 'Request Answered'), ('correction_request.reopened', 'Request Reopened'), ('correction_request.forgotten', 'Request Forgotten')], max_length=60),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('name__in', ['newsroom.created', 'newsroom.changed', 'person.invited', 'invitation.revoked', 'membership.started', 'membership.changed', 'membership.ended', 'token.issued', 'token.revoked', 'article.submitted', 'article.changed', 'article.archived', 'article.restored', 'article_version.added', 'capture.asked', 'capture.archive_asked', 'capture.failed', 'snapshot.kept', 'snapshot.taken_down', 'source.changed', 'source_list.imported', 'file.imported', 'file_import.undone', 'suggestions.made', 'suggestion.accepted', 'suggestion.dismissed', 'dismissal.undone', 'acceptance.undone', 'claim.marked', 'claim.changed', 'claim.split', 'claim.covered', 'claim.uncovered', 'claim.removed', 'claim.restored', 'claim.joined', 'appearance.added', 'appearance.moved', 'appearance.placed', 'appearance.left_out', 'appearance.unplaced', 'appearance.removed', 'anchors.carried', 'prediction.changed', 'prediction.resolved', 'checkpoint.added', 'checkpoint.settled', 'checkpoint.changed', 'checkpoint.removed', 'matches.found', 'match.decided', 'match_decision.undone', 'evidence_run.started', 'evidence_run.merged', 'evidence_run.cancelled', 'evidence_run.paused', 'evidence_run.resumed', 'provider_call.retried', 'evidence.added', 'evidence.changed', 'evidence.removed', 'candidate.set_aside', 'candidate.brought_back', 'origin.split', 'origin.merged', 'origin_decision.undone', 'outside_capture.asked', 'outside_capture.made', 'outside_capture.failed', 'fact_check.opened', 'fact_check.moved', 'fact_check.assigned', 'fact_check.declined', 'fact_check.reopened', 'draft.started', 'draft.saved', 'draft.cited', 'draft.uncited', 'draft.restored', 'verdict.sent', 'verdict.named', 'verdict.taken_back', 'verdict.sent_back', 'verdict.signed_off', 'comment.made', 'comment.accepted', 'comment.resolved', 'comment.reopened', 'rating_scale.changed', 'publication.ordered', 'publication.stopped', 'publication.made', 'publication.corrected', 'publication.retracted', 'publication.withdrawn', 'publication.seen_wrong', 'source_note.made', 'source_note.settled', 'source_note.reopened', 'correction.begun', 'correction.given_up', 'webhook.added', 'webhook.changed', 'webhook.secret_changed', 'webhook.switched_off', 'webhook.removed', 'webhook.tried', 'delivery.replayed', 'correction_request.received', 'correction_request.assigned', 'correction_request.answered', 'correction_request.reopened', 'correction_request.forgotten'])), name='event_name_registered'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='correction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='claims.correction'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.organisation'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='publication',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='claims.publication'),
        ),
        migrations.AddIndex(
            model_name='correctionrequest',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['organisation', 'due_on'], name='request_open_by_due'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.UniqueConstraint(fields=('organisation', 'number'), name='request_number_once'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.UniqueConstraint(fields=('organisation', 'form_hash'), name='request_form_once'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='request_says_something'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='request_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'corrected'), ('correction__isnull', False)), models.Q(models.Q(('outcome', 'corrected'), _negated=True), ('correction__isnull', True)), _connector='OR'), name='request_corrected_by_correction'),
        ),
        migrations.RunSQL(WORDS_FROZEN, migrations.RunSQL.noop),
        migrations.RunPython(add_composite_keys, migrations.RunPython.noop),
    ]
