"""Submissions, memberships and e-mails to people without an account; the original text of an activity."""

import activities.models.submission
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from activities.migrations._state import AddConstraintNotValid, AddTrigger, RemoveTrigger, Together


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0025_model_states'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='OrganisationProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('type', models.CharField(choices=[('government', 'Government'), ('international-organisation', 'International organisation'), ('private-sector', 'Private sector'), ('civil-society', 'Civil society'), ('academia', 'Academia')], max_length=30, verbose_name='type')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.country')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('state', models.CharField(choices=[('open', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Declined')], default='open', max_length=10, verbose_name='state')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('organisation', models.ForeignKey(blank=True, help_text='The organisation that it has become.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.organisation')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('is_example', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'proposed organisation',
                'verbose_name_plural': 'proposed organisations',
                'ordering': ['name'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['proposed_at'], name='proposal_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='proposal_named'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('organisation__isnull', True)), _connector='OR'), name='approved_proposal_has_organisation')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='activities.organisation')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='activities.organisationproposal')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('member', 'Member'), ('owner', 'Owner')], default='member', max_length=10, verbose_name='role')),
                ('state', models.CharField(choices=[('requested', 'Waiting for approval'), ('active', 'Active'), ('declined', 'Declined'), ('ended', 'Ended')], default='requested', max_length=10, verbose_name='state')),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('proposal__isnull', True)), models.Q(('organisation__isnull', True), ('proposal__isnull', False)), _connector='OR'), name='membership_of_one_organisation'), models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'active'])), fields=('user', 'organisation'), name='one_membership_an_organisation'), models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'active'])), fields=('user', 'proposal'), name='one_membership_a_proposal')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='activities.organisation')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='activities.organisationproposal')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('member', 'Member'), ('owner', 'Owner')], default='member', max_length=10, verbose_name='role')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=['email'], name='invitation_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('proposal__isnull', True)), models.Q(('organisation__isnull', True), ('proposal__isnull', False)), _connector='OR'), name='invitation_of_one_organisation'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='activities.organisation')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='activities.organisationproposal')),
                ('code', models.CharField(default=activities.models.submission.new_reference, max_length=12, unique=True, verbose_name='reference')),
                ('kind', models.CharField(choices=[('new', 'New activity'), ('update', 'Update'), ('correction', 'Correction')], max_length=12, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12, verbose_name='state')),
                ('activity', models.ForeignKey(blank=True, help_text='The activity to update or correct; for a new one, the activity it has become.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='activities.activity')),
                ('term', models.ForeignKey(blank=True, help_text='For a correction of one link: the Term that is linked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.term')),
                ('answers', models.JSONField(default=dict)),
                ('versions', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=0, help_text='Number of the latest AnswerRevision.')),
                ('began_with', models.JSONField(default=dict)),
                ('began_at', models.BigIntegerField(default=0)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted')),
                ('first_read_at', models.DateTimeField(null=True, verbose_name='first read')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published')),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.TextField(blank=True, help_text='The reason of the latest decision.', verbose_name='reason')),
                ('held', models.JSONField(help_text='A decision that is held until it is released: decision, reason, confirm_links, by.', null=True)),
                ('change', models.ForeignKey(help_text='The Change that published it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('contact_email', models.EmailField(blank=True, help_text='Of a correction. Never public.', max_length=254, verbose_name='e-mail address')),
                ('is_example', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'submitted')), fields=['submitted_at'], name='submission_waiting'), models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['-decided_at'], name='submission_decided')],
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation__isnull', True), ('proposal__isnull', True), _connector='OR'), name='submission_of_one_organisation'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('submitted_at__isnull', False), _connector='OR'), name='submitted_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'rejected', 'returned']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='decided_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('kind', 'correction'), models.Q(('activity__isnull', False), ('change__isnull', False)), _connector='OR'), name='accepted_is_published'), models.UniqueConstraint(fields=('change', 'activity'), name='published_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='activities.submission')),
                ('number', models.PositiveIntegerField()),
                ('field', models.CharField(max_length=60)),
                ('value', models.JSONField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.CharField(blank=True, help_text='The open page that it was typed on.', max_length=36)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('alternative', models.BooleanField(default=False)),
                ('open', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['submission', 'field', 'number'], name='answer_revision_field'), models.Index(condition=models.Q(('open', True)), fields=['submission'], name='answer_revision_open')],
                'constraints': [models.UniqueConstraint(fields=('submission', 'number'), name='answer_revision_numbered'), models.CheckConstraint(condition=models.Q(('open', False), ('alternative', True), _connector='OR'), name='open_answer_is_alternative')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='activities.submission')),
                ('verb', models.CharField(choices=[('started', 'Started'), ('submitted', 'Submitted'), ('first-read', 'First read'), ('assigned', 'Assigned'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='FieldComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='activities.submission')),
                ('field', models.CharField(help_text='A field of the form, or link.<Term> for a link.', max_length=60)),
                ('text', models.TextField(max_length=2000, verbose_name='comment')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('withdrawn', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='field_comment_says_something')],
            },
        ),
        migrations.CreateModel(
            name='ReasonTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('return', 'Return'), ('reject', 'Reject')], max_length=10, verbose_name='decision')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('withdrawn', models.BooleanField(default=False)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'reason',
                'verbose_name_plural': 'reasons',
                'ordering': ['decision', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='activities.submission')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='activities.activity')),
                ('key', models.CharField(default=activities.models.submission.random_name, max_length=40, unique=True)),
                ('file', models.FileField(max_length=200, upload_to=activities.models.submission.stored_at)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('content_type', models.CharField(max_length=40)),
                ('size', models.PositiveIntegerField()),
                ('statement', models.CharField(blank=True, max_length=300, verbose_name='statement')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['id'],
            },
        ),
        ]),
        RemoveTrigger(
            model_name='activity',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='activity',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='activity',
            name='delete_delete',
        ),
        Together([
        migrations.AddField(
            model_name='activity',
            name='language',
            field=models.CharField(choices=[('ar', 'Arabic'), ('zh', 'Chinese'), ('en', 'English'), ('fr', 'French'), ('ru', 'Russian'), ('es', 'Spanish'), ('pt', 'Portuguese'), ('und', 'Another language')], db_default='en', default='en', max_length=12, verbose_name='language of the original text'),
        ),
        migrations.AddField(
            model_name='activity',
            name='original_description',
            field=models.TextField(blank=True, db_default='', verbose_name='original description'),
        ),
        migrations.AddField(
            model_name='activity',
            name='original_title',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='original title'),
        ),
        migrations.AddField(
            model_name='activityevent',
            name='language',
            field=models.CharField(choices=[('ar', 'Arabic'), ('zh', 'Chinese'), ('en', 'English'), ('fr', 'French'), ('ru', 'Russian'), ('es', 'Spanish'), ('pt', 'Portuguese'), ('und', 'Another language')], db_default='en', default='en', max_length=12, verbose_name='language of the original text'),
        ),
        migrations.AddField(
            model_name='activityevent',
            name='original_description',
            field=models.TextField(blank=True, db_default='', verbose_name='original description'),
        ),
        migrations.AddField(
            model_name='activityevent',
            name='original_title',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='original title'),
        ),
        migrations.AddField(
            model_name='notice',
            name='address',
            field=models.EmailField(blank=True, db_default='', help_text='Of someone without an account; otherwise empty.', max_length=254),
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(db_default='en', default='en', max_length=12, verbose_name='language of e-mails'),
        ),
        migrations.AddField(
            model_name='user',
            name='mails',
            field=models.CharField(choices=[('each', 'Immediately'), ('daily', 'Once a day, together'), ('none', 'Never')], db_default='each', default='each', max_length=10, verbose_name='e-mails about submissions'),
        ),
        ]),
        migrations.AlterField(
            model_name='notice',
            name='to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityevent" ("change_id", "confirmed_on", "countries", "description", "description_certainty", "end_year", "id", "kind", "language", "merged_into_id", "organisation_id", "origin", "original_description", "original_title", "partners", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regions", "slug", "start_year", "status", "title", "url", "withdrawn") SELECT new_values."change_id", new_values."confirmed_on", new_values."countries", new_values."description", new_values."description_certainty", new_values."end_year", new_values."id", new_values."kind", new_values."language", new_values."merged_into_id", new_values."organisation_id", new_values."origin", new_values."original_description", new_values."original_title", new_values."partners", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."regions", new_values."slug", new_values."start_year", new_values."status", new_values."title", new_values."url", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='41d9a51a0d774d1900ba69c520cdc3385c7c6c60', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6de9c', referencing='REFERENCING NEW TABLE AS new_values ', table='activities_activity', when='AFTER')),
        ),
        AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityevent" ("change_id", "confirmed_on", "countries", "description", "description_certainty", "end_year", "id", "kind", "language", "merged_into_id", "organisation_id", "origin", "original_description", "original_title", "partners", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regions", "slug", "start_year", "status", "title", "url", "withdrawn") SELECT new_values."change_id", new_values."confirmed_on", new_values."countries", new_values."description", new_values."description_certainty", new_values."end_year", new_values."id", new_values."kind", new_values."language", new_values."merged_into_id", new_values."organisation_id", new_values."origin", new_values."original_description", new_values."original_title", new_values."partners", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."regions", new_values."slug", new_values."start_year", new_values."status", new_values."title", new_values."url", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."change_id" IS DISTINCT FROM (new_values."change_id") OR old_values."confirmed_on" IS DISTINCT FROM (new_values."confirmed_on") OR old_values."countries" IS DISTINCT FROM (new_values."countries") OR old_values."description" IS DISTINCT FROM (new_values."description") OR old_values."description_certainty" IS DISTINCT FROM (new_values."description_certainty") OR old_values."end_year" IS DISTINCT FROM (new_values."end_year") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."merged_into_id" IS DISTINCT FROM (new_values."merged_into_id") OR old_values."organisation_id" IS DISTINCT FROM (new_values."organisation_id") OR old_values."origin" IS DISTINCT FROM (new_values."origin") OR old_values."original_description" IS DISTINCT FROM (new_values."original_description") OR old_values."original_title" IS DISTINCT FROM (new_values."original_title") OR old_values."partners" IS DISTINCT FROM (new_values."partners") OR old_values."regions" IS DISTINCT FROM (new_values."regions") OR old_values."slug" IS DISTINCT FROM (new_values."slug") OR old_values."start_year" IS DISTINCT FROM (new_values."start_year") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."url" IS DISTINCT FROM (new_values."url") OR old_values."withdrawn" IS DISTINCT FROM (new_values."withdrawn")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5ab40704d3f0b4679e9386745da7a83bbb23fcee', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a56a1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='activities_activity', when='AFTER')),
        ),
        AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityevent" ("change_id", "confirmed_on", "countries", "description", "description_certainty", "end_year", "id", "kind", "language", "merged_into_id", "organisation_id", "origin", "original_description", "original_title", "partners", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regions", "slug", "start_year", "status", "title", "url", "withdrawn") SELECT old_values."change_id", old_values."confirmed_on", old_values."countries", old_values."description", old_values."description_certainty", old_values."end_year", old_values."id", old_values."kind", old_values."language", old_values."merged_into_id", old_values."organisation_id", old_values."origin", old_values."original_description", old_values."original_title", old_values."partners", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."regions", old_values."slug", old_values."start_year", old_values."status", old_values."title", old_values."url", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f263f36a6e231e479e29eb150412d51e6ead256e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cc776', referencing='REFERENCING OLD TABLE AS old_values ', table='activities_activity', when='AFTER')),
        ),
        AddConstraintNotValid(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('language', 'en'), _negated=True), models.Q(('original_description', ''), ('original_title', '')), _connector='OR'), name='english_is_not_translated'),
        ),
        AddConstraintNotValid(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('to__isnull', False)), models.Q(('to__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='notice_has_one_receiver'),
        ),
    ]
