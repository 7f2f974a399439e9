"""Webhooks: addresses that are notified of changes, and what was sent to them."""

import activities.models.webhook
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0031_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', models.CharField(max_length=500, verbose_name='address')),
                ('host', models.CharField(help_text='Of the address: requests to one host are limited.', max_length=255)),
                ('resources', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, help_text='Empty for all.', size=None)),
                ('goals', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('action_lines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                ('organisations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, help_text='Slugs.', size=None)),
                ('key', models.CharField(default=activities.models.webhook.new_key, max_length=40)),
                ('earlier_key', models.CharField(blank=True, default='', max_length=40)),
                ('earlier_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('last_seen', models.BigIntegerField(default=0)),
                ('last_event', models.BigIntegerField(default=0)),
                ('off', models.CharField(blank=True, choices=[('owner', 'You switched it off.'), ('failing', 'Nothing could be delivered for three days.'), ('gone', 'The receiver answered 410 (Gone): it wants no more events.')], default='', max_length=10)),
                ('off_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0, help_text='Since the last success.')),
                ('failing_since', models.DateTimeField(null=True)),
                ('slow', models.BooleanField(default=False, help_text='Whether the last answer took long, or none came.')),
                ('free_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_until', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['id'],
                'indexes': [
                    models.Index(condition=models.Q(('off', '')), fields=['last_seen'], name='webhook_on'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='webhook_named'),
                    models.CheckConstraint(condition=models.Q(models.Q(('off', ''), ('off_at__isnull', True)), models.Q(models.Q(('off', ''), _negated=True), ('off_at__isnull', False)), _connector='OR'), name='webhook_off_since_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('failing_since__isnull', True), ('failures', 0)), models.Q(('failing_since__isnull', False), ('failures__gt', 0)), _connector='OR'), name='webhook_failing_since_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(default=activities.models.webhook.new_message_id, max_length=40, unique=True)),
                ('change_number', models.BigIntegerField(help_text='Null for a test event.', null=True)),
                ('payload', models.TextField(help_text='JSON, exactly as it is signed and sent.')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('given-up', 'Given up')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('try_after', models.DateTimeField(default=django.utils.timezone.now)),
                ('retry_until', models.DateTimeField(help_text='Given up when it fails after this time.', null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('begun', models.SmallIntegerField(default=0)),
                ('attempted_at', models.DateTimeField(null=True)),
                ('milliseconds', models.PositiveIntegerField(null=True)),
                ('status', models.SmallIntegerField(null=True)),
                ('excerpt', models.TextField(blank=True, default='')),
                ('error', models.CharField(blank=True, choices=[('address', 'The address cannot be used. Edit the webhook.'), ('name', 'The host name was not found.'), ('private', 'The host name leads into a private network. Nothing was sent.'), ('refused', 'No connection could be made.'), ('security', 'The secure connection failed. Check the certificate of the receiver.'), ('broken', 'The connection ended before the answer was complete.'), ('late', 'There was no answer within 15 seconds.'), ('redirect', 'The receiver redirects. Redirects are not followed: enter the final address.'), ('status', 'The receiver did not answer with a status from 200 to 299.'), ('unknown', 'It was sent twice, and our worker ended each time before the answer was saved.')], default='', max_length=10)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='activities.webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['webhook', 'attempts', 'id'], name='delivery_waiting'),
                    models.Index(fields=['created_at'], name='delivery_created'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('change_number__isnull', False)), fields=('webhook', 'change_number'), name='one_event_of_a_change'),
                ],
            },
        ),
    ]
