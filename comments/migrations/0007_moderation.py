"""Moderation: rules with settings, objections, blocks, appeals, notes; the log also tells of people and of waiting."""

import django.db.models.deletion
import django.utils.timezone
import newsroom.moments
from django.conf import settings
from django.db import migrations, models

from newsroom.columns import AddColumn


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0006_desk'),
        ('newsroom', '0009_image_file'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='appeal', serialize=False, to='comments.comment')),
                ('text', models.TextField(max_length=1000, verbose_name='what the author says')),
                ('decision_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='appealed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'the decision stands'), ('granted', 'the comment is shown again')], max_length=7, verbose_name='outcome')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('account', 'account'), ('address', 'e-mail address'), ('domain', 'domain of addresses'), ('network', 'network')], max_length=7, verbose_name='what is blocked')),
                ('value', models.CharField(max_length=254, verbose_name='which')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('until', newsroom.moments.MomentField(blank=True, help_text='Empty: until somebody lifts it.', null=True, verbose_name='until')),
                ('reason', models.CharField(choices=[('person', 'Aimed at a person, not at the story'), ('hate', 'Hateful towards a group of people'), ('off_topic', 'Not about the story'), ('private', 'Tells private things about somebody'), ('law', 'May break the law'), ('advert', 'Advertising'), ('spam', 'Spam'), ('language', 'Cannot be read: language or form'), ('other', 'Another reason, see the note')], max_length=20, verbose_name='reason')),
                ('note', models.TextField(blank=True, help_text='The blocked person reads it.', max_length=1000, verbose_name='note')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(blank=True, editable=False, max_length=120, verbose_name='by')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('lifted_at', models.DateTimeField(editable=False, null=True, verbose_name='lifted')),
            ],
            options={
                'verbose_name': 'block',
                'verbose_name_plural': 'blocks',
            },
        ),
        migrations.CreateModel(
            name='DeskMail',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='desk_mail', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('often', models.CharField(choices=[('soon', 'Within ten minutes of something new'), ('daily', 'Once a day')], default='soon', max_length=5, verbose_name='how often')),
                ('told_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mail to a moderator',
                'verbose_name_plural': 'mails to moderators',
            },
        ),
        migrations.CreateModel(
            name='HouseRule',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='number')),
                ('words', models.TextField(blank=True, help_text='One word or phrase a line.', verbose_name='words')),
            ],
            options={
                'verbose_name': 'house rule',
                'verbose_name_plural': 'house rules',
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20, verbose_name='rule')),
                ('verdict', models.CharField(choices=[('hold', 'held'), ('refuse', 'refused')], default='hold', max_length=6)),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='matched text')),
                ('position', models.PositiveIntegerField(null=True, verbose_name='position')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PersonNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='note')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(blank=True, editable=False, max_length=120, verbose_name='by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
            ],
            options={
                'verbose_name': 'note on a person',
                'verbose_name_plural': 'notes on people',
            },
        ),
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('text', models.TextField(max_length=1000, verbose_name='text')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'saved reply',
                'verbose_name_plural': 'saved replies',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='SpamFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False, verbose_name='on')),
                ('learned_at', models.DateTimeField(editable=False, null=True, verbose_name='learned')),
                ('decisions', models.PositiveIntegerField(default=0, editable=False)),
                ('table', models.JSONField(default=dict, editable=False)),
                ('figures', models.JSONField(default=dict, editable=False)),
            ],
            options={
                'verbose_name': 'spam filter',
                'verbose_name_plural': 'spam filter',
            },
        ),
        AddColumn(
            model_name='comment',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AddField(
            model_name='decision',
            name='person_id',
            field=models.BigIntegerField(null=True, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='decision',
            name='until',
            field=models.DateTimeField(null=True, verbose_name='until'),
        ),
        migrations.AddField(
            model_name='decision',
            name='waited',
            field=models.PositiveIntegerField(null=True),
        ),
        AddColumn(
            model_name='report',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AlterField(
            model_name='decision',
            name='before',
            field=models.CharField(blank=True, max_length=11, verbose_name='state before'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='comment_id',
            field=models.BigIntegerField(null=True, verbose_name='comment'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='reason',
            field=models.CharField(blank=True, max_length=20, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='story_id',
            field=models.BigIntegerField(null=True, verbose_name='story'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='verb',
            field=models.CharField(choices=[('hold', 'held'), ('approve', 'approved'), ('reject', 'refused'), ('spam', 'marked as spam'), ('remove', 'removed'), ('restore', 'restored'), ('keep', 'kept'), ('appeal', 'appealed'), ('uphold', 'upheld'), ('undo', 'taken back'), ('block', 'blocked'), ('unblock', 'block lifted')], max_length=10, verbose_name='decision'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('confirm', 'confirm the address'), ('notices', 'notices'), ('decided', 'decision'), ('waiting', 'what waits')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['person_id', '-id'], name='decisions_on_a_person'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('network', ''), _negated=True), fields=('comment', 'network'), name='one_report_a_network'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['at'], name='appeals_open'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='an_outcome_has_its_moment'),
        ),
        migrations.AddIndex(
            model_name='block',
            index=models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['kind', 'value'], name='blocks_in_force'),
        ),
        migrations.AddIndex(
            model_name='block',
            index=models.Index(fields=['-made_at'], name='blocks_newest'),
        ),
        migrations.AddField(
            model_name='objection',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='personnote',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='spamfilter',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_spam_filter'),
        ),
        migrations.AddIndex(
            model_name='personnote',
            index=models.Index(fields=['person', '-id'], name='notes_on_a_person'),
        ),
    ]
