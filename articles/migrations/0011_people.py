"""Steps of stories and mails about them, preview links, notes, and creators who leave."""

import articles.models.preview_link
import django.db.models.deletion
import django.utils.timezone
import newsroom.models.delivery
import newsroom.moments
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0010_front"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='creator',
            name='left_at',
            field=newsroom.moments.MomentField(editable=False, null=True, verbose_name='wrote here until'),
        ),
        migrations.AddField(
            model_name='creator',
            name='mails',
            field=models.BooleanField(db_default=True, default=True, help_text='When somebody else sends back, schedules, publishes, changes or withdraws one of them.', verbose_name='mails about their stories'),
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=articles.models.preview_link.key, editable=False, max_length=32, unique=True)),
                ('for_whom', models.CharField(blank=True, max_length=120, verbose_name='for whom')),
                ('of_live', models.BooleanField(default=False, editable=False)),
                ('ends_at', newsroom.moments.MomentField(default=articles.models.preview_link.in_a_week, verbose_name='good until')),
                ('made_by_name', models.CharField(blank=True, max_length=120, verbose_name='made by')),
                ('made_at', newsroom.moments.MomentField(verbose_name='made')),
                ('revoked_at', newsroom.moments.MomentField(editable=False, null=True, verbose_name='revoked')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='articles.story', verbose_name='story')),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('submit', 'Sent for review'), ('take_back', 'Taken back'), ('send_back', 'Sent back'), ('publish', 'Published'), ('schedule', 'Scheduled'), ('unschedule', 'Taken off the schedule'), ('publish_changes', 'Changes published'), ('withdraw', 'Withdrawn'), ('restore', 'Brought back')], max_length=20, verbose_name='what')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('by_name', models.CharField(blank=True, max_length=120, verbose_name='who')),
                ('at', newsroom.moments.MomentField(verbose_name='when')),
                ('planned_for', newsroom.moments.MomentField(null=True, verbose_name='planned for')),
                ('told_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='articles.story')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='StepMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=newsroom.models.delivery.key, max_length=16)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('sending_since', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='articles.step')),
            ],
            options={
                'verbose_name': 'mail about a step',
                'verbose_name_plural': 'mails about steps',
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, verbose_name='note')),
                ('for_creators', models.BooleanField(default=False, verbose_name="the story's creators may read it")),
                ('by_name', models.CharField(max_length=120, verbose_name='who')),
                ('at', newsroom.moments.MomentField(default=newsroom.moments.now, verbose_name='when')),
                ('done_at', newsroom.moments.MomentField(null=True, verbose_name='done')),
                ('done_by_name', models.CharField(blank=True, max_length=120, verbose_name='done by')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.story', verbose_name='story')),
                ('preview_link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.previewlink', verbose_name='preview link')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['story', 'id'], name='notes_of_a_story'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['story'], name='notes_open')],
            },
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['story', '-id'], name='steps_of_a_story'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('told_at__isnull', True)), fields=['id'], name='steps_to_tell'),
        ),
        migrations.AddIndex(
            model_name='stepmail',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['not_before'], name='step_mails_to_send'),
        ),
        migrations.AddConstraint(
            model_name='stepmail',
            constraint=models.UniqueConstraint(fields=('step', 'recipient'), name='a_step_is_told_once'),
        ),
    ]
